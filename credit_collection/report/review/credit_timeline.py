from odoo import api, models
from odoo.tools import SQL

from ..profile.credit_timeline import TimelineEntry


class CreditTimeline(models.Model):
    """Credit reviews."""

    _inherit = "credit.timeline"
    _depends = {
        "credit.review": ["company_id", "date", "profile_id", "reason", "requested_by_id", "state"],
    }

    @api.model
    def _get_entries(self):
        return [
            *super()._get_entries(),
            TimelineEntry(
                6, {"review": self.env._("Credit review")}, "credit.review", SQL(
                    """
                    SELECT id, profile_id, company_id, date, 'review', NULL, NULL, reason, requested_by_id, state
                      FROM credit_review
                    """)),
        ]
