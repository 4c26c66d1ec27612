"""Documents of the past under another policy: the moment before each of them, the rules, the curves."""

from collections import namedtuple
from datetime import date

from odoo.tests import BaseCase

from ...tools.hold.hold_rules import OVER_LIMIT, OVERDUE, TERM
from ...tools.hold.order_decision import OrderRequest, Policy, Position
from ...tools.policy_change.outcomes import Outcome
from ...tools.policy_change.playback import walk
from ...tools.policy_change.policy_preview import compare_orders, is_limit_changed, is_term_excluded
from ...tools.policy_change.replay import Case, Document, Held, Judged, Known, get_end, judge, prepare_case
from ...tools.policy_change.replay_curve import LIMIT, OVERDUE_DAYS, Curves

DAY = date(2026, 3, 2)
POLICY = Policy("limited", 1000.0, 0.0, "hold", 10, 30, False)
ORDER = OrderRequest(1, 100.0, 0, (), False, total=120.0)
OWES_NOTHING = Position(0.0, 0)


class Account:
    """Notes what is asked of the account, or of the orders, of a customer."""

    def __init__(self):
        self.calls = []

    def advance(self, *values):
        self.calls.append(values)

    def admit(self, key):
        self.calls.append(key)


class TestWalk(BaseCase):

    def test_an_invoice_of_several_orders_comes_with_the_last_of_them_and_one_of_a_later_day_with_none(self):
        documents = [
            Document(number, 10 + number, None, 1, DAY, 100.0, 0, 1, "") for number in (1, 2, 3)]
        moves = {1: [(101, DAY, 1.0)], 2: [(101, DAY, 0.5), (102, date(2026, 3, 9), 1.0)], 3: []}
        account, orders = Account(), Account()
        seen = [(document.number, len(account.calls), list(orders.calls)) for document in walk(
            documents, {1: account}, {1: orders}, moves)]
        number = DAY.toordinal()
        self.assertEqual(account.calls, [(number, {101: 2}), 101])
        self.assertEqual(orders.calls, [(number,), 11, 12, 13])
        self.assertEqual(seen, [(1, 1, [(number,)]), (2, 1, [(number,), 11]), (3, 2, [(number,), 11, 12])])


class TestReplay(BaseCase):

    def _prepare(self, days, order_days, **facts):
        document = Document(7, None, None, 1, DAY, 100.0, 30, 1, "")
        return prepare_case(document, Known(500.0, (80.0, days), (60.0, order_days), facts=facts), {"net": 0.8})

    def test_a_level_counts_while_something_is_overdue(self):
        for days, order_days, is_reached, refined in (
            (0, 0, False, False), (1, 0, True, False), (1, 1, True, True), (20, 5, True, True)):
            with self.subTest(days=days, order_days=order_days):
                case = self._prepare(days, order_days, is_level_reached=True)
                self.assertEqual((case.position.is_level_reached, case.refined.is_level_reached), (is_reached, refined))
        self.assertFalse(self._prepare(20, 20).position.is_level_reached, "no level was reached")

    def test_a_document_asks_for_its_amount_and_nothing_is_prepaid(self):
        case = self._prepare(20, 5)
        self.assertEqual(
            (case.position.overdue_amount, case.position.days_overdue, case.refined.overdue_amount, case.refined.days_overdue),
            (80.0, 20, 60.0, 5))
        self.assertEqual(case.request, OrderRequest(
            7, 100.0, 30, (), False, total=100.0, prepaid=0.0, facts={"net": 0.8}))

    def test_what_is_overdue_is_looked_at_closely_once_it_speaks(self):
        late, later = Position(0.0, 20), Position(0.0, 50)
        for name, position, refined, reasons in (
            ("held", late, late, ("overdue",)), ("not by what speaks against orders", late, Position(0.0, 5), ()),
            ("nothing speaks at first", Position(0.0, 5), later, ()),
        ):
            with self.subTest(name):
                self.assertEqual(judge(POLICY, Case(position, refined, ORDER), 0.01).reasons, reasons)


