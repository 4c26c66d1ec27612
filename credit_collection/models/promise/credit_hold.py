from odoo import api, fields, models
from odoo.tools import SQL

from ...tools.hold.hold_rules import BROKEN_PROMISE, HoldRule
from ...tools.hold.past_facts import Span
from ..common.sql import build_items


class CreditHold(models.Model):
    """Orders of customers who did not keep a promise to pay."""

    _inherit = "credit.hold"

    @api.model
    def _get_hold_rules(self):
        return [*super()._get_hold_rules(), HoldRule(
            BROKEN_PROMISE, 44, lambda policy, position, request, rounding: position.has_broken_promise,
            switch="hold_broken_promise", label=self.env._("Broken promise"), sentence="_explain_broken_promise")]

    @api.model
    def _get_hold_facts(self, today):
        return {**super()._get_hold_facts(today), "has_broken_promise": SQL("EXISTS (%s)", self._get_broken_promises_sql())}

    @api.model
    def _flush_hold_facts(self):
        result = super()._flush_hold_facts()
        self.env["credit.promise"].flush_model(["profile_id", "state", "line_ids"])
        return result

    @api.model
    def _get_broken_promises_sql(self):
        """:return: SQL of the items of broken promises of ``facts`` that are still not paid"""
        return build_items(
            SQL(), alias="item", accounts=None, state=None,
            joins=SQL(
                """
              JOIN credit_promise_line_rel rel ON rel.line_id = item.id
              JOIN credit_promise promise ON promise.id = rel.promise_id
                """),
            condition=SQL(
                """
                promise.profile_id = facts.id AND promise.state IN ('partial', 'broken')
                AND item.reconciled IS NOT TRUE AND item.amount_residual > 0
                """))

    @api.model
    def _get_past_rules(self):
        return [*super()._get_past_rules(), BROKEN_PROMISE]

    @api.model
    def _get_past_facts(self, partner_ids, period):
        """Promises as they were judged in the end, from the day on which they were."""
        spans = {}
        promises = self.env["credit.promise"].search_fetch(
            [("company_id", "=", period.company.id), ("profile_id.partner_id", "in", partner_ids),
             ("state", "in", ("partial", "broken")), ("date_closed", "<=", period.last)],
            ["profile_id", "date_closed", "line_ids"])
        for promise in promises:
            spans.setdefault(promise.profile_id.partner_id.id, []).append(
                Span(promise.date_closed, None, tuple(promise.line_ids.ids)))
        return {**super()._get_past_facts(partner_ids, period), "has_broken_promise": spans}

    @api.model
    def _explain_broken_promise(self, values, money):
        return self.env._("A promise to pay was not kept, and its items are still open.")


class CreditHoldRulesMixin(models.AbstractModel):
    _inherit = "credit.hold.rules.mixin"

    hold_broken_promise = fields.Boolean(
        string="Broken Promise", help="Orders are held while items of a promise that was not kept are still open.",
    )
