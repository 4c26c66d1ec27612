from dateutil.relativedelta import relativedelta

from odoo import api, models

from ...tools.rating import proposals
from ...tools.score import scoring
from ...tools.score.measures import Measure


class CreditScorecard(models.AbstractModel):
    _inherit = "credit.scorecard"

    @api.model
    def _get_measures(self):
        return [*super()._get_measures(), Measure(
            "disputes", self.env._("Disputes without cause"), "percent",
            self.env._("Share of the amount invoiced that was contested and found to be owed."), "_measure_disputes", 80)]

    @api.model
    def _measure_disputes(self, sources):
        since = sources.today - relativedelta(months=proposals.MONTHS)
        contested = {
            profile.id: amount for profile, amount in self.env["credit.dispute"]._read_group(
                [("profile_id", "in", sources.profiles.ids), ("state", "=", "rejected"), ("date_opened", ">", since)],
                ["profile_id"], ["company_amount:sum"])}
        return {
            profile_id: scoring.ratio(contested.get(profile_id, 0.0), history["invoiced"])
            for profile_id, history in sources.history.items()}
