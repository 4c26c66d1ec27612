from odoo import api, models
from odoo.tools import SQL

from odoo.addons.credit_collection.report.profile.credit_timeline import TimelineEntry


class CreditTimeline(models.Model):
    """Bills when they were received, and how they ended."""

    _inherit = "credit.timeline"
    _depends = {"credit.bill": [
        "company_amount", "company_id", "create_uid", "date", "end_date", "name", "profile_id", "reason", "state"]}

    @api.model
    def _get_entries(self):
        return [
            *super()._get_entries(),
            TimelineEntry(
                70, {"bill": self.env._("Bill of exchange received")}, "credit.bill", SQL(
                    """
                    SELECT id, profile_id, company_id, date, 'bill', name, company_amount, NULL, create_uid, NULL
                      FROM credit_bill WHERE state <> 'draft'
                    """)),
            TimelineEntry(
                71, {"bill_end": self.env._("Bill of exchange ended")}, "credit.bill", SQL(
                    """
                    SELECT id, profile_id, company_id, end_date, 'bill_end', name, company_amount, reason, NULL, state
                      FROM credit_bill WHERE end_date IS NOT NULL
                    """)),
        ]