def make_judged(position, refined, request, policy=POLICY, grace_days=0, later=None):
    """:return: a document judged by ``policy``, which is both the draft and the policy in force"""
    case = Case(position, refined or position, request)
    verdict = judge(policy, case, 0.01)
    return Judged(
        Document(7, 17, None, 1, DAY, 120.0, 0, 1, ""), case, None, None, False, None, policy, policy, verdict, verdict,
        grace_days, Outcome(on_time=70.0, late=30.0, lost=20.0), None, later)


class TestReplayEnd(BaseCase):
    """What a policy said to a document in the end: on its day, or after it was let through."""

    def test_held_on_its_day_later_or_never(self):
        later = Held(date(2026, 4, 1), 30.0, Outcome(late=30.0), "late_milestone")
        good, late = (OWES_NOTHING, None, ORDER), (Position(0.0, 20), None, ORDER)
        self.assertEqual(get_end(make_judged(*good)), ("clear", (), None))
        self.assertEqual(get_end(make_judged(*good, later=later)), ("held", ("late_milestone",), later))
        self.assertEqual(get_end(make_judged(*good, later=later), "_before"), ("clear", (), None))
        warned = make_judged(*late, policy=POLICY._replace(order_policy="warn"), later=later)
        self.assertEqual(get_end(warned), ("held", ("overdue", "late_milestone"), later))
        held = make_judged(*late, later=later)
        self.assertEqual(get_end(held), ("held", ("overdue",), Held(DAY, 120.0, held.outcome)))


class TestReplayCurves(BaseCase):
    """What limits and tolerances of another height would have held."""

    def _add(self, *cases, policy=POLICY, grace_days=0, later=None):
        curves = Curves(0.01)
        for case in cases:
            curves.add(make_judged(*case, policy=policy, grace_days=grace_days, later=later))
        return {(point.curve, point.value): point[2:] for point in curves.get_points()}

    def _held(self, points, curve):
        return [value for (name, value), sums in points.items() if name == curve and sums[0]]

    def test_steps(self):
        points = self._add()
        self.assertEqual(
            [value for name, value in points if name == LIMIT], [25, 50, 75, 90, 100, 110, 125, 150, 200, 300, 400])
        self.assertEqual(
            [value for name, value in points if name == OVERDUE_DAYS], [0, 5, 10, 15, 20, 30, 45, 60, 90, 120])
        self.assertEqual(set(points.values()), {(0, 0.0, 0.0, 0.0)})

    def test_an_order_is_held_by_limits_that_it_exceeds(self):
        """Exposure 650 and an order of 100 against a limit of 1,000: exactly 75 percent is within it."""
        points = self._add((Position(650.0, 0), None, ORDER))
        self.assertEqual(self._held(points, LIMIT), [25, 50])
        self.assertEqual(points[LIMIT, 25], (1, 120.0, 70.0, 50.0))
        self.assertEqual(self._held(points, OVERDUE_DAYS), [])

    def test_an_order_is_held_by_tolerances_that_it_exceeds(self):
        late = Position(0.0, 20)
        for grace_days, values in ((0, [0, 5, 10, 15]), (5, [0, 5, 10]), (20, [])):
            with self.subTest(grace_days=grace_days):
                self.assertEqual(self._held(self._add((late, None, ORDER), grace_days=grace_days), OVERDUE_DAYS), values)
        self.assertEqual(
            self._held(self._add((late, Position(0.0, 5), ORDER)), OVERDUE_DAYS), [0], "5 days speak against orders")

    def test_documents_add_up(self):
        points = self._add((Position(650.0, 0), None, ORDER), (Position(950.0, 0), None, ORDER))
        self.assertEqual(points[LIMIT, 25], (2, 240.0, 140.0, 100.0))
        self.assertEqual(points[LIMIT, 100], (1, 120.0, 70.0, 50.0))

    def test_what_is_held_later_counts_with_its_part_where_it_is_let_through(self):
        points = self._add((Position(650.0, 0), None, ORDER), later=Held(DAY, 30.0, Outcome(late=25.0), "late_milestone"))
        self.assertEqual((points[LIMIT, 50], points[LIMIT, 75]), ((1, 120.0, 70.0, 50.0), (1, 30.0, 0.0, 25.0)))
        self.assertEqual({points[OVERDUE_DAYS, days] for days in (0, 120)}, {(1, 30.0, 0.0, 25.0)})

    def test_what_another_rule_holds_is_held_whatever_the_step(self):
        points = self._add((Position(650.0, 20), None, ORDER))
        self.assertEqual(len(self._held(points, LIMIT)), 11)
        self.assertEqual(self._held(points, OVERDUE_DAYS), [0, 5, 10, 15], "the limit itself is kept")

    def test_what_no_rule_can_hold_is_not_held(self):
        for name, policy, request in (
            ("rules off", POLICY._replace(rules=frozenset({TERM})), ORDER), ("paid", POLICY, ORDER._replace(is_prepaid=True)),
            ("nothing left to invoice", POLICY, ORDER._replace(amount=0.0)),
            ("warned only", POLICY._replace(order_policy="warn"), ORDER),
        ):
            with self.subTest(name):
                points = self._add((Position(5000.0, 99), None, request), policy=policy)
                self.assertEqual(sum(sums[0] for sums in points.values()), 0)
        self.assertEqual(self._held(self._add((Position(5000.0, 0), None, ORDER._replace(amount=0.5))), LIMIT), [
            25, 50, 75, 90, 100, 110, 125, 150, 200, 300, 400], "half a unit is something")


