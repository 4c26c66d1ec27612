from odoo import api, fields, models

from odoo.addons.credit_collection.models.common.days import day_of_entry
from odoo.addons.credit_collection.tools.common.notices import show_notice


class CreditAgencyRemit(models.TransientModel):
    """Book what an agency collected and sent less its fee: the customer is credited gross, the fee is a cost."""

    _name = "credit.agency.remit"
    _description = "Money from an Agency"
    _inherit = "credit.bounds.mixin"

    placement_id = fields.Many2one("credit.agency.placement", required=True, ondelete="cascade")
    company_id = fields.Many2one(related="placement_id.company_id")
    currency_id = fields.Many2one(related="placement_id.currency_id")
    date = day_of_entry("date", "placement_id.company_id", required=True)
    amount = fields.Monetary(string="Collected from the Customer", required=True, bounds=(0, 1e15))
    fee = fields.Monetary(
        string="Fee Kept", compute="_compute_fee", store=True, precompute=True, readonly=False, bounds=(0, 1e15),
        help="By the percentage of the placement.")
    sent = fields.Monetary(string="Sent to Us", compute="_compute_sent")
    journal_id = fields.Many2one(
        "account.journal", string="Received In", required=True, compute="_compute_journal_id", store=True, readonly=False,
        precompute=True,
        domain="[('type', 'in', ('bank', 'cash')), ('company_id', '=', company_id)]")
    reference = fields.Char(
        string="Number at the Agency", help="Of its statement: tells two payments of the same day and amount apart.")

    @api.depends("amount", "placement_id")
    def _compute_fee(self):
        for remit in self:
            remit.fee = remit.placement_id._get_fee(remit.amount) if remit.placement_id else 0.0

    @api.depends("amount", "fee")
    def _compute_sent(self):
        for remit in self:
            remit.sent = remit.amount - remit.fee

    @api.depends("placement_id")
    def _compute_journal_id(self):
        for remit in self:
            remit.journal_id = self.env["account.journal"].search(
                [("type", "=", "bank"), ("company_id", "=", remit.company_id.id)], limit=1)

    def action_book(self):
        """Credit the customer with all that the agency collected, see ``credit.agency.placement._book_received``."""
        self.ensure_one()
        self.placement_id._book_received(self.date, self.amount, self.fee, self.journal_id, reference=self.reference)
        return show_notice(self.env._(
            "The customer was credited with %(amount)s.", amount=self.currency_id.format(self.amount)))
