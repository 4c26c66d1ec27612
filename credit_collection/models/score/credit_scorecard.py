import json
from typing import Any, NamedTuple

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.rating import proposals
from ...tools.score import scoring
from ...tools.score.measures import Sources
from ..common.bulk import build_insert, update_from

BATCH = 1000


class Judgement(NamedTuple):
    """What the scorecard says about one customer. ``rating_id`` is ``None`` when no rating follows from it. ``trend`` is kept
    with the score whether it is on the scorecard or not."""

    history: dict
    criteria: Any
    result: scoring.Score
    is_provisional: bool
    rating_id: int | None
    trend: float | None


class CreditScorecard(models.AbstractModel):
    """The scorecard: which measures there are, and what they say about any number of customers.

    Another room or add-on adds a measure by :meth:`_get_measures` and the method that it names.
    """

    _name = "credit.scorecard"
    _description = "Scorecard"

    @api.model
    def _get_measures(self):
        """:return: list of ``tools.score.measures.Measure``, in any order; to be extended"""
        return []

    @api.model
    def _get_measures_by_code(self):
        """:return: ``{code: Measure}`` in the order of their sequence"""
        return {measure.code: measure for measure in sorted(self._get_measures(), key=lambda measure: measure.sequence)}

    @api.model
    def _measure(self, profiles, today, codes=None, sources=None):
        """:param codes: the measures asked for; all without
        :return: ``{code: {profile id: value}}``
        """
        sources = sources or Sources(self, profiles, today)
        known = self._get_measures_by_code()
        return {code: getattr(self, known[code].method)(sources) for code in known if codes is None or code in codes}

    @api.model
    def _judge(self, profiles, today):
        """Score the customers by their company's scorecard: a fixed number of queries per company.

        :return: ``{profile id: Judgement}``
        """
        sources = Sources(self, profiles, today)
        scorecards = {
            company: self.env["credit.criterion"]._get_scorecard(company) for company in profiles.company_id}
        codes = set(self.env["credit.criterion"].union(*scorecards.values()).mapped("measure"))
        measured, trends = self._measure(profiles, today, codes, sources), self._measure_trend(sources)
        judgements = {}
        for company, group in profiles.grouped("company_id").items():
            criteria = scorecards[company]
            weights = criteria._get_weights()
            columns = [(weight.measure, measured.get(weight.measure, {})) for weight in weights]
            scales = self.env["credit.rating"]._get_scales(company, group.partner_id)
            fewest, least = company.credit_min_invoices, company.credit_min_settled
            for profile in group:
                history = sources.history[profile.id]
                result = scoring.score(weights, {code: column.get(profile.id) for code, column in columns})
                is_provisional = scoring.is_short(history["invoices"], history["settled"], fewest, least)
                rating_id = self._propose_rating(profile, result.total, scales[profile.partner_id], is_provisional)
                judgements[profile.id] = Judgement(
                    history, criteria, result, is_provisional, rating_id, trends[profile.id])
        return judgements

    @api.model
    def _propose_rating(self, profile, total, scale, is_provisional):
        """:return: id of the rating that the score deserves, no better than the present one while it is provisional"""
        ceiling = None
        if is_provisional:
            present = profile.rating_id or profile.company_id.credit_provisional_rating_id
            if not present:
                return None
            ceiling = present.min_score
        return proposals.propose_rating(total, scale, ceiling)

    @api.model
    def _cron_update(self):
        """Score the customers that were not scored today, batch after batch."""
        def get_unscored(today):
            return Domain("score_date", "<", today) | Domain("score_date", "=", False)

        # Looked for once: a batch that looked anew would go through all that are scored.
        self.env["credit.profile"]._run_batch(
            "credit_collection.ir_cron_update_scores", get_unscored,
            lambda profiles, today: profiles._update_scores(today), size=BATCH, recheck=get_unscored)

    @api.model
    def _update(self, profiles, today):
        """Score these customers and record the score of the month, in a fixed number of queries.

        :return: ``{profile id: Judgement}``
        """
        if not profiles:
            return {}
        judgements = self._judge(profiles, today)
        profiles.flush_recordset()
        self.env["credit.score"].flush_model()
        self._write_judgements(judgements, today)
        profiles.invalidate_recordset(["score", "score_date", "latest_score_id", "scored_rating_id", "score_ids"], flush=False)
        self.env["credit.score"].invalidate_model(flush=False)
        return judgements

    @api.model
    def _write_judgements(self, judgements, today):
        """Write score and date on all profiles, and the row of this month where there is a score, by one statement."""
        Criterion = self.env["credit.criterion"]
        names = {criteria: criteria._get_names() for criteria in {judgement.criteria for judgement in judgements.values()}}
        rows = [
            (profile_id, judgement.result.total, judgement.is_provisional, judgement.rating_id,
             json.dumps(Criterion._prepare_components(names[judgement.criteria], judgement.result)), judgement.trend or 0.0)
            for profile_id, judgement in judgements.items()
        ]
        ids, totals, provisional, ratings, components, trends = map(list, zip(*rows, strict=True))
        ctes = SQL(
            """
            judged AS (
                SELECT * FROM UNNEST(%(ids)s::int[], %(totals)s::numeric[], %(provisional)s::bool[], %(ratings)s::int[],
                                     %(components)s::jsonb[], %(trends)s::float8[])
                           AS row (profile_id, score, is_provisional, rating_id, components, trend)
            ), recorded AS (%(record)s)
            """,
            ids=ids, totals=totals, provisional=provisional, ratings=ratings, components=components,
            trends=trends, record=self._get_record_sql(today))
        update_from(
            self.env["credit.profile"], {
                "score": SQL("COALESCE(ROUND(judged.score, 1), 0)"), "score_date": SQL("%s::date", today),
                "latest_score_id": SQL("recorded.id"), "scored_rating_id": SQL("judged.rating_id"),
            },
            SQL("judged LEFT JOIN recorded ON recorded.profile_id = judged.profile_id"),
            SQL("credit_profile.id = judged.profile_id"), ctes=ctes, stamp=False)

    @api.model
    def _get_record_sql(self, today):
        """:return: SQL that writes the row of this month of what is ``judged``"""
        columns = {
            "profile_id": SQL("profile.id"), "partner_id": SQL("profile.partner_id"), "company_id": SQL("profile.company_id"),
            "source": SQL("'nightly'"), "date": SQL("%s::date", today), "month": SQL("%s::date", today.replace(day=1)),
            "score": SQL("ROUND(judged.score, 1)"), "change": SQL("ROUND(judged.score, 1) - earlier.score"),
            "is_provisional": SQL("judged.is_provisional"), "rating_id": SQL("judged.rating_id"),
            "components": SQL("judged.components"), "trend": SQL("judged.trend"),
        }
        changed = ("date", "score", "change", "is_provisional", "rating_id", "components", "trend", "write_uid", "write_date")
        return build_insert(
            self.env["credit.score"], columns,
            SQL(
                """
                judged
                  JOIN credit_profile profile ON profile.id = judged.profile_id
             LEFT JOIN LATERAL (
                        SELECT score.score
                          FROM credit_score score
                         WHERE score.profile_id = profile.id AND score.source = 'nightly' AND score.month < %s
                         ORDER BY score.month DESC
                         LIMIT 1
                       ) earlier ON TRUE
                 WHERE judged.score IS NOT NULL
                """, today.replace(day=1)),
            conflict=SQL("(profile_id, month) WHERE source = 'nightly' DO UPDATE SET %s", SQL(", ").join(
                SQL("%s = %s", SQL.identifier(name), SQL.identifier("excluded", name)) for name in changed)),
            returning=SQL("id, profile_id"))
