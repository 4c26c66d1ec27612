from odoo import api, models
from odoo.tools import SQL

from ..profile.credit_timeline import TimelineEntry


class CreditTimeline(models.Model):
    """Disputes, when they were opened and when they were closed."""

    _inherit = "credit.timeline"
    _depends = {
        "credit.dispute": [
            "closed_by_id", "company_amount", "company_id", "date_closed", "date_opened", "move_id", "note", "profile_id",
            "resolution", "state", "user_id",
        ],
    }

    @api.model
    def _get_entries(self):
        return [
            *super()._get_entries(),
            TimelineEntry(
                3, {"dispute": self.env._("Dispute")}, "credit.dispute", SQL(
                    """
                    SELECT dispute.id, dispute.profile_id, dispute.company_id, dispute.date_opened, 'dispute', move.name,
                           dispute.company_amount, dispute.note, dispute.user_id, 'open'
                      FROM credit_dispute dispute
                      JOIN account_move move ON move.id = dispute.move_id
                     WHERE dispute.state != 'draft'
                    """)),
            TimelineEntry(
                4, {"dispute_end": self.env._("Dispute closed")}, "credit.dispute", SQL(
                    """
                    SELECT dispute.id, dispute.profile_id, dispute.company_id, dispute.date_closed, 'dispute_end', move.name,
                           dispute.company_amount, dispute.resolution, dispute.closed_by_id, dispute.state
                      FROM credit_dispute dispute
                      JOIN account_move move ON move.id = dispute.move_id
                     WHERE dispute.date_closed IS NOT NULL
                    """)),
        ]
