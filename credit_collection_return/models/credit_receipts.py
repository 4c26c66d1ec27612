from odoo import api, models
from odoo.fields import Domain


class CreditReceipts(models.AbstractModel):
    """Payments that were never booked, only registered, leave nothing in the ledger when the bank refuses them."""

    _inherit = "credit.receipts"

    @api.model
    def _count_returned(self, today, since):
        counts = super()._count_returned(today, since)
        # sudo: figures of customers, as those of the ledger.
        for profile, count in self.env["credit.payment.return"].sudo()._read_group(
                Domain("state", "=", "posted") & Domain("move_id", "=", False) & Domain("date", ">", since)
                & Domain("date", "<=", today), ["profile_id"], ["__count"]):
            key = profile.partner_id.id, profile.company_id.id
            counts[key] = counts.get(key, 0) + count
        return counts
