from odoo import api, models
from odoo.tools import SQL

from odoo.addons.credit_collection.report.profile.credit_timeline import TimelineEntry


class CreditTimeline(models.Model):
    """Fees and compensation when they arose, and waivers. Interest grows every day: it is an event when it is billed, and that
    is an invoice."""

    _inherit = "credit.timeline"
    _depends = {
        "credit.charge": ["amount", "company_id", "date", "kind", "move_id", "profile_id", "state"],
        "credit.charge.waiver": ["amount", "company_id", "date", "profile_id", "reason", "requested_by_id", "state"],
        "account.move": ["name"],
    }

    @api.model
    def _get_entries(self):
        return [
            *super()._get_entries(),
            TimelineEntry(
                60, {"compensation": self.env._("Fixed compensation"), "fee": self.env._("Reminder fee")}, "credit.charge", SQL(
                    """
                    SELECT charge.id, charge.profile_id, charge.company_id, charge.date, charge.kind, move.name, charge.amount,
                           NULL, NULL, charge.state
                      FROM credit_charge charge
                 LEFT JOIN account_move move ON move.id = charge.move_id
                     WHERE charge.kind IN ('compensation', 'fee') AND charge.state <> 'cancelled'
                    """)),
            TimelineEntry(
                61, {"waiver": self.env._("Waiver of charges")}, "credit.charge.waiver", SQL(
                    """
                    SELECT id, profile_id, company_id, date, 'waiver', NULL, amount, reason, requested_by_id, state
                      FROM credit_charge_waiver
                    """)),
        ]
