from datetime import date
from types import SimpleNamespace

from odoo.tests import BaseCase, tagged

from ...tools.hold.hold_exclusions import Exclusion, apply_exclusions
from ...tools.hold.hold_rules import RULES, find_reasons, get_prepayment, is_over_limit
from ...tools.hold.order_decision import OrderRequest, Policy, Position, Verdict, decide_orders
from ...tools.hold.order_terms import exceeds, get_max_term
from ...tools.hold.past_facts import PastDay, Span, read_fact

POLICY = Policy(
    limit_mode="limited", effective_limit=1000.0, tolerance_percent=0.0, order_policy="hold", max_overdue_days=10,
    max_term_days=30, on_hold=False, rules=frozenset(RULES), max_overdue_amount=50.0, max_order_amount=500.0,
    limit_grace_days=5, review_grace_days=30, prepayment_percent=20.0,
)
GOOD = Position(exposure=0.0, days_overdue=0)
PAID = OrderRequest(key=1, amount=100.0, term_days=0, released_for=(), is_prepaid=False, total=100.0, prepaid=20.0)


@tagged("at_install", "-post_install")
class TestToolsHoldRules(BaseCase):

    def test_each_rule_at_its_tolerance_and_a_step_beyond(self):
        cases = [
            ("over_limit", {"exposure": 900}, {"exposure": 900.01}),
            ("limit_expired", {"limit_days_expired": 5}, {"limit_days_expired": 6}),
            ("overdue", {"days_overdue": 10}, {"days_overdue": 11}),
            ("overdue_amount", {"overdue_amount": 50}, {"overdue_amount": 50.01}),
            ("broken_promise", {"has_broken_promise": False}, {"has_broken_promise": True}),
            ("followup_level", {"is_level_reached": False}, {"is_level_reached": True}),
            ("review_overdue", {"review_days_overdue": 30}, {"review_days_overdue": 31}),
        ]
        for rule, tolerated, beyond in cases:
            with self.subTest(rule):
                self.assertEqual(find_reasons(POLICY, GOOD._replace(**tolerated), PAID, 0.01), ())
                self.assertEqual(find_reasons(POLICY, GOOD._replace(**beyond), PAID, 0.01), (rule,))
                switched_off = POLICY._replace(rules=POLICY.rules - {rule})
                self.assertEqual(find_reasons(switched_off, GOOD._replace(**beyond), PAID, 0.01), ())

    def test_each_rule_on_the_order(self):
        cases = [
            ("order_amount", {"total": 500, "prepaid": 100}, {"total": 500.01, "prepaid": 101}),
            ("term", {"term_days": 30}, {"term_days": 31}),
            ("prepayment", {"prepaid": 20}, {"prepaid": 19.99}),
        ]
        for rule, tolerated, beyond in cases:
            with self.subTest(rule):
                self.assertEqual(find_reasons(POLICY, GOOD, PAID._replace(**tolerated), 0.01), ())
                self.assertEqual(find_reasons(POLICY, GOOD, PAID._replace(**beyond), 0.01), (rule,))

    def test_limit_expires_only_where_there_is_one(self):
        expired = GOOD._replace(limit_days_expired=99)
        for limit_mode, reasons in (("limited", ("limit_expired",)), ("unlimited", ()), ("no_credit", ("no_credit",))):
            with self.subTest(limit_mode):
                self.assertEqual(find_reasons(POLICY._replace(limit_mode=limit_mode), expired, PAID, 0.01), reasons)

    def test_switches_never_soften_decisions_on_the_customer(self):
        policy = POLICY._replace(rules=frozenset(), on_hold=True, limit_mode="no_credit")
        self.assertEqual(find_reasons(policy, GOOD, PAID, 0.01), ("forced_hold", "no_credit"))
        self.assertEqual(decide_orders(policy._replace(order_policy="allow"), GOOD, [PAID], 0.01)[1].state, "held")

    def test_paid_in_advance_passes_all_rules(self):
        bad = Position(5000, 99, 5000, 99, 99, True, True)
        shared = POLICY._replace(group_limit=0.0)
        self.assertEqual(len(find_reasons(shared, bad, PAID._replace(total=9999), 0.01)), len(RULES) - 1)
        self.assertEqual(find_reasons(shared._replace(on_hold=True), bad, PAID._replace(is_prepaid=True), 0.01), ())

    def test_prepayment_is_a_share_of_the_whole_order(self):
        self.assertEqual(get_prepayment(POLICY, PAID._replace(total=250, amount=50)), 50)
        self.assertEqual(get_prepayment(POLICY._replace(limit_mode="no_credit"), PAID), 0, "asked for in full already")

    def test_exclusions_by_precedence(self):
        cases = [
            ("none", [], {"overdue", "term"}),
            ("all off", [("overdue", "all", False)], {"term"}),
            ("group before all", [("overdue", "all", False), ("overdue", "group", True)], {"overdue", "term"}),
            ("customer before group", [("overdue", "group", True), ("overdue", "customer", False)], {"term"}),
            ("equally close: it holds", [("overdue", "group", False), ("overdue", "group", True)], {"overdue", "term"}),
            ("switched on", [("order_amount", "all", True)], {"overdue", "term", "order_amount"}),
            ("each rule by itself", [("overdue", "customer", False), ("term", "all", False)], set()),
            ("unknown rules do nothing", [("vanished", "all", True)], {"overdue", "term"}),
        ]
        for label, exclusions, expected in cases:
            for ordered in (exclusions, exclusions[::-1]):
                with self.subTest(label):
                    found = apply_exclusions({"overdue", "term"}, [Exclusion(*exclusion) for exclusion in ordered])
                    self.assertEqual(found, expected)

    def test_half_a_unit_is_within_a_bound(self):
        """In a currency without cents half a unit is an exact number."""
        for amount, expected in ((10.0, False), (10.4, False), (10.5, False), (10.6, True), (11.0, True)):
            with self.subTest(amount=amount):
                self.assertEqual(exceeds(amount, 10.0, 1.0), expected)

    def test_a_share_of_the_limit_is_used_up_before_all_of_it(self):
        for exposure, share, expected in ((500.0, 0.5, False), (500.01, 0.5, True), (1000.0, 1.0, False), (1000.01, 1.0, True)):
            with self.subTest(exposure=exposure, share=share):
                self.assertEqual(is_over_limit(POLICY, exposure, 0.01, share), expected)

    def test_an_order_counts_with_what_is_not_due_later(self):
        for amount, later, counted in (
            (100.0, 0.0, 100.0), (100.0, 30.0, 70.0), (100.0, 150.0, 0.0), (0.5, 2.0, 0.0), (-50.0, 30.0, -50.0),
        ):
            with self.subTest(amount=amount, later=later):
                self.assertEqual(PAID._replace(amount=amount, later=later).counted, counted)

    def test_orders_in_turn_use_up_the_shared_limit(self):
        policy = POLICY._replace(group_limit=150.0)
        verdicts = decide_orders(policy, GOOD, [PAID._replace(key=1), PAID._replace(key=2)], 0.01)
        self.assertEqual(verdicts[1], ("clear", (), 0.0, 0.0))
        self.assertEqual(verdicts[2], ("held", ("group_limit",), 100.0, 100.0))
        self.assertEqual(Verdict("clear", (), 0.0).group_exposure, 0.0)

    def test_longest_term_is_that_of_the_first_band_the_order_fits_in(self):
        policy = POLICY._replace(term_bands=((100.0, 60), (500.0, 45)))
        for total, days in ((99.0, 60), (100.0, 60), (100.01, 45), (500.0, 45), (500.01, 30)):
            with self.subTest(total=total):
                self.assertEqual(get_max_term(policy, PAID._replace(total=total), 0.01), days)

    def test_a_fact_of_the_past_holds_from_its_first_day_to_the_day_before_its_end(self):
        account = SimpleNamespace(get_residual={1: 0.0, 2: 0.5}.get)
        first, end = date(2026, 3, 1), date(2026, 3, 10)
        for name, span, days in (
            ("a span", Span(first, end), (1, 9)), ("without end", Span(first, None), (1, 9, 10, 31)),
            ("an item is open", Span(first, None, (1, 2)), (1, 9, 10, 31)), ("none is", Span(first, None, (1,)), ()),
        ):
            for day in (date(2026, 2, 28), *(date(2026, 3, day) for day in (1, 9, 10, 31))):
                with self.subTest(name, day=day):
                    self.assertEqual(read_fact([span], PastDay(day, account)), day.month == 3 and day.day in days)
        self.assertFalse(read_fact([], PastDay(first, account)))
        self.assertEqual(read_fact(lambda past: (past.day, past.account), PastDay(first, account)), (first, account))
