from odoo import api, fields, models
from odoo.tools import SQL

from ...tools.hold.hold_rules import HoldRule
from ...tools.schedule.past_lateness import find_first_late_day
from ..common.bulk import insert_cache
from ..common.sql import build_items, to_array
from ..exposure.ledger import get_due_date_sql
from ..hold.credit_hold_past import PastLaterRule

LATE_MILESTONE = "late_milestone"


def _find_late_day(policy, events, first, last):
    return find_first_late_day(events, policy.columns["max_milestone_days"] or 0, first, last)


class CreditHold(models.Model):
    """Orders whose own milestones were invoiced and are overdue. Other orders of the customer are the business of the rules
    about overdue items."""

    _inherit = "credit.hold"

    milestone_days_late = fields.Integer(string="Days Late of the Milestone", readonly=True, aggregator=None)
    max_milestone_days = fields.Integer(string="Tolerated Days of a Late Milestone", readonly=True, aggregator=None)

    @api.model
    def _get_hold_rules(self):
        return [*super()._get_hold_rules(), HoldRule(
            LATE_MILESTONE, 45, lambda policy, position, request, rounding: (
                (request.facts.get("milestone_days_late") or 0) > (policy.columns["max_milestone_days"] or 0)),
            switch="hold_late_milestone", label=self.env._("Late milestone"), sentence="_explain_late_milestone",
            figures=("milestone_days_late", "max_milestone_days"), holds_invoiced=True)]

    @api.model
    def _get_past_rules(self):
        return [*super()._get_past_rules(), LATE_MILESTONE]

    @api.model
    def _get_past_later_rules(self, order_ids):
        """An order is held from the day on which one of its milestones is late for too long, if it was let through before."""
        self.env["credit.payment.milestone"].flush_model(["order_id", "parts"])
        moves = {}
        for order_id, move_id in self.env.execute_query(SQL(
            """
            SELECT order_id, JSONB_OBJECT_KEYS(parts)::int FROM credit_payment_milestone
             WHERE order_id = ANY(%s) AND JSONB_TYPEOF(parts) = 'object'
            """, to_array(order_ids))):
            moves.setdefault(order_id, set()).add(move_id)
        rules = super()._get_past_later_rules(order_ids)
        for order_id, own in moves.items():
            rules.setdefault(order_id, {})[LATE_MILESTONE] = PastLaterRule(own, _find_late_day)
        return rules

    @api.model
    def _explain_late_milestone(self, values, money):
        return self.env._(
            "A milestone of this order is %(days)s days overdue (tolerance %(tolerated)s).",
            days=values["milestone_days_late"], tolerated=values["max_milestone_days"])


class SaleOrder(models.Model):
    _inherit = "sale.order"

    @api.model
    def _get_credit_order_facts(self, today):
        return {**super()._get_credit_order_facts(today), "milestone_days_late": SQL(
            "COALESCE((%s), 0)", build_items(
                SQL("MAX(%s::date - %s)", today, get_due_date_sql("item")), alias="item",
                condition=SQL(
                    """
                    -- An array: the documents of a schedule are few, and looked up by index.
                    item.move_id = ANY(ARRAY(
                        SELECT JSONB_OBJECT_KEYS(milestone.parts)::int FROM credit_payment_milestone milestone
                         WHERE milestone.order_id = so.id))
                    AND item.reconciled IS NOT TRUE AND item.amount_residual > 0 AND %s < %s
                    """, get_due_date_sql("item"), today)))}

    @api.model
    def _build_credit_requests(self, orders, today):
        return SQL(
            """
            SELECT request.*, EXISTS (
                   SELECT FROM credit_payment_milestone milestone WHERE milestone.order_id = request.id) AS has_milestones
              FROM (%s) request
            """, super()._build_credit_requests(orders, today))

    def _read_credit_requests(self, today):
        """Milestones depend on the state of their order. Nearly all orders have none: known from here, confirming one need not
        look for them."""
        rows = super()._read_credit_requests(today)
        bare = self.browse([row["id"] for row in rows if not row["has_milestones"]])
        insert_cache(bare, {"credit_milestone_ids": [()] * len(bare)})
        return rows

    def _flush_credit_order_facts(self):
        result = super()._flush_credit_order_facts()
        self.env["credit.payment.milestone"].flush_model(["order_id", "parts"])
        self.env["account.move.line"].flush_model([
            "account_id", "amount_residual", "credit_deferred_until", "date", "date_maturity", "move_id", "parent_state",
            "reconciled"])
        return result

    def _hold_credit_late_milestones(self):
        """Hold the confirmed orders of ``self`` whose milestones are late, where the rule of their customers says so."""
        # sudo: the check reads what its users need not see.
        orders_sudo = self.sudo().filtered(lambda order: order.state == "sale" and order.credit_state != "held")
        checks = orders_sudo._get_credit_checks()
        orders_sudo.filtered(
            lambda order: order.id in checks and checks[order.id].verdict.state == "held"
            and LATE_MILESTONE in checks[order.id].verdict.reasons)._recheck_grown_credit()
