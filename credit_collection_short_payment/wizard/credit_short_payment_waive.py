from odoo import api, fields, models

from odoo.addons.credit_collection.tools.common.notices import show_notice


class CreditShortPaymentWaive(models.TransientModel):
    _name = "credit.short.payment.waive"
    _inherit = "credit.bounds.mixin"
    _description = "Waive Discounts"

    short_ids = fields.Many2many("credit.short.payment", string="Short Payments", required=True)
    company_currency_id = fields.Many2one(related="short_ids.company_currency_id")
    total = fields.Monetary(compute="_compute_total", currency_field="company_currency_id")
    reason = fields.Char(required=True)
    may_decide = fields.Boolean(compute="_compute_total")

    @api.depends("short_ids")
    def _compute_total(self):
        for wizard in self:
            wizard.total = sum(wizard.short_ids.mapped("company_amount"))
            wizard.may_decide = all(short._find_authority() for short in wizard.short_ids)

    def action_waive(self):
        """Waive, or ask who may decide; the right to do so is checked there."""
        self.ensure_one()
        waiting = self.short_ids._waive(self.reason)
        if waiting:
            return show_notice(self.env._(
                "Asked for approval: %(users)s.", users=", ".join(waiting.sudo().activity_ids.user_id.mapped("name"))))
        return show_notice(self.env._("The discount was booked."))
