from odoo import api, fields, models


class PosPaymentMethod(models.Model):
    _inherit = "pos.payment.method"

    # In a column, so that one statement can read it; the type itself is computed.
    credit_on_account = fields.Boolean(string="On Account", compute="_compute_credit_on_account", store=True)

    @api.depends("type")
    def _compute_credit_on_account(self):
        for method in self:
            method.credit_on_account = method.type == "pay_later"
