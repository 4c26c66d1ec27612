from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import consteq
from odoo.tools.misc import hmac

# What the counter says of a sale: nobody corrects it once the sale is made.
SAID_BY_COUNTER = {"credit_sold_offline", "credit_pass"}


class PosOrder(models.Model):
    """Whether a sale was made without connection. The counter says so; the server believes it only where it cannot know better:

    * it did not stop this very sale, for then there was a connection;
    * the company lets counters sell on account without connection, or the check had let this sale pass before the connection
      was lost.
    """

    _inherit = "pos.order"

    credit_sold_offline = fields.Boolean(
        string="Sold Offline", copy=False, groups="point_of_sale.group_pos_user",
        help="Sold on account while the counter had no connection, so that nothing could be checked before.",
    )
    credit_pass = fields.Char(
        string="Passed the Credit Check", copy=False, groups="point_of_sale.group_pos_user",
        help="Signature of the server that the credit check let this sale pass before it was made.",
    )

    def write(self, vals):
        if not self.env.su and not SAID_BY_COUNTER.isdisjoint(vals) and any(order.state != "draft" for order in self):
            raise AccessError(self.env["credit.roles.mixin"]._get_system_message())
        return super().write(vals)

    @api.model
    def _sign_pass(self, uuid, payer, currency, amount):
        """:return: signature that the check let the sale ``uuid`` of ``amount`` on account to ``payer`` pass"""
        # sudo: the secret of the database.
        return hmac(self.env(su=True), "credit_collection_pos.pass", (
            str(uuid), payer.id, currency.name, f"{currency.round(amount):.{currency.decimal_places}f}"))

    def _is_sold_offline(self, payer, amount, check):
        """
        :param payer: the commercial partner who is to owe the sale
        :param float amount: on account, in the currency of the counter
        :param CreditCheck check: why it would be stopped now
        :return: whether to believe that the sale was made without connection
        """
        self.ensure_one()
        if not self.credit_sold_offline or self.env["credit.pos.hold"]._was_stopped(self.uuid, payer, check.order_amount):
            return False
        signature = self._sign_pass(self.uuid, payer, self.currency_id, amount)
        return self.company_id.root_id.credit_counter_offline or consteq(self.credit_pass or "", signature)
