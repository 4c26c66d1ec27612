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
            self.env._("Share of the amount invoiced that was contested and found to be owed."), "_measure_disputes", 80,
            "_measure_past_disputes")]

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

    @api.model
    def _measure_past_disputes(self, sources):
        claims = {}
        for dispute in self.env["credit.dispute"].search_fetch(
                [("profile_id", "in", sources.get_profile_ids()), ("state", "=", "rejected")],
                ["profile_id", "company_amount", "date_opened", "date_closed"]):
            if dispute.date_closed:
                claims.setdefault(dispute.profile_id.id, []).append(
                    (dispute.date_opened, dispute.date_closed, dispute.company_amount))
        values = {}
        for key, (profile_id, day, since, _window) in sources.points.items():
            contested = sum(amount for opened, closed, amount in claims.get(profile_id, ()) if since < opened and closed <= day)
            values[key] = scoring.ratio(contested, sources.history[key]["invoiced"])
        return values
