from odoo import api, models
from odoo.tools import SQL

from ..profile.credit_timeline import TimelineEntry


class CreditTimeline(models.Model):
    """Promises to pay."""

    _inherit = "credit.timeline"
    _depends = {
        "credit.promise": ["amount", "company_id", "date", "note", "profile_id", "state", "user_id"],
    }

    @api.model
    def _get_entries(self):
        return [
            *super()._get_entries(),
            TimelineEntry(
                2, {"promise": self.env._("Promise to pay")}, "credit.promise", SQL(
                    """
                    SELECT id, profile_id, company_id, date, 'promise', NULL, amount, note, user_id, state
                      FROM credit_promise
                     WHERE state != 'draft'
                    """)),
        ]
