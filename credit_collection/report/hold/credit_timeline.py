from odoo import api, models
from odoo.tools import SQL

from ..profile.credit_timeline import TimelineEntry


class CreditTimeline(models.Model):
    """Orders that were held."""

    _inherit = "credit.timeline"
    _depends = {
        "credit.hold": [
            "company_id", "date", "decided_by_id", "decision_reason", "order_amount", "order_name", "profile_id", "state",
        ],
    }

    @api.model
    def _get_entries(self):
        return [
            *super()._get_entries(),
            TimelineEntry(
                5, {"hold": self.env._("Held order")}, "credit.hold", SQL(
                    """
                    SELECT id, profile_id, company_id, date, 'hold', order_name, order_amount, decision_reason,
                           decided_by_id, state
                      FROM credit_hold
                    """)),
        ]
