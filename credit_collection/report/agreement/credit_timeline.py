from odoo import api, models
from odoo.tools import SQL

from ..profile.credit_timeline import TimelineEntry


class CreditTimeline(models.Model):
    """Credit applications and agreements."""

    _inherit = "credit.timeline"
    _depends = {
        "credit.agreement": ["accepted_by", "company_id", "effective_from", "profile_id", "sent_on", "state"],
        "credit.application": ["company_id", "date", "profile_id", "purpose", "requested_limit", "state", "user_id"],
    }

    @api.model
    def _get_entries(self):
        return [
            *super()._get_entries(),
            TimelineEntry(
                31, {"agreement": self.env._("Credit agreement")}, "credit.agreement", SQL(
                    """
                    SELECT id, profile_id, company_id, COALESCE(effective_from, sent_on), 'agreement',
                           'A' || LPAD(id::varchar, 6, '0'), NULL, accepted_by, NULL, state
                      FROM credit_agreement
                     WHERE sent_on IS NOT NULL
                    """)),
            TimelineEntry(
                32, {"application": self.env._("Credit application")}, "credit.application", SQL(
                    """
                    SELECT id, profile_id, company_id, date, 'application', 'C' || LPAD(id::varchar, 6, '0'), requested_limit,
                           purpose, user_id, state
                      FROM credit_application
                     WHERE profile_id IS NOT NULL
                    """)),
        ]
