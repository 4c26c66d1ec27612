"""How a distribution becomes a day and a range, and when a customer has changed: small numbers, worked out by hand."""

import math
import random
from datetime import date
from unittest.mock import patch

from odoo.tests import BaseCase

from ...tools.forecast import rehearsal
from ...tools.forecast.calendars import Calendar
from ...tools.forecast.customs import Customs, Seen, get_decay, see
from ...tools.forecast.habits import Habit, find_change, get_habit, get_late_ratio
from ...tools.forecast.items import Item, get_amount_limits, get_traits
from ...tools.forecast.learning import _foretell, _Learning, choose_half_life, learn
from ...tools.forecast.outlook import (
    Days,
    get_days,
    get_due_date_outlook,
    get_late_share,
    get_masses,
    get_outlook,
    get_waiting,
    sum_up,
)
from ...tools.forecast.rehearsal import get_levels, get_place
from ...tools.forecast.shape import NORMAL
from ...tools.forecast.shrink import ALIKE

MONDAY = date(2025, 6, 2).toordinal()
CUSTOMS = Customs([], 0.0, [{}] * 8, 1.0, None, 1.0, 0.0, [{}] * 5, 1.0, [0.0], late_ratio=0.5)


class TestToolsOutlook(BaseCase):

    def test_between_two_points_payments_are_as_likely_everywhere(self):
        """Half of a point lies before it and half behind it; days reach half a day to both sides."""
        for points, first, masses in (
            ([1.0], 1, [1.0]), ([1.0, 1.0], 1, [1.0]), ([0.0, 1.0], 0, [0.5, 0.5]), ([0.0, 2.0], 0, [0.375, 0.25, 0.375]),
            ([-2.0, 2.0], -2, [0.3125, 0.125, 0.125, 0.125, 0.3125]), ([0.0, 0.25], 0, [1.0]),
        ):
            with self.subTest(points=points):
                found, chances = get_masses(points)
                self.assertEqual(found, first)
                self.assertAlmostEqual(sum(chances), 1.0)
                self.assertEqual(chances, masses)

    def test_items_that_are_alike_are_worked_out_once(self):
        """Alike are those that are due on another day of the same calendar, as long as nobody waits for them."""
        weekdays, due_dates = Calendar(weekdays={0: 3.0, 5: 0.1, 6: 0.1}), Calendar(due_date={True: 4.0, None: 0.5})
        shape = [-3.0, -1.5, 0.0, 2.0]
        items = [Item("a", MONDAY - 100, MONDAY + day, 5.0) for day in range(-40, 41)]
        for common, own, entries in (
            (Calendar(), Calendar(), 51), (weekdays, Calendar(), 81), (Calendar(), due_dates, 81), (weekdays, due_dates, 81),
        ):
            customs, habit = CUSTOMS._replace(calendar=common, spread_factor=5.0), Habit(5.0, 1e30, 0.0, shape, 0.5, own)
            alike = {}
            with self.subTest(common=common, own=own):
                self.assertEqual(
                    [get_outlook(customs, habit, item, MONDAY, alike) for item in items],
                    [get_outlook(customs, habit, item, MONDAY) for item in items])
                self.assertEqual(len(alike), entries)

    def test_the_nearest_likely_day_has_a_quarter_of_the_average(self):
        """The middle falls on the third day, which is hardly possible; the average is 4."""
        self.assertEqual(sum_up(0, [15.5, 0.25, 0.25, 1.0, 15.0, 0.0, 0.0, 0.0], 0.1, 0.9)[0], 3)

    def test_later_than_usual_is_who_waited_longer_than_half_of_them(self):
        habit = Habit(0.0, 1e30, 0.0, [0.0, 1.0], 0.5)
        for waited, is_later in ((0, False), (1, False), (2, True)):
            days = get_days(CUSTOMS, habit, Item("a", MONDAY - 30, MONDAY, 5.0), MONDAY + waited)
            with self.subTest(waited=waited):
                self.assertIs(days.is_later_than_usual, is_later)

    def test_the_longer_one_waits_the_more_days_are_possible(self):
        for waited, scale, mean, count in ((2, 4.0, 4.0, 14), (20, 1.0, 10.0, 32), (0, 0.1, 1.0, 5), (1000, 1.0, 500.0, 400)):
            with self.subTest(waited=waited):
                masses = get_waiting(waited, scale)
                self.assertEqual((len(masses), masses[0]), (count, 1.0))
                self.assertAlmostEqual(masses[3], math.exp(-3 / mean))

    def test_median_range_and_share_of_late_days(self):
        for name, first, masses, found in (
            ("ten days", 0, [1.0] * 10, (4, 1, 8, 0.9)), ("half of them before", -4, [1.0] * 10, (0, -3, 4, 0.5)),
            ("all late", 1, [1.0] * 10, (5, 2, 9, 1.0)), ("all in time", -20, [1.0] * 10, (-16, -19, -12, 0.0)),
            ("nobody pays in the middle", 0, [4.95, 0.1, 5.0], (2, 0, 2, 0.507463)),
            ("at the levels", 0, [2.0, 8.0], (1, 0, 1, 0.8)), ("a day less", 0, [1.8, 8.2], (1, 1, 1, 0.82)),
            ("the last at its level", 0, [8.0, 2.0], (0, 0, 1, 0.2)), ("a day sooner", 0, [8.9, 1.1], (0, 0, 0, 0.11)),
        ):
            with self.subTest(name):
                day, low, high, late = sum_up(first, masses, 0.1, 0.9)
                self.assertEqual((day, low, high), found[:3])
                self.assertAlmostEqual(late, found[3], 6)
        for first, late in ((0, 0.75), (-1, 0.5), (1, 1.0), (-9, 0.0)):
            self.assertEqual(get_late_share(Days(first, [1.0] * 4, False)), late)

    def test_while_nothing_is_known_due_dates_are_kept(self):
        for due, day, chance, is_later in ((1, 1, 0.5, False), (0, 0, 0.5, False), (-1, 0, 1.0, True)):
            outlook = get_due_date_outlook(Item("a", MONDAY - 30, MONDAY + due, 5.0), MONDAY)
            with self.subTest(due=due):
                self.assertEqual(outlook, (*[MONDAY + day] * 3, chance, is_later))


