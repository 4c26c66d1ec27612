from odoo import api, fields, models

from odoo.addons.credit_collection.models.common.days import day_of_entry


class CreditInsuranceCoverChange(models.TransientModel):
    """A new limit of the insurer from a day: what was delivered before stays insured as it was."""

    _name = "credit.insurance.cover.change"
    _inherit = "credit.bounds.mixin"
    _description = "Change of an Insurance Cover"

    cover_id = fields.Many2one("credit.insurance.cover", required=True, readonly=True)
    currency_id = fields.Many2one(related="cover_id.currency_id")
    before = fields.Monetary(related="cover_id.amount", string="Insured Limit Now")
    day = day_of_entry(
        "day", "cover_id.company_id", string="From", required=True, help="Deliveries of this day count for the new limit.")
    amount = fields.Monetary(
        string="New Limit", bounds=(0, 1e15), compute="_compute_amount", store=True, readonly=False,
        help="0: the insurer withdraws the cover.")
    coverage = fields.Float(
        string="Coverage (%)", digits=(5, 2), bounds=(0, 100), compute="_compute_coverage", store=True, readonly=False)
    reference = fields.Char(string="Decision of the Insurer")
    reason = fields.Char()

    @api.depends("cover_id")
    def _compute_amount(self):
        for change in self:
            change.amount = change.cover_id.amount

    @api.depends("cover_id")
    def _compute_coverage(self):
        for change in self:
            change.coverage = change.cover_id.coverage

    def action_apply(self):
        """:return: the new cover"""
        self.ensure_one()
        cover = self.cover_id._change(self.day, self.amount, self.coverage, reference=self.reference, reason=self.reason)
        return {
            "type": "ir.actions.act_window", "res_model": cover._name, "res_id": cover.id, "view_mode": "form",
            "target": "current"}
