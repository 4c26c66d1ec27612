from odoo.tests import BaseCase, tagged

from ...tools.hold.order_decision import OrderRequest, Policy, Position, decide_orders

POLICY = Policy(
    limit_mode="limited", effective_limit=1000.0, tolerance_percent=0.0, order_policy="hold", max_overdue_days=10,
    max_term_days=30, on_hold=False,
)
NOTHING_OWED = Position(exposure=0.0, days_overdue=0)


def decide(amount=100.0, policy=POLICY, position=NOTHING_OWED, term_days=0, released_for=(), is_prepaid=False):
    request = OrderRequest(1, amount, term_days, released_for, is_prepaid)
    return decide_orders(policy, position, [request], rounding=0.01)[1]


@tagged("at_install", "-post_install")
class TestToolsExposure(BaseCase):

    def test_boundaries(self):
        owes = NOTHING_OWED._replace
        cases = [
            ("well within the limit", {"amount": 100}, "clear", ()),
            ("exactly at the limit", {"amount": 1000}, "clear", ()),
            ("one cent over", {"amount": 1000.01}, "held", ("over_limit",)),
            ("float noise is not a cent", {"amount": 1000 + 1e-9}, "clear", ()),
            ("exposure counts", {"amount": 400, "position": owes(exposure=600.01)}, "held", ("over_limit",)),
            ("a credit balance helps", {"amount": 1100, "position": owes(exposure=-100)}, "clear", ()),
            ("an order of nothing needs no credit", {"amount": 0, "position": owes(exposure=5000)}, "clear", ()),
            ("a return needs no credit", {"amount": -50, "position": owes(exposure=5000, days_overdue=99)}, "clear", ()),
            ("tolerated days overdue", {"position": owes(days_overdue=10)}, "clear", ()),
            ("a day beyond", {"position": owes(days_overdue=11)}, "held", ("overdue",)),
            ("longest term", {"term_days": 30}, "clear", ()),
            ("term too long", {"term_days": 31}, "held", ("term",)),
            ("prepaid passes everything", {"amount": 9999, "is_prepaid": True, "term_days": 90}, "clear", ()),
        ]
        for label, arguments, state, reasons in cases:
            with self.subTest(label):
                verdict = decide(**arguments)
                self.assertEqual((verdict.state, verdict.reasons), (state, reasons))

    def test_limit_modes_are_not_amounts(self):
        unlimited = POLICY._replace(limit_mode="unlimited", effective_limit=0)
        self.assertEqual(decide(1e9, unlimited).state, "clear")
        no_credit = POLICY._replace(limit_mode="no_credit", effective_limit=0)
        self.assertEqual(decide(0.01, no_credit).reasons, ("no_credit",))
        paid_in_advance = NOTHING_OWED._replace(exposure=-100)
        self.assertEqual(decide(100, no_credit, paid_in_advance).state, "clear")
        self.assertEqual(decide(100.01, no_credit, paid_in_advance).reasons, ("no_credit",))
        zero_limit = POLICY._replace(effective_limit=0)
        self.assertEqual(decide(0.01, zero_limit).reasons, ("over_limit",))

    def test_tolerance_is_a_share_of_the_limit(self):
        tolerant = POLICY._replace(tolerance_percent=10)
        self.assertEqual(decide(1100, tolerant).state, "clear")
        self.assertEqual(decide(1100.01, tolerant).state, "held")

    def test_no_ceiling_allows_any_term(self):
        self.assertEqual(decide(term_days=365, policy=POLICY._replace(max_term_days=None)).state, "clear")
        self.assertEqual(decide(term_days=1, policy=POLICY._replace(max_term_days=0)).reasons, ("term",))

    def test_order_policy_softens_all_but_decisions_on_the_customer(self):
        warn = POLICY._replace(order_policy="warn")
        self.assertEqual(decide(2000, warn).state, "warned")
        self.assertEqual(decide(2000, POLICY._replace(order_policy="allow")).state, "clear")
        self.assertEqual(decide(10, warn._replace(on_hold=True)).state, "held")
        self.assertEqual(decide(10, warn._replace(limit_mode="no_credit")).state, "held")

    def test_release_covers_the_reasons_that_were_decided_on(self):
        released_for = ("over_limit", "overdue")
        self.assertEqual(decide(2000, released_for=released_for).state, "released")
        self.assertEqual(decide(500, released_for=released_for).state, "clear")
        insolvent = POLICY._replace(on_hold=True)
        self.assertEqual(decide(2000, released_for=released_for, policy=insolvent).state, "held")
        self.assertEqual(decide(2000, released_for=("forced_hold", "over_limit"), policy=insolvent).state, "released")

    def test_all_reasons_are_given_the_gravest_first(self):
        policy = POLICY._replace(on_hold=True)
        verdict = decide(2000, policy, Position(exposure=0, days_overdue=20), term_days=60)
        self.assertEqual(verdict.reasons, ("forced_hold", "over_limit", "overdue", "term"))

    def test_orders_of_a_batch_share_the_credit(self):
        requests = [OrderRequest(key, amount, 0, (), False) for key, amount in ((1, 600), (2, 600), (3, 400))]
        verdicts = decide_orders(POLICY, NOTHING_OWED, requests, rounding=0.01)
        self.assertEqual([verdicts[key].state for key in (1, 2, 3)], ["clear", "held", "clear"])