class TestPolicyPreview(BaseCase):

    def test_quotations_that_would_be_held_or_freed(self):
        strict = POLICY._replace(effective_limit=50.0)
        for before, after, effects in (
            (POLICY, strict, [(1, "held", ("over_limit",))]), (strict, POLICY, [(1, "freed", ("over_limit",))]),
            (POLICY, POLICY, []), (strict, strict._replace(effective_limit=60.0), []),
        ):
            with self.subTest(before=before.effective_limit, after=after.effective_limit):
                self.assertEqual(compare_orders(before, after, OWES_NOTHING, [ORDER], 0.01), effects)

    def test_terms_that_would_not_be_allowed_any_more(self):
        shorter, without = POLICY._replace(max_term_days=14), POLICY._replace(rules=frozenset({OVER_LIMIT, OVERDUE}))
        for name, before, after, days in (
            ("shorter", POLICY, shorter, (15, 30)), ("the same", POLICY, POLICY, ()), ("longer", shorter, POLICY, ()),
            ("a ceiling at all", POLICY._replace(max_term_days=None), POLICY, (31, 60)),
            ("the rule at all", without, POLICY, (31, 60)), ("the rule no more", POLICY, without, ()),
            ("long terms for small orders", POLICY, shorter._replace(term_bands=((100.0, 20),)), (30,)),
        ):
            with self.subTest(name):
                self.assertEqual(
                    tuple(term for term in (14, 15, 30, 31, 60) if is_term_excluded(before, after, term)), days)

    def test_limits_change_in_kind_or_by_more_than_half_a_unit(self):
        limit = namedtuple("limit", "mode amount")
        for before, after, is_changed in (
            (("limited", 10.0), ("limited", 10.0), False), (("limited", 10.0), ("limited", 10.4), False),
            (("limited", 10.0), ("limited", 10.5), False), (("limited", 10.0), ("limited", 10.6), True),
            (("limited", 0.0), ("no_credit", 0.0), True), (("unlimited", 5.0), ("unlimited", 9.0), False),
        ):
            with self.subTest(before=before, after=after):
                self.assertEqual(is_limit_changed(limit(*before), limit(*after), 1.0), is_changed)
