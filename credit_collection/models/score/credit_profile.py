import json
from typing import Any, NamedTuple

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.score import proposals, scoring

BATCH = 1000


class Judgement(NamedTuple):
    """What the scorecard says about one customer. ``rating_id`` is ``None`` when no rating follows from it."""

    history: dict
    criteria: Any
    result: scoring.Score
    is_provisional: bool
    rating_id: int | None


class CreditProfile(models.Model):
    """The score of a customer: computed every night for all of them, kept as a history by month."""

    _inherit = "credit.profile"

    score_ids = fields.One2many("credit.score", "profile_id", string="Score History")
    score_date = fields.Date(string="Scored On", readonly=True, copy=False, role="system")
    latest_score_id = fields.Many2one(
        "credit.score", readonly=True, copy=False, index="btree_not_null", ondelete="set null", role="system",
    )
    scored_rating_id = fields.Many2one(
        "credit.rating", string="Rating by Score", readonly=True, copy=False, index="btree_not_null",
        help="What a credit review would propose today.",
        role="system",
    )
    is_score_provisional = fields.Boolean(related="latest_score_id.is_provisional", string="Provisional")
    score_change = fields.Float(related="latest_score_id.change", string="Change of Score")
    score_explanation = fields.Html(related="latest_score_id.explanation", string="Scorecard")

    def action_view_scores(self):
        """Show how the score developed."""
        action = self.env["ir.actions.act_window"]._for_xml_id("credit_collection.credit_score_action")
        return {**action, "domain": [("profile_id", "in", self.ids)], "context": {}}

    def _judge(self, today):
        """Score the customers by their company's scorecard: a fixed number of queries per company.

        :return: ``{profile id: Judgement}``
        """
        histories = self._get_paying_history(today)
        measures = self._get_measures_of(histories, today)
        judgements = {}
        for company, profiles in self.grouped("company_id").items():
            criteria = self.env["credit.criterion"]._get_scorecard(company)
            weights = criteria._get_weights()
            scale = [(rating.min_score, rating.id) for rating in self.env["credit.rating"]._get_scale(company)]
            for profile in profiles:
                history = histories[profile.id]
                result = scoring.score(weights, measures[profile.id])
                is_provisional = scoring.is_short(
                    history["invoices"], history["settled"], company.credit_min_invoices, company.credit_min_settled)
                rating_id = profile._propose_rating(result.total, scale, is_provisional)
                judgements[profile.id] = Judgement(history, criteria, result, is_provisional, rating_id)
        return judgements

    def _propose_rating(self, total, scale, is_provisional):
        """:return: id of the rating that the score deserves, no better than the present one while it is provisional"""
        ceiling = None
        if is_provisional:
            present = self.rating_id or self.company_id.credit_provisional_rating_id
            if not present:
                return None
            ceiling = present.min_score
        return proposals.propose_rating(total, scale, ceiling)

    def _update_scores(self, today):
        """Score these customers and record the score of the month, in a fixed number of queries.

        :return: the profiles scored
        """
        if self:
            judgements = self._judge(today)
            self.flush_recordset()
            self.env["credit.score"].flush_model()
            self.env.execute_query(self._get_update_scores_sql(judgements, today))
            self.invalidate_recordset(["score", "score_date", "latest_score_id", "scored_rating_id", "score_ids"], flush=False)
            self.env["credit.score"].invalidate_model(flush=False)
        return self

    def _get_update_scores_sql(self, judgements, today):
        """:return: SQL that writes score and date on all profiles, and the row of this month where there is a score"""
        rows = [
            (profile_id, judgement.result.total, judgement.is_provisional, judgement.rating_id,
             json.dumps(judgement.criteria._prepare_components(judgement.result)))
            for profile_id, judgement in judgements.items()
        ]
        ids, totals, provisional, ratings, components = map(list, zip(*rows, strict=True))
        return SQL(
            """
              WITH judged AS (
                SELECT * FROM UNNEST(%(ids)s::int[], %(totals)s::numeric[], %(provisional)s::bool[], %(ratings)s::int[],
                                     %(components)s::jsonb[]) AS row (profile_id, score, is_provisional, rating_id, components)
              ), recorded AS (%(record)s)
            UPDATE credit_profile profile
               SET score = COALESCE(ROUND(judged.score, 1), 0), score_date = %(today)s, latest_score_id = recorded.id,
                   scored_rating_id = judged.rating_id
              FROM judged
         LEFT JOIN recorded ON recorded.profile_id = judged.profile_id
             WHERE profile.id = judged.profile_id
         RETURNING profile.id
            """,
            ids=ids, totals=totals, provisional=provisional, ratings=ratings, components=components, today=today,
            record=self._get_record_scores_sql(today),
        )

    def _get_record_scores_sql(self, today):
        """:return: SQL that writes the row of this month of what is ``judged``"""
        return SQL(
            """
                INSERT INTO credit_score
                    (profile_id, partner_id, company_id, source, date, month, score, change, is_provisional, rating_id,
                     components, create_uid, write_uid, create_date, write_date)
                SELECT profile.id, profile.partner_id, profile.company_id, 'nightly', %(today)s, %(month)s,
                       ROUND(judged.score, 1), ROUND(judged.score, 1) - earlier.score, judged.is_provisional,
                       judged.rating_id, judged.components, %(uid)s, %(uid)s,
                       NOW() AT TIME ZONE 'UTC', NOW() AT TIME ZONE 'UTC'
                  FROM judged
                  JOIN credit_profile profile ON profile.id = judged.profile_id
             LEFT JOIN LATERAL (
                        SELECT score.score
                          FROM credit_score score
                         WHERE score.profile_id = profile.id AND score.source = 'nightly' AND score.month < %(month)s
                         ORDER BY score.month DESC
                         LIMIT 1
                       ) earlier ON TRUE
                 WHERE judged.score IS NOT NULL
                    ON CONFLICT (profile_id, month) WHERE source = 'nightly' DO UPDATE
                   SET date = EXCLUDED.date, score = EXCLUDED.score, change = EXCLUDED.change,
                       is_provisional = EXCLUDED.is_provisional, rating_id = EXCLUDED.rating_id,
                       components = EXCLUDED.components, write_uid = EXCLUDED.write_uid, write_date = EXCLUDED.write_date
             RETURNING id, profile_id
            """,
            today=today, month=today.replace(day=1), uid=self.env.uid,
        )

    def _make_room_for_scores(self, other):
        """A customer has one nightly score a month: when ``other`` is merged into this profile, ours stays."""
        # sudo: scores are evidence, nobody may delete them by hand.
        months = set(self.sudo().score_ids.filtered(lambda score: score.source == "nightly").mapped("month"))
        other.sudo().score_ids.filtered(lambda score: score.source == "nightly" and score.month in months).unlink()

    @api.model
    def _cron_update_scores(self):
        """Score the customers that were not scored today, one batch."""
        self._run_batch(
            "credit_collection.ir_cron_update_scores",
            lambda today: Domain("score_date", "<", today) | Domain("score_date", "=", False),
            lambda profiles, today: profiles._update_scores(today), size=BATCH)
