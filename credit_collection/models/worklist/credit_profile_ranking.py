import json
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.worklist import ranking

BATCH = 1000
ATTEMPT_DAYS = 60


class CreditProfile(models.Model):
    """Whom to call first. Computed every night for all customers and at once after a contact was logged.

    For the worklist: order by ``value_at_risk desc``, show ``rank_reason``; ``_update_ranks(today)`` brings both up to
    date for any number of customers in a fixed number of queries.
    """

    _inherit = "credit.profile"

    value_at_risk = fields.Monetary(
        string="Expected Loss", readonly=True, copy=False, default=0.0,
        help="Amount collectible now times the probability that it is not paid.",
        role="system",
    )
    risk_probability = fields.Float(string="Risk", readonly=True, copy=False, aggregator="avg", role="system")
    rank_amount = fields.Monetary(string="Collectible", readonly=True, copy=False, default=0.0, role="system")
    rank_reasons = fields.Json(readonly=True, copy=False, role="system")
    rank_reason = fields.Char(string="Ranking Reason", compute="_compute_rank_reason")
    ranked_on = fields.Date(readonly=True, copy=False, role="system")

    _value_at_risk_idx = models.Index("(company_id, value_at_risk DESC) WHERE value_at_risk > 0")

    @api.depends("rank_reasons", "rank_amount")
    @api.depends_context("lang")
    def _compute_rank_reason(self):
        for profile in self:
            reasons = profile.rank_reasons or []
            profile.rank_reason = "; ".join(
                [self.env._("%(amount)s to collect", amount=profile.currency_id.format(profile.rank_amount))]
                + [self._get_reason_text(code, number) for code, number in reasons]) if reasons else False

    @api.model
    def _get_reason_text(self, code, number):
        """:return: the reasons for the rank of the customer, in the reader's language"""
        if code == "score":
            return self.env._("not scored yet") if number is None else self.env._("score %(score)s", score=f"{number:.0f}")
        return {
            "late": lambda: self.env._("%(days)s days overdue", days=number),
            "broken": lambda: self.env._("Broken promises: %(count)s", count=number),
            "vain": lambda: self.env._("Times not reached: %(count)s", count=number),
        }[code]()

    def _get_rank_cases(self, today):
        """:return: ``{profile: ranking.Case}``"""
        items = self._get_open_items(today, today)
        promises = self.env["credit.scorecard"]._get_judged_promises(self, today)
        attempts = self._get_vain_attempts(today)
        cases = {}
        for profile in self:
            debts = [item for item in items[profile] if item.residual > 0 and item.amount > 0]
            credit = -sum(item.amount for item in items[profile] if item.residual < 0)
            amount = max(profile.currency_id.round(sum(item.amount for item in debts) - credit), 0.0)
            cases[profile] = ranking.Case(
                amount, max(((today - item.due_date).days for item in debts), default=0),
                profile.score if profile.latest_score_id else None,
                promises.get(profile.id, (0, 0))[1], attempts.get(profile.id, 0))
        return cases

    def _get_vain_attempts(self, today):
        """:return: ``{profile id: number of calls and visits since somebody was reached}`` of the last two months"""
        self.env["credit.followup"].flush_model(["profile_id", "date", "state", "outcome", "channel"])
        return dict(self.env.execute_query(SQL(
            """
            SELECT followup.profile_id, COUNT(*)
              FROM credit_followup followup
             WHERE followup.profile_id = ANY(%(ids)s) AND followup.date >= %(since)s AND followup.state = 'done'
               AND followup.outcome IN ('unreachable', 'message')
               AND NOT EXISTS (
                   SELECT FROM credit_followup reached
                    WHERE reached.profile_id = followup.profile_id AND reached.state = 'done'
                      AND reached.outcome IN ('reached', 'promised', 'paid', 'disputed')
                      AND (reached.date, reached.id) > (followup.date, followup.id))
             GROUP BY followup.profile_id
            """, ids=self.ids, since=today - timedelta(ATTEMPT_DAYS))))

    def _update_ranks(self, today):
        """Rank these customers, in a fixed number of queries. To be called with the rights of the system.

        :param date today:
        """
        if not self:
            return
        cases = self._get_rank_cases(today)
        ranks = [(profile, cases[profile], ranking.rank(cases[profile])) for profile in self]
        self.flush_recordset()
        self.env.cr.execute(SQL(
            """
            UPDATE credit_profile profile
               SET value_at_risk = ROUND(row.value::numeric, 2), risk_probability = row.probability,
                   rank_amount = row.amount, rank_reasons = row.reasons, ranked_on = %(today)s
              FROM UNNEST(%(ids)s::int[], %(values)s::float[], %(probabilities)s::float[], %(amounts)s::numeric[],
                          %(reasons)s::jsonb[]) AS row (id, value, probability, amount, reasons)
             WHERE profile.id = row.id
            """,
            today=today, ids=self.ids, values=[result.value for _profile, _case, result in ranks],
            probabilities=[result.probability for _profile, _case, result in ranks],
            amounts=[case.amount for _profile, case, _result in ranks],
            reasons=[json.dumps(result.reasons) for _profile, _case, result in ranks],
        ))
        self.invalidate_recordset(
            ["value_at_risk", "risk_probability", "rank_amount", "rank_reasons", "rank_reason", "ranked_on"], flush=False)

    @api.model
    def _cron_update_ranks(self):
        """Rank one batch of the customers that were not ranked today."""
        self._run_batch(
            "credit_collection.ir_cron_update_ranks",
            lambda today: Domain("ranked_on", "=", False) | Domain("ranked_on", "<", today),
            lambda profiles, today: profiles._update_ranks(today), size=BATCH)
