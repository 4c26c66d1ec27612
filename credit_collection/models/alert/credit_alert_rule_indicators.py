from odoo import api, models
from odoo.tools import SQL

from ...tools.alert.indicators import Indicator
from ..common.bulk import get_columns
from ..common.sql import BRANCHES


class CreditAlertRule(models.Model):
    """The indicators that rules can watch. Another add-on adds one by ``_get_indicators`` and the method that it names."""

    _inherit = "credit.alert.rule"

    @api.model
    def _get_indicators(self):
        """:return: list of :class:`Indicator`, in any order; to be extended"""
        return [*self._get_ledger_indicators(), *self._get_event_indicators()]

    @api.model
    def _get_ledger_indicators(self):
        return [
            Indicator(
                "days_overdue", self.env._("Days overdue"), "days", self.env._("Of the oldest open item."),
                self.env._("%(value)s days overdue (threshold %(threshold)s)"), "_indicate_days_overdue", 10,
            ),
            Indicator(
                "overdue_amount", self.env._("Amount overdue"), "amount", self.env._("Net of open credits."),
                self.env._("%(value)s overdue (threshold %(threshold)s)"), "_indicate_overdue_amount", 20,
            ),
            Indicator(
                "utilisation", self.env._("Credit utilization"), "percent",
                self.env._("Exposure as a share of the limit in force."),
                self.env._("%(value)s %% of the limit used (threshold %(threshold)s %%)"), "_indicate_utilisation", 30,
            ),
        ]

    @api.model
    def _get_event_indicators(self):
        return [
            Indicator(
                "score_drop", self.env._("Drop of the score"), "points",
                self.env._("Points lost against the last month that was scored."),
                self.env._("Score %(value)s points down (threshold %(threshold)s)"), "_indicate_score_drop", 40,
            ),
            Indicator(
                "rating", self.env._("Rating"), "rating", self.env._("The customer has this rating or a worse one."),
                self.env._("Rating given from a score of %(value)s on (threshold %(threshold)s)"), "_indicate_rating", 50,
            ),
            Indicator(
                "broken_promises", self.env._("Broken promises"), "count",
                self.env._("Promises of the last 12 months that were broken or only partly kept."),
                self.env._("Promises not kept in 12 months: %(value)s (threshold %(threshold)s)"),
                "_indicate_broken_promises", 60,
            ),
            Indicator(
                "trend", self.env._("Trend of days late"), "days",
                self.env._("By how many days payments of the last 3 months came later than before."),
                self.env._("Average days late up by %(value)s (threshold %(threshold)s)"), "_indicate_trend", 70,
            ),
            Indicator(
                "disputed_amount", self.env._("Amount in dispute"), "amount",
                self.env._("Not collected because it is contested."),
                self.env._("%(value)s in dispute (threshold %(threshold)s)"), "_indicate_disputed_amount", 80,
            ),
            Indicator(
                "first_order", self.env._("Large first order"), "amount",
                self.env._("The largest order of a customer who was never invoiced."),
                self.env._("First order over %(value)s (threshold %(threshold)s)"), "_indicate_first_order", 90,
            ),
        ]

    @api.model
    def _get_indicators_by_code(self):
        """:return: ``{code: Indicator}`` in the order of their sequence"""
        return {
            indicator.code: indicator for indicator in sorted(self._get_indicators(), key=lambda found: found.sequence)}

    @api.model
    def _indicate_days_overdue(self, sources):
        return {profile_id: facts["days_overdue"] for profile_id, facts in sources.facts.items()}

    @api.model
    def _indicate_overdue_amount(self, sources):
        return {profile_id: float(facts["overdue_amount"] or 0.0) for profile_id, facts in sources.facts.items()}

    @api.model
    def _indicate_utilisation(self, sources):
        return {
            profile_id: max(float(facts["utilisation"] or 0.0) * 100.0, 0.0) for profile_id, facts in sources.facts.items()}

    @api.model
    def _indicate_score_drop(self, sources):
        scores = sources.profiles.latest_score_id
        scores.fetch(["change"])
        changes = dict(zip(scores._ids, get_columns(scores, "change"), strict=True))
        columns = zip(sources.profiles._ids, get_columns(sources.profiles, "latest_score_id"), strict=True)
        return {profile_id: max(-(changes.get(score_id, (0.0,))[0] or 0.0), 0.0) for profile_id, (score_id,) in columns}

    @api.model
    def _indicate_rating(self, sources):
        """The worse the score, the higher the number of a rating; the worst of all is as bad as a score of zero."""
        numbers = {rating.id: -max(rating.min_score, 1e-6) for rating in sources.profiles.rating_id}
        columns = zip(sources.profiles._ids, get_columns(sources.profiles, "rating_id"), strict=True)
        return {profile_id: numbers.get(rating_id) for profile_id, (rating_id,) in columns}

    @api.model
    def _indicate_broken_promises(self, sources):
        judged = self.env["credit.scorecard"]._get_judged_promises(sources.profiles, sources.today)
        return {profile_id: failed for profile_id, (_judged, failed) in judged.items()}

    @api.model
    def _indicate_trend(self, sources):
        trends = self.env["credit.scorecard"]._get_trends(sources)
        return {profile_id: max(days or 0.0, 0.0) for profile_id, days in trends.items()}

    @api.model
    def _indicate_disputed_amount(self, sources):
        groups = self.env["credit.dispute"]._read_group(
            [("profile_id", "in", sources.profiles.ids), ("excluded_amount", ">", 0.0)],
            ["profile_id"], ["excluded_amount:sum"])
        return {profile.id: amount for profile, amount in groups}

    @api.model
    def _indicate_first_order(self, sources):
        self.env["sale.order"].flush_model()
        self.env["account.move"].flush_model(["partner_id", "company_id", "state", "move_type"])
        # By the contacts: core has an index of the partner of invoices, none of the customer.
        rows = self.env.execute_query(SQL(
            """
            SELECT profile.id, MAX(so.amount_total / COALESCE(NULLIF(so.currency_rate, 0), 1))
              FROM credit_profile profile
              JOIN res_partner payer ON payer.commercial_partner_id = profile.partner_id
              JOIN sale_order so ON so.partner_invoice_id = payer.id
              JOIN %(branches)s branch ON branch.id = so.company_id AND branch.root_id = profile.company_id
             WHERE profile.id IN %(ids)s
               AND (so.state = 'sale' OR so.state IN ('draft', 'sent') AND so.credit_state = 'held')
               AND NOT EXISTS (
                   SELECT
                     FROM res_partner contact
                     JOIN account_move move ON move.partner_id = contact.id
                     JOIN %(branches)s owner ON owner.id = move.company_id AND owner.root_id = profile.company_id
                    WHERE contact.commercial_partner_id = profile.partner_id
                      AND move.state = 'posted' AND move.move_type IN ('out_invoice', 'out_receipt'))
             GROUP BY profile.id
            """, ids=tuple(sources.profiles.ids), branches=BRANCHES))
        return {profile_id: float(amount) for profile_id, amount in rows}
