from odoo import fields, models
from odoo.fields import Command


class CreditCharge(models.Model):
    """The bank fee of a returned payment is a fee that was not caused by a reminder, and never has tax."""

    _inherit = "credit.charge"

    return_id = fields.Many2one(
        "credit.payment.return", string="Returned Payment", readonly=True, index="btree_not_null", ondelete="set null")

    def _prepare_bill_line_vals(self, position, sign, env):
        vals = super()._prepare_bill_line_vals(position, sign, env)
        return {**vals, "tax_ids": [Command.clear()]} if self.return_id else vals

    def _describe_on_bill(self):
        if not self.return_id:
            return super()._describe_on_bill()
        returned = self.return_id
        return self.env._(
            "Bank fee for the payment of %(amount)s that was returned on %(date)s",
            amount=returned.currency_id.format(returned.amount), date=fields.Date.to_string(returned.date))
