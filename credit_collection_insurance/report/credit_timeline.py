from odoo import api, models
from odoo.tools import SQL

from odoo.addons.credit_collection.report.profile.credit_timeline import TimelineEntry


class CreditTimeline(models.Model):
    """Covers from the day they apply, and claims."""

    _inherit = "credit.timeline"
    _depends = {
        "credit.insurance.cover": ["active", "company_amount", "company_id", "profile_id", "reason", "reference", "valid_from"],
        "credit.insurance.claim": [
            "company_id", "insured_amount", "profile_id", "reference", "reported_on", "state", "user_id"],
    }

    @api.model
    def _get_entries(self):
        return [
            *super()._get_entries(),
            TimelineEntry(
                65, {"cover": self.env._("Insurance cover")}, "credit.insurance.cover", SQL(
                    """
                    SELECT id, profile_id, company_id, valid_from, 'cover', reference, company_amount, reason, NULL, NULL
                      FROM credit_insurance_cover WHERE active
                    """), states=()),
            TimelineEntry(
                66, {"insurance_claim": self.env._("Insurance claim")}, "credit.insurance.claim", SQL(
                    """
                    SELECT id, profile_id, company_id, reported_on, 'insurance_claim', reference, insured_amount, NULL,
                           user_id, state
                      FROM credit_insurance_claim WHERE reported_on IS NOT NULL
                    """)),
        ]