class TestToolsRehearsal(BaseCase):

    def test_place_of_a_day_in_what_was_foreseen(self):
        for late, place in ((1, 0.0), (2, 0.125), (3, 0.375), (4, 0.75), (5, 1.0)):
            with self.subTest(late=late):
                self.assertEqual(get_place(Days(2, [1.0, 1.0, 2.0], False), late), place)

    def test_levels_follow_the_places_within_limits(self):
        for places, levels in (([0.5] * 5000, (0.3, 0.7)), ([0.0, 1.0] * 2500, (0.02, 0.98)), ([0.2, 0.8] * 2500, (0.2, 0.8))):
            self.assertEqual(get_levels(places), levels)
        self.assertEqual(get_levels([]), (5.5 / 60, 53.5 / 60), "of sixty even places")

    def test_an_open_item_will_be_paid_in_the_middle_of_what_is_left(self):
        """65 % of what was foreseen has passed: half of the rest makes 82.5 %, where the range ends when all are like that."""
        rows = [(Habit(0.0, 1.0, 0.0, [0.0], 0.5), Days(0, [1.0] * 10, False), 6, False)] * 2000
        with patch.object(rehearsal, "foresee", lambda *_args: rows):
            self.assertEqual(rehearsal.rehearse(CUSTOMS, [], MONDAY).levels, (0.3, 0.825))

    def test_the_last_invoices_whose_fate_is_known_are_foreseen(self):
        """Of 450 that were paid after ten days the last 400; nineteen of twenty must have had the time to be paid. Payments of
        today are not known."""
        items = [Item("a", MONDAY - 500 + number, MONDAY - 470 + number, 5.0, paid_day=MONDAY - 490 + number)
                 for number in range(450)]
        found = list(rehearsal.foresee(CUSTOMS, items, MONDAY))
        self.assertEqual((len(found), [late for _habit, _days, late, _paid in found[:1]]), (400, [-20]))
        slow = [Item("b", MONDAY - 300, MONDAY - 270, 5.0, paid_day=MONDAY) for _number in range(30)]
        found = [is_paid for _habit, _days, _late, is_paid in rehearsal.foresee(CUSTOMS, items[400:] + slow, MONDAY)]
        self.assertEqual((len(found), sum(found)), (80, 50))
        self.assertEqual(len(list(rehearsal.foresee(CUSTOMS, items[400:] + slow, MONDAY + 1))), 30)

    def test_what_is_open_on_its_due_date_tells_nothing(self):
        known = (Habit(0.0, 1.0, 0.0, [0.0], 0.5), Days(0, [1.0] * 10, False), 3, True)
        for late, is_alike in ((0, True), (1, False)):
            levels = []
            for rows in ([known] * 20, [known] * 20 + [(*known[:2], late, False)] * 20):
                with patch.object(rehearsal, "foresee", lambda *_args, rows=rows: rows):
                    levels.append(rehearsal.rehearse(CUSTOMS, [], MONDAY).odds)
            with self.subTest(late=late):
                self.assertIs(levels[0] == levels[1], is_alike)

    def test_what_those_before_foretell_is_missed_by_so_much(self):
        """2, then 4: without anything before 0 is foretold, then 2 / (1 + strength)."""
        strengths = (0.3, 1, 3, 10, 100)
        self.assertEqual(_foretell([(10, 2.0), (5, 4.0)], None), [4 + (4 - 2 / (1 + strength)) ** 2 for strength in strengths])
        halved = [4 + (4 - 1 / (0.5 + strength)) ** 2 for strength in strengths]
        self.assertEqual(_foretell([(10, 2.0), (5, 4.0)], 5), halved)

    def test_three_payments_tell_something(self):
        items = [Item("a", MONDAY - 90, MONDAY - 60, 100.0, paid_day=MONDAY - 50 + number) for number in range(3)]
        self.assertEqual(learn(items, MONDAY).base, 11)
        self.assertIsNone(learn(items[1:] + [items[0]._replace(paid_day=None)], MONDAY))

    def test_customers_are_taken_to_differ_without_a_proof(self):
        """Of two, whose payments spread over four days, one pays two days later than the other; one day may be chance."""
        for days, differ in ((2, True), (1, False)):
            items = [Item(customer, MONDAY - 400 + 5 * number, MONDAY - 370 + 5 * number, 100.0,
                          paid_day=MONDAY - 370 + 5 * number + 4 * (number % 2) + days * customer)
                     for number in range(10) for customer in (0, 1)]
            with self.subTest(days=days):
                self.assertIs(learn(items, MONDAY).strength < ALIKE, differ)

    def test_who_always_pays_on_the_day_is_hardly_spread(self):
        items = [Item("a", MONDAY - 90 + number, MONDAY - 60 + number, 100.0, paid_day=MONDAY - 60 + number)
                 for number in range(9)]
        self.assertEqual(learn(items, MONDAY).spread_factor, 1e-3)
        seen = see(items, MONDAY, [])
        self.assertEqual(_Learning(seen, ["a"] * 9, []).scales, [1.0] * 9, "the search begins with a day")
        self.assertIsNone(choose_half_life(seen, ["a"] * 9, [0.0] * 9, [1.0] * 9), "no memory is better than another")

    def test_the_faster_habits_drift_the_shorter_is_the_memory(self):
        """Of 30 customers, who are invoiced every 20 days, each goes on from the day before by a step of chance."""
        for step, half_life in ((0, None), (0.08, 720), (0.1, 360), (0.12, 180), (0.2, 90)):
            chance, seen, customers, late = random.Random(1), [], [], []
            for customer in range(30):
                habit = chance.gauss(0, 1)
                for age in range(1200, 0, -20):
                    habit += chance.gauss(0, step)
                    seen.append(Seen((), 0, True, 0, age))
                    customers.append(customer)
                    late.append(habit + chance.gauss(0, 1))
            with self.subTest(step=step):
                self.assertEqual(choose_half_life(seen, customers, late, [1.0] * len(seen)), half_life)


