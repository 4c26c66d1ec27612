from odoo import fields, models
from odoo.exceptions import UserError

from ...tools.order.still_to_come import get_rest_quantity


class SaleOrder(models.Model):
    """Closing the rest of an order: what was not delivered so far will not be delivered any more, and what was credited will
    not be invoiced anew."""

    _inherit = "sale.order"

    credit_closed_reason = fields.Char(
        string="Rest Closed", readonly=True, copy=False, groups="base.group_user", prefetch="credit_closed",
        help="Why the rest of the order will not be delivered any more.",
    )
    credit_closed_by_id = fields.Many2one(
        "res.users", string="Rest Closed By", readonly=True, copy=False, groups="base.group_user", prefetch="credit_closed")
    credit_closed_on = fields.Date(
        string="Rest Closed On", readonly=True, copy=False, groups="base.group_user", prefetch="credit_closed")

    def _close_credit_rest(self, reason):
        """Take what was not delivered so far out of the exposure, for the users who may change the orders.

        Delivered goods that were never invoiced stay, and so do goods ordered afterwards.

        :param reason: why, a text or a ``credit.reason``
        :raise UserError: an order is not confirmed, nothing of it is left to close, or goods are still on their way
        """
        self.check_access("write")
        text = (reason.name if isinstance(reason, models.BaseModel) else reason or "").strip()
        if not text:
            raise UserError(self.env._("Enter the reason."))
        for order in self:
            # sudo: what the check rests on is never written by hand; the right was checked above.
            order_sudo = order.sudo()
            rests = order_sudo._get_credit_rests()
            if order.state != "sale" or not rests:
                raise UserError(self.env._("Nothing is left to deliver of order %(order)s.", order=order.name))
            with order._credit_watching():
                for line, rest in rests.items():
                    line.credit_closed_qty += rest
                order_sudo.write({
                    "credit_closed_reason": text, "credit_closed_by_id": self.env.uid,
                    "credit_closed_on": order.company_id._get_credit_today()})
            order.message_post(
                body=self.env._("Rest of the order closed: %(reason)s", reason=text), subtype_xmlid="mail.mt_note")

    def _get_credit_rests(self):
        """:return: ``{order line: quantity that is not given up yet, and not delivered or credited and not invoiced anew}``
        :raise UserError: transfers are still to bring some of it
        """
        self.ensure_one()
        rests = {}
        for line in self.order_line.filtered(lambda line: not line.display_type):
            progress = line._get_credit_progress()
            if progress.coming:
                raise UserError(self.env._(
                    "Goods of order %(order)s are still on their way. Cancel their deliveries first.", order=self.name))
            rest = get_rest_quantity(progress)
            # Nothing is left of lines without a unit, as those of down payments are.
            if rest and line.product_uom_id.compare(rest, 0) > 0:
                rests[line] = rest
        return rests

    def action_reopen_credit_rest(self):
        """Expect the closed rest again, and check the orders with it."""
        self.check_access("write")
        for order in self.filtered("credit_closed_reason"):
            order_sudo = order.sudo()  # sudo: as in _close_credit_rest.
            with order._credit_watching():
                order_sudo.order_line.filtered("credit_closed_qty").credit_closed_qty = 0.0
                order_sudo.write({
                    "credit_closed_reason": False, "credit_closed_by_id": False, "credit_closed_on": False})
            order.message_post(body=self.env._("Rest of the order opened again."), subtype_xmlid="mail.mt_note")
