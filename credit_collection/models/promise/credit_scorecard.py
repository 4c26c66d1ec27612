from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.fields import Domain

from ...tools.rating import proposals
from ...tools.score import scoring
from ...tools.score.measures import Measure


class CreditScorecard(models.AbstractModel):
    _inherit = "credit.scorecard"

    @api.model
    def _get_measures(self):
        return [*super()._get_measures(), Measure(
            "broken_promises", self.env._("Broken promises"), "percent",
            self.env._("Share of the promises to pay that were broken or only partly kept."), "_measure_broken_promises", 40,
            "_measure_past_broken_promises")]

    @api.model
    def _measure_broken_promises(self, sources):
        return {
            profile_id: scoring.ratio(failed, judged)
            for profile_id, (judged, failed) in self._get_judged_promises(sources.profiles, sources.today).items()}

    @api.model
    def _get_judged_promises(self, profiles, today):
        """:return: ``{profile id: (promises judged, promises broken or only partly kept)}`` of the last 12 months"""
        since = today - relativedelta(months=proposals.MONTHS)
        groups = self.env["credit.promise"]._read_group(
            Domain("profile_id", "in", profiles.ids)
            & Domain("state", "in", ("kept", "partial", "broken"))
            & (Domain("covered_until", ">", since) | Domain("covered_until", "=", False)),
            ["profile_id", "state"], ["__count"],
        )
        counts = {}
        for profile, state, count in groups:
            judged, failed = counts.get(profile.id, (0, 0))
            counts[profile.id] = (judged + count, failed + (count if state != "kept" else 0))
        return counts

    @api.model
    def _measure_past_broken_promises(self, sources):
        """What had been judged by the day, as it was judged in the end."""
        promises = {}
        for promise in self.env["credit.promise"].search_fetch(
                [("profile_id", "in", sources.get_profile_ids()), ("state", "in", ("kept", "partial", "broken"))],
                ["profile_id", "state", "covered_until", "date_closed"]):
            if promise.date_closed:
                promises.setdefault(promise.profile_id.id, []).append(
                    (promise.date_closed, promise.covered_until, promise.state != "kept"))
        values = {}
        for key, (profile_id, day, since, _window) in sources.points.items():
            judged = [failed for closed, until, failed in promises.get(profile_id, ())
                      if closed <= day and (not until or until > since)]
            values[key] = scoring.ratio(sum(judged), len(judged))
        return values
