import json
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.worklist import ranking
from ..common.bulk import get_columns, insert_select
from ..common.sql import to_array

ATTEMPT_DAYS = 60
# Little is done for each: a larger batch reads the ledger a fifth faster in all.
BATCH = 4000


class CreditRank(models.Model):
    """Whom to call first: a row for each customer, computed every night and at once after a contact was logged. Apart from
    the profile, which is tracked and which others edit meanwhile."""

    _name = "credit.rank"
    _description = "Rank of a Customer"
    _order = "value_at_risk desc, id"
    _rec_name = "profile_id"

    profile_id = fields.Many2one("credit.profile", required=True, readonly=True, ondelete="cascade")
    # Stored for the record rule.
    company_id = fields.Many2one(related="profile_id.company_id", store=True, precompute=True)
    currency_id = fields.Many2one(related="profile_id.currency_id")
    value_at_risk = fields.Monetary(string="Expected Loss", readonly=True, default=0.0)
    risk_probability = fields.Float(readonly=True, aggregator="avg")
    amount = fields.Monetary(string="Collectible", readonly=True, default=0.0)
    reasons = fields.Json(readonly=True)
    reason = fields.Char(string="Ranking Reason", compute="_compute_reason")
    ranked_on = fields.Date(readonly=True)

    _profile_uniq = models.UniqueIndex("(profile_id)")
    _value_at_risk_idx = models.Index("(company_id, value_at_risk DESC) WHERE value_at_risk > 0")

    @api.depends("reasons", "amount")
    @api.depends_context("lang")
    def _compute_reason(self):
        for rank in self:
            reasons = rank.reasons or []
            rank.reason = self.env._("; ").join(
                [self.env._("%(amount)s to collect", amount=rank.currency_id.format(rank.amount))]
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

    @api.model
    def _get_cases(self, profiles, today):
        """:return: ``{profile: ranking.Case}``"""
        collectible = self.env["credit.open.item"]._sum_collectible(profiles, today)
        promises = self.env["credit.scorecard"]._get_judged_promises(profiles, today)
        attempts = self._get_vain_attempts(profiles, today)
        cases = {}
        for profile, (score, score_id) in zip(profiles, get_columns(profiles, "score", "latest_score_id"), strict=True):
            amount, oldest = collectible[profile.id]
            cases[profile] = ranking.Case(
                amount, (today - oldest).days if oldest else 0, score if score_id else None,
                promises.get(profile.id, (0, 0))[1], attempts.get(profile.id, 0))
        return cases

    @api.model
    def _get_vain_attempts(self, profiles, today):
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
            """, ids=profiles.ids, since=today - timedelta(ATTEMPT_DAYS))))

    @api.model
    def _cron_update(self):
        """Rank one batch of the customers that were not ranked today."""
        self.env["credit.profile"]._run_batch(
            "credit_collection.ir_cron_update_ranks",
            lambda today: Domain("id", "not in", self.sudo()._search([("ranked_on", ">=", today)]).subselect("profile_id")),
            lambda profiles, today: profiles._update_ranks(today), size=BATCH)

    @api.model
    def _update(self, profiles, today):
        """Rank these customers, in a fixed number of queries.

        :param profiles: with the rights of the system
        :param date today:
        """
        if not profiles:
            return
        cases = self._get_cases(profiles, today)
        ranks = [(profile, cases[profile], ranking.rank(cases[profile])) for profile in profiles]
        columns = {
            "profile_id": to_array(profiles.ids),
            "company_id": to_array(company_id for company_id, in get_columns(profiles, "company_id")),
            "value_at_risk": to_array((round(result.value, 2) for _profile, _case, result in ranks), "numeric"),
            "risk_probability": to_array((result.probability for _profile, _case, result in ranks), "float8"),
            "amount": to_array((case.amount for _profile, case, _result in ranks), "numeric"),
            "reasons": to_array((json.dumps(result.reasons) for _profile, _case, result in ranks), "jsonb"),
        }
        values = {**{name: SQL.identifier("ranked", name) for name in columns}, "ranked_on": SQL("%s::date", today)}
        self.flush_model()
        insert_select(
            self, values,
            SQL("UNNEST(%s) AS ranked (%s)", SQL(", ").join(columns.values()), SQL(", ").join(map(SQL.identifier, columns))),
            conflict=SQL("(profile_id) DO UPDATE SET %s", SQL(", ").join(
                SQL("%s = %s", SQL.identifier(name), SQL.identifier("excluded", name)) for name in values)))
        self.invalidate_model(flush=False)
        self.env["credit.my.day"].invalidate_model(["rank_id", "value_at_risk"], flush=False)

    @api.model
    def _of(self, profiles):
        """:return: the ranks of these customers"""
        return self.search([("profile_id", "in", profiles.ids)])


class CreditProfile(models.Model):
    _inherit = "credit.profile"

    def _update_ranks(self, today):
        """Rank these customers. To be called with the rights of the system."""
        self.env["credit.rank"]._update(self, today)
