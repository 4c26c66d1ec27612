from odoo import api, models
from odoo.fields import Domain

from ...tools.rating import proposals
from ...tools.score import scoring
from ...tools.score.measures import Measure, Sources
from ..common.bulk import get_columns


class CreditScorecard(models.AbstractModel):
    """The measures that follow from the ledger and from agencies."""

    _inherit = "credit.scorecard"

    @api.model
    def _get_measures(self):
        return [*super()._get_measures(), *self._get_history_measures(), *self._get_agency_measures()]

    @api.model
    def _get_history_measures(self):
        measures = [
            Measure(
                "days_late", self.env._("Average days late"), "days",
                self.env._(
                    "By amount, of payments and of what is still open and overdue; an early payment counts as zero days."),
                "_measure_days_late", 10,
            ),
            Measure(
                "on_time", self.env._("Paid on time"), "percent",
                self.env._("Share of the amount paid that came on or before the due date."), "_measure_on_time", 20,
            ),
            Measure(
                "overdue", self.env._("Overdue share of receivables"), "percent",
                self.env._("Overdue part of what is open now."), "_measure_overdue", 30,
            ),
            Measure(
                "utilisation", self.env._("Credit utilization"), "percent",
                self.env._("Exposure as a share of the limit now."), "_measure_utilisation", 50,
            ),
            Measure(
                "tenure", self.env._("Length of the business relation"), "months",
                self.env._("Months since the first invoice."), "_measure_tenure", 60,
            ),
            Measure(
                "trend", self.env._("Trend of days late"), "days",
                self.env._("By how many days payments of the last 3 months came later than those before."), "_measure_trend",
                70,
            ),
        ]
        # They read the history, which is known of any day.
        return [measure._replace(past_method=measure.method) for measure in measures]

    @api.model
    def _get_agency_measures(self):
        return [
            Measure(
                "external", self.env._("External score"), "points",
                self.env._("The latest of an agency that is still valid, on the agency's scale."), "_measure_external", 90,
                "_measure_past_external",
            ),
        ]

    @api.model
    def _measure_days_late(self, sources):
        return {
            profile_id: scoring.average(history["late_amount_days"], history["settled"] + history["overdue"])
            for profile_id, history in sources.history.items()}

    @api.model
    def _measure_on_time(self, sources):
        return {
            profile_id: scoring.ratio(history["on_time"], history["settled"])
            for profile_id, history in sources.history.items()}

    @api.model
    def _measure_overdue(self, sources):
        return {
            profile_id: scoring.ratio(history["overdue"], history["open"]) for profile_id, history in sources.history.items()}

    @api.model
    def _measure_utilisation(self, sources):
        return {
            profile_id: float(facts["utilisation"]) * 100.0 if facts["utilisation"] is not None else None
            for profile_id, facts in sources.facts.items()}

    @api.model
    def _measure_tenure(self, sources):
        return {
            profile_id: history["days"] / proposals.DAYS_PER_MONTH if history["first_date"] else None
            for profile_id, history in sources.history.items()}

    @api.model
    def _measure_trend(self, sources):
        """By how many days payments come later than before; what is overdue now counts as recent."""
        return {
            profile_id: scoring.trend(
                (history["recent_late_amount_days"], history["recent_settled"] + history["overdue"]),
                (history["late_amount_days"], history["settled"] + history["overdue"]))
            for profile_id, history in sources.history.items()}

    @api.model
    def _get_trends(self, sources):
        """The trend as the score of the day keeps it: a night reads the history of its customers once. Who was not scored on
        that day, or has no score, is measured.

        :return: ``{profile id: days}``, see :meth:`_measure_trend`
        """
        profiles = sources.profiles
        columns = zip(profiles._ids, get_columns(profiles, "score_date", "latest_score_id"), strict=True)
        scored = {profile_id: score_id for profile_id, (day, score_id) in columns if day == sources.today and score_id}
        scores = self.env["credit.score"].browse(scored.values())
        scores.fetch(["trend"])
        trends = dict(zip(scored, (trend for trend, in get_columns(scores, "trend")), strict=True))
        known = {profile_id: trend for profile_id, trend in trends.items() if trend is not None}
        rest = profiles.browse(profile_id for profile_id in profiles._ids if profile_id not in known)
        return {**known, **self._measure_trend(Sources(self, rest, sources.today))}

    @api.model
    def _measure_external(self, sources):
        Score = self.env["credit.external.score"]
        domain = Score._get_valid_domain(sources.today) & Domain("profile_id", "in", sources.profiles.ids)
        scores = Score.search_fetch(domain, ["profile_id", "score"], order="date, id")
        return {score.profile_id.id: score.score for score in scores}

    @api.model
    def _measure_past_external(self, sources):
        scores = {}
        # sudo: the score of the customer counts, whoever may see those of the agency.
        for score in self.env["credit.external.score"].sudo().search_fetch(
                [("profile_id", "in", sources.get_profile_ids())], ["profile_id", "score", "date", "valid_until"],
                order="date, id"):
            scores.setdefault(score.profile_id.id, []).append((score.date, score.valid_until, score.score))
        values = {}
        for key, (profile_id, day, *_window) in sources.points.items():
            known = [value for begin, end, value in scores.get(profile_id, ()) if begin <= day <= (end or day)]
            values[key] = known[-1] if known else None
        return values
