"""What nobody has said holds no order: the defaults of the check are silent under every rule."""

from odoo.tests import BaseCase

from ...tools.hold.hold_rules import CORE_RULES, RULES, HoldRule, OrderRequest, Policy, Position, find_reasons


def strict(**values):
    """A policy with every rule in force and nothing but its defaults."""
    return Policy("limited", 0.0, 0.0, "hold", 0, None, False, rules=frozenset(RULES))._replace(**values)


class TestHoldDefaults(BaseCase):

    def test_customer_who_owes_nothing_and_asks_for_nothing(self):
        nothing = OrderRequest(1, 0.0, 0, (), False)
        self.assertEqual(find_reasons(strict(), Position(0.0, 0), nothing, 0.01), ())
        self.assertEqual(nothing.counted, 0.0)

    def test_each_default_is_silent(self):
        """An order of half a unit, with every rule in force and room for it: no default adds half a unit to what speaks
        against it."""
        policy = strict(
            effective_limit=1.0, max_overdue_amount=0.5, max_order_amount=0.5, group_limit=1.0)
        self.assertEqual(find_reasons(policy, Position(0.0, 0), OrderRequest(1, 0.5, 0, (), False), 0.01), ())
        self.assertEqual(OrderRequest(1, 0.5, 0, (), False).counted, 0.5)

    def test_defaults_of_a_policy_are_the_strictest(self):
        position = Position(0.0, 0, overdue_amount=0.5, limit_days_expired=1, review_days_overdue=1)
        order = OrderRequest(1, 0.5, 0, (), False, total=0.5)
        reasons = find_reasons(strict(effective_limit=1.0), position, order, 0.01)
        self.assertEqual(set(reasons), {"limit_expired", "overdue_amount", "review_overdue", "order_amount"})

    def test_order_of_the_reasons_is_that_of_the_rules(self):
        sequences = [rule.sequence for rule in CORE_RULES]
        self.assertEqual(sequences, sorted(set(sequences)))
        self.assertEqual({rule.code: rule.sequence for rule in CORE_RULES if rule.holds_invoiced}, {
            "manual": 5, "forced_hold": 10})
        self.assertFalse(HoldRule("new", 1, bool).holds_invoiced)

    def test_sequences_stay_for_the_rules_of_other_add_ons(self):
        """They place their own between ours."""
        self.assertEqual({rule.code: rule.sequence for rule in CORE_RULES}, {
            "manual": 5, "forced_hold": 10, "no_credit": 20, "over_limit": 30, "group_limit": 31, "limit_expired": 32,
            "overdue": 40, "overdue_amount": 42, "broken_promise": 44, "followup_level": 46, "review_overdue": 48,
            "order_amount": 49, "term": 50, "prepayment": 60,
        })

    def test_nothing_is_prepaid_and_nothing_has_to_be(self):
        order = OrderRequest(1, 0.5, 0, (), False, total=0.5)
        policy = strict(effective_limit=1.0, max_order_amount=1.0)
        self.assertEqual(find_reasons(policy, Position(0.0, 0), order, 0.001), ())
        self.assertEqual(
            find_reasons(policy._replace(prepayment_percent=50.0), Position(0.0, 0), order, 0.001), ("prepayment",))
