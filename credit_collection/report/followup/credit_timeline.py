from odoo import api, models
from odoo.tools import SQL

from ..profile.credit_timeline import TimelineEntry


class CreditTimeline(models.Model):
    """Follow-ups and logged contacts that took place."""

    _inherit = "credit.timeline"
    _depends = {
        "credit.followup": [
            "amount_due", "channel", "company_id", "date", "note", "outcome", "profile_id", "state", "subject", "user_id",
        ],
    }

    @api.model
    def _get_entries(self):
        return [
            *super()._get_entries(),
            TimelineEntry(
                1, dict(self.env["credit.followup"]._fields["channel"]._description_selection(self.env)),
                "credit.followup", SQL(
                    """
                    SELECT id, profile_id, company_id, date, channel, subject, amount_due, note, user_id,
                           COALESCE(outcome, state)
                      FROM credit_followup
                     WHERE state IN ('sent', 'done', 'failed')
                    """),
                states=("outcome", "state")),
        ]
