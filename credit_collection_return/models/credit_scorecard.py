from dateutil.relativedelta import relativedelta

from odoo import api, models

from odoo.addons.credit_collection.tools.score.measures import Measure

YEAR = relativedelta(months=12)


class CreditScorecard(models.AbstractModel):
    _inherit = "credit.scorecard"

    @api.model
    def _get_measures(self):
        return [*super()._get_measures(), Measure(
            "returned_payments", self.env._("Returned payments"), "number",
            self.env._("Payments of the last 12 months that the bank took back; customers without any have no value."),
            "_measure_returned_payments", 45, "_measure_past_returned_payments")]

    @api.model
    def _measure_returned_payments(self, sources):
        counts = self.env["credit.receipts"]._count_returned(sources.today, sources.today - YEAR)
        return {
            profile.id: counts.get((profile.partner_id.id, profile.company_id.id)) for profile in sources.profiles}

    @api.model
    def _measure_past_returned_payments(self, sources):
        """Each day counts what had gone back in the 12 months before; one statement for all days."""
        points = sources.points.values()
        if not points:
            return {}
        profiles = self.env["credit.profile"].browse(sources.get_profile_ids())
        owners = {(profile.partner_id.id, profile.company_id.id): profile.id for profile in profiles}
        days = {}
        for partner_id, root_id, _item_id, day in self.env["credit.receipts"]._read_returned(
                max(point.day for point in points), min(point.day for point in points) - YEAR):
            days.setdefault(owners.get((partner_id, root_id)), []).append(day)
        return {
            key: sum(point.day - YEAR < day <= point.day for day in days.get(point.profile_id, ())) or None
            for key, point in sources.points.items()}
