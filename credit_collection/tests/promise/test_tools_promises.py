from datetime import date

from odoo.tests import BaseCase, tagged

from ...tools.promise.judgement import Instalment, Settlement, allocate, judge, round_amount, split

MAY_1, MAY_10, MAY_11, MAY_20, JUNE_10, JUNE_11 = (
    date(2026, 5, 1), date(2026, 5, 10), date(2026, 5, 11), date(2026, 5, 20), date(2026, 6, 10), date(2026, 6, 11))
ONE = [Instalment(MAY_10, 100.0)]
THREE = [Instalment(MAY_10, 40.0), Instalment(MAY_20, 40.0), Instalment(JUNE_10, 40.0)]


def receipt(amount, day, item=1):
    return Settlement(item, day, amount, True)


def credit(amount, day, item=1):
    return Settlement(item, day, amount, False)


@tagged("post_install", "-at_install")
class TestToolsPromises(BaseCase):

    def test_allocate_fills_items_in_their_order(self):
        for amount, capacities, rounding, expected in (
            (100.0, [60.0, 60.0], 0.01, [60.0, 40.0]),
            (50.0, [60.0, 60.0], 0.01, [50.0, 0.0]),
            (200.0, [60.0, 60.0], 0.01, [60.0, 60.0]),
            (0.0, [60.0], 0.01, [0.0]),
            (10.0, [], 0.01, []),
            (10.0, [-5.0, 20.0], 0.01, [0.0, 10.0]),
            (0.3, [0.1, 0.2], 0.01, [0.1, 0.2]),
            (1001.0, [500.0, 600.0], 1.0, [500.0, 501.0]),
            (1.005, [0.002, 2.0], 0.001, [0.002, 1.003]),
        ):
            with self.subTest(amount=amount, capacities=capacities):
                self.assertEqual(allocate(amount, capacities, rounding), expected)

    def test_round_amount_is_free_of_noise(self):
        self.assertEqual(round_amount(0.1 + 0.2, 0.01), 0.3)
        self.assertEqual(round_amount(2.675, 0.01), 2.68)
        self.assertEqual(round_amount(1234.5, 1.0), 1235.0)
        self.assertEqual(round_amount(-1.0, 0.01), 0.0)

    def test_split_adds_up_and_the_last_takes_the_difference(self):
        self.assertEqual(split(100.0, 3, 0.01), [33.33, 33.33, 33.34])
        self.assertEqual(split(1000.0, 3, 1.0), [333.0, 333.0, 334.0])
        self.assertEqual(split(1.0, 3, 0.001), [0.333, 0.333, 0.334])
        self.assertEqual(split(90.0, 1, 0.01), [90.0])
        self.assertEqual(split(0.3, 3, 0.01), [0.1, 0.1, 0.1])

    def test_what_is_on_its_way_misses_nothing(self):
        for name, settlements, announced, expected in (
            ("all of it", [], {1: [(MAY_10, 100.0)]}, "open"),
            ("too late", [], {1: [(MAY_11, 100.0)]}, "broken"),
            ("a part", [], {1: [(MAY_1, 60.0)]}, "broken"),
            ("in two payments", [], {1: [(MAY_1, 60.0), (MAY_10, 100.0)]}, "open"),
            ("the rest", [receipt(40, MAY_1)], {1: [(MAY_10, 60.0)]}, "open"),
            ("too little of the rest", [receipt(40, MAY_1)], {1: [(MAY_10, 50.0)]}, "partial"),
            ("another item", [], {2: [(MAY_1, 100.0)]}, "broken"),
            ("paid meanwhile", [receipt(100, MAY_10)], {}, "kept"),
        ):
            with self.subTest(name):
                verdict = judge(ONE, {1: 100.0}, settlements, 0.01, MAY_11, announced=announced)
                self.assertEqual(verdict.state, expected)

    def test_one_instalment(self):
        for name, settlements, today, expected in (
            ("nothing yet", [], MAY_1, "open"),
            ("nothing on the very day", [], MAY_10, "open"),
            ("nothing the day after", [], MAY_11, "broken"),
            ("paid early", [receipt(100, MAY_1)], MAY_1, "kept"),
            ("paid on the very day", [receipt(100, MAY_10)], MAY_11, "kept"),
            ("paid one day late", [receipt(100, MAY_11)], MAY_11, "broken"),
            ("part before the date", [receipt(99.99, MAY_1)], MAY_10, "open"),
            ("part at the date", [receipt(99.99, MAY_1)], MAY_11, "partial"),
            ("rest one day late", [receipt(60, MAY_1), receipt(40, MAY_11)], MAY_11, "partial"),
            ("in two receipts", [receipt(60, MAY_1), receipt(40, MAY_10)], MAY_11, "kept"),
            ("credited in part, rest paid", [credit(30, MAY_1), receipt(70, MAY_10)], MAY_11, "kept"),
            ("credited in part only", [credit(30, MAY_1)], MAY_11, "broken"),
            ("credited after the date", [receipt(70, MAY_10), credit(30, MAY_11)], MAY_11, "partial"),
            ("credited in full", [credit(100, MAY_1)], MAY_1, "cancelled"),
        ):
            with self.subTest(name):
                self.assertEqual(judge(ONE, {1: 100.0}, settlements, 0.01, today).state, expected)

    def test_credit_note_does_not_lower_a_promise_the_items_still_cover(self):
        owed = {1: 200.0}
        self.assertEqual(judge(ONE, owed, [credit(80, MAY_1), receipt(90, MAY_1)], 0.01, MAY_11).state, "partial")
        self.assertEqual(judge(ONE, owed, [credit(110, MAY_1), receipt(90, MAY_1)], 0.01, MAY_11).state, "kept")

    def test_no_item_counts_for_more_than_it_owed(self):
        verdict = judge(ONE, {1: 60.0, 2: 60.0}, [receipt(90, MAY_1, item=1)], 0.01, MAY_11)
        self.assertEqual((verdict.state, verdict.received), ("partial", 60.0))

    def test_settlements_of_other_items_are_ignored(self):
        self.assertEqual(judge(ONE, {1: 100.0}, [receipt(100, MAY_1, item=9)], 0.01, MAY_11).state, "broken")

    def test_three_instalments(self):
        owed = {1: 120.0}
        for name, settlements, today, state, instalments in (
            ("first paid", [receipt(40, MAY_10)], MAY_11, "open", ["kept", "open", "open"]),
            ("first missed", [], MAY_11, "broken", ["broken", "open", "open"]),
            ("first in part", [receipt(10, MAY_1)], MAY_11, "partial", ["partial", "open", "open"]),
            ("second missed", [receipt(40, MAY_1)], date(2026, 5, 21), "partial", ["kept", "broken", "open"]),
            ("two at once", [receipt(80, MAY_10)], MAY_11, "open", ["kept", "kept", "open"]),
            ("all at once", [receipt(120, MAY_1)], MAY_1, "kept", ["kept", "kept", "kept"]),
            ("caught up by the last date", [receipt(120, JUNE_10)], JUNE_11, "kept", ["broken", "broken", "kept"]),
            ("last credited", [receipt(80, MAY_10), credit(40, MAY_20)], MAY_20, "kept", ["kept", "kept", "kept"]),
        ):
            with self.subTest(name):
                verdict = judge(THREE, owed, settlements, 0.01, today)
                self.assertEqual((verdict.state, verdict.instalment_states), (state, instalments))

    def test_rounding_is_the_tolerance(self):
        for promised, received, rounding, expected in (
            (1000.0, 999.0, 1.0, "partial"), (1000.0, 1000.0, 1.0, "kept"),
            (1.234, 1.233, 0.001, "partial"), (1.234, 1.234, 0.001, "kept"),
            (0.3, 0.1 + 0.2, 0.01, "kept"),
        ):
            with self.subTest(promised=promised, received=received):
                plan, paid = [Instalment(MAY_10, promised)], [receipt(received, MAY_1)]
                self.assertEqual(judge(plan, {1: 5000.0}, paid, rounding, MAY_11).state, expected)

    def test_shares_shrink_with_what_is_received(self):
        def shares(*settlements):
            return judge(ONE, {1: 80.0, 2: 80.0}, settlements, 0.01, MAY_1).shares

        self.assertEqual(shares(), {1: 80.0, 2: 20.0})
        self.assertEqual(shares(receipt(80, MAY_1, 1)), {2: 20.0})
        self.assertEqual(shares(receipt(30, MAY_1, 2)), {1: 70.0})
        self.assertEqual(shares(credit(80, MAY_1, 1)), {2: 80.0})
        self.assertEqual(shares(receipt(80, MAY_1, 1), receipt(20, MAY_1, 2)), {})

    def _states(self, received=0.0, credited=0.0, today=MAY_11, **values):
        """A promise of 100 in a currency without cents, where half a unit is an exact number."""
        verdict = judge(ONE, {1: 100.0}, [receipt(received, MAY_1), credit(credited, MAY_1)], 1.0, today, **values)
        return verdict.state, verdict.instalment_states[0]

    def test_half_a_unit_short_is_short_and_half_a_unit_is_something(self):
        for received, states in (
            (0.0, ("broken", "broken")), (0.4, ("broken", "broken")), (0.5, ("partial", "broken")),
            (0.6, ("partial", "partial")), (99.5, ("partial", "partial")), (99.6, ("kept", "kept")),
        ):
            with self.subTest(received=received):
                self.assertEqual(self._states(received), states)

    def test_tolerance_is_a_percentage_of_what_is_expected(self):
        for received, state in ((89.0, "partial"), (89.5, "partial"), (89.6, "kept"), (90.0, "kept")):
            with self.subTest(received=received):
                self.assertEqual(self._states(received, tolerance=10.0)[0], state)
        exact = judge(ONE, {1: 100.0}, [receipt(90.0, MAY_1)], 0.01, MAY_11, tolerance=10.0)
        self.assertEqual(exact.state, "kept")

    def test_less_than_half_a_unit_is_nothing_any_more(self):
        """What is left of the promise after a credit note, and what was paid of it."""
        for credited, received, state in (
            (99.0, 0.0, "open"), (99.5, 0.0, "open"), (99.6, 0.0, "cancelled"), (99.6, 0.4, "cancelled"),
            (99.6, 0.5, "kept"), (99.6, 0.6, "kept"),
        ):
            with self.subTest(credited=credited, received=received):
                self.assertEqual(self._states(received, credited, MAY_1)[0], state)

    def test_money_received_is_that_of_each_item_up_to_what_it_owed(self):
        settlements = [receipt(30, MAY_10, 1), receipt(20, MAY_10, 2)._replace(money=10.0), receipt(50, MAY_11, 1)]
        self.assertEqual(judge(ONE, {1: 60.0, 2: 20.0}, settlements, 0.01, MAY_20).received, 40.0)