class TestToolsHabits(BaseCase):

    def test_a_change_is_four_errors_of_the_last_invoices(self):
        """Of three and three the error is √(1/3 + 1/3) = 0.82, of two and four √(1/2 + 1/4) = 0.87; no payment counts for more
        than 2.5 scales."""
        for distances, last in (
            ([-9.0] * 3 + [9.0] * 3, 2), ([-9.0] * 2 + [9.0] * 3, None), ([0.0] * 3 + [9.0] * 3, None), ([1.0] * 6, None),
            ([-1.7] * 3 + [1.7] * 3, 3), ([-1.6] * 3 + [1.6] * 3, None), ([0.0] * 16 + [2.5] * 8, 8),
            ([0.0] * 25 + [2.5] * 5, 5), ([-9.0] * 2 + [9.0] * 8, None),
        ):
            with self.subTest(distances=distances):
                self.assertEqual(find_change(distances, [1.0] * len(distances)), last)
        self.assertIsNone(find_change([-9.0] * 3 + [9.0] * 3, [0.4] * 6), "too little is known")
        for sign in (1, -1):
            distances = [-9.0 * sign] * 3 + [9.0 * sign] * 3
            self.assertEqual(find_change(distances, [1.0] * 3 + [0.5] * 3), 3, "half of three is enough")
            self.assertIsNone(find_change(distances, [1.0] * 3 + [0.4] * 3))

    def test_what_came_before_a_change_counts_a_tenth(self):
        """Sixteen were paid on the due date, the last eight thirty days later; then invoices count half
        after 400 days, too."""
        items = [Item("a", MONDAY - 300 + 10 * number, MONDAY - 270 + 10 * number, 100.0,
                      paid_day=MONDAY - 270 + 10 * number + 30 * (number >= 16)) for number in range(24)]
        customs = CUSTOMS._replace(shape=NORMAL, spread_factor=3.0, strength=0.01)
        habit = get_habit(customs, items, MONDAY + 60)
        self.assertAlmostEqual(habit.late_ratio, (8 + 1.5) / (8 + 1.6 + 3))
        decays = [get_decay(360 - 10 * number, 400) * (1 if number >= 16 else 0.1) for number in range(24)]
        habit = get_habit(customs._replace(half_life=400), items, MONDAY + 60)
        self.assertAlmostEqual(habit.late_ratio, (sum(decays[16:]) + 1.5) / (sum(decays) + 3))

    def test_share_of_late_invoices_begins_with_that_of_all(self):
        """Late are one of two that were paid and one that is open and overdue; three more count half and half."""
        seen = [
            Seen((), late, is_paid, late, 0)
            for late, is_paid in ((5, True), (0, True), (3, False), (0, False), (-2, False))]
        self.assertAlmostEqual(get_late_ratio(CUSTOMS, seen, [1.0] * 5), (2 + 1.5) / (3 + 3))
        self.assertAlmostEqual(get_late_ratio(CUSTOMS, seen, [0.5] * 5), (1 + 1.5) / (1.5 + 3))
        self.assertEqual(get_late_ratio(CUSTOMS, [], []), 0.5)

    def test_traits(self):
        self.assertEqual(get_amount_limits([Item("a", 1, 1, float(amount)) for amount in (5, 1, 4, 2, 3)]), [2, 3, 4, 5])
        self.assertEqual(get_amount_limits([]), [])
        for invoiced, due, amount, found in (
            (MONDAY - 30, MONDAY, 2.0, (1, 5, 0, 0)), (MONDAY - 29, MONDAY + 13, 1.9, (0, 5, 6, 1)),
            (MONDAY, MONDAY + 26, 9.0, (4, 4, 5, "end")), (MONDAY, MONDAY, 5.0, (4, 1, 0, 0)),
        ):
            with self.subTest(due=due - MONDAY, amount=amount):
                item = Item("a", invoiced, due, amount, "A", "DE", True, "paper")
                self.assertEqual(get_traits(item, [2, 3, 4, 5]), ("A", "DE", True, "paper", *found))
        self.assertIs(Item("a", 1, 1, 5.0).disputed, False)
