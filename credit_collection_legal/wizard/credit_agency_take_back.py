from odoo import api, fields, models

from odoo.addons.credit_collection.models.common.days import day_of_entry
from odoo.addons.credit_collection.tools.common.notices import show_notice


class CreditAgencyTakeBack(models.TransientModel):
    """Why money from an agency is taken back, and what of its fee comes back."""

    _name = "credit.agency.take.back"
    _description = "Taking Back Money from an Agency"
    _inherit = "credit.bounds.mixin"

    recovery_id = fields.Many2one("credit.agency.recovery", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one(related="recovery_id.company_id")
    currency_id = fields.Many2one(related="recovery_id.currency_id")
    amount = fields.Monetary(related="recovery_id.amount", string="Collected from the Customer")
    kind = fields.Selection(
        [("mistake", "Recorded by mistake"), ("returned", "The payment went back")], string="What Happened", required=True,
        default="mistake", help="A payment that went back counts as a returned payment of the customer.")
    reason = fields.Char(required=True)
    date = day_of_entry("date", "recovery_id.company_id", string="Entry Date", required=True)
    fee_back = fields.Monetary(
        string="Fee Given Back", compute="_compute_fee_back", store=True, readonly=False, precompute=True, bounds=(0, 1e15),
        help="What of its fee the agency does not keep.")

    @api.depends("recovery_id")
    def _compute_fee_back(self):
        for wizard in self:
            wizard.fee_back = wizard.recovery_id.fee

    def action_take_back(self):
        """Take it back; the record and its entries stay as evidence."""
        self.ensure_one()
        self.recovery_id._take_back(self.kind, self.reason, self.date, self.fee_back)
        return show_notice(self.env._("It was taken back; the customer owes the items again."))
