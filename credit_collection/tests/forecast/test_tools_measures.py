"""How forecasts are measured, and habits of weekdays: small ledgers, worked out by hand."""

from datetime import date

from odoo.tests import BaseCase

from ...tools.forecast.accuracy import get_bands
from ...tools.forecast.back_test import Foretold, count_late, get_median, measure, walk
from ...tools.forecast.calendars import LEAST, Calendar, Payment, get_common_calendar, get_own_calendar
from ...tools.forecast.items import Item
from ...tools.forecast.outlook import Outlook

MONDAY = date(2025, 6, 2).toordinal()


class TestToolsMeasures(BaseCase):

    def test_bands_of_chances(self):
        bands = get_bands([0.0, 0.05, 0.1, 0.95, 1.0], [False, True, False, True, True])
        self.assertEqual([tuple(band)[:3] for band in bands], [
            (number / 10, (number + 1) / 10, {0: 2, 1: 1, 9: 2}.get(number, 0)) for number in range(10)])
        self.assertEqual((bands[0].foretold, bands[0].came_true), (0.025, 0.5))
        self.assertEqual((bands[9].foretold, bands[9].came_true), (0.975, 1.0))
        self.assertEqual((bands[5].foretold, bands[5].came_true), (None, None))

    def test_medians_and_late_ones(self):
        for days, median in (([], None), ([5], 5), ([1, 2], 1.5), ([1, 2, 9], 2), ([1, 2, 4, 9], 3), ([1, 2, 3, 8, 9], 3)):
            with self.subTest(days=days):
                self.assertEqual(get_median(days), median)
        self.assertEqual(count_late([-1, 0, 1, 5]), 2)

    def test_what_had_been_paid_before_the_day_is_known(self):
        items = [
            Item("a", MONDAY, MONDAY + 10, 100.0, paid_day=MONDAY + 12),
            Item("b", MONDAY, MONDAY + 10, 100.0, paid_day=MONDAY + 9),
            Item("b", MONDAY + 1, MONDAY + 10, 100.0, paid_day=MONDAY + 20), Item("b", MONDAY + 2, MONDAY + 11, 100.0),
            Item("a", MONDAY + 20, MONDAY + 30, 100.0, paid_day=MONDAY + 30), Item("c", MONDAY + 20, MONDAY + 30, 100.0),
            Item("c", MONDAY + 21, MONDAY + 30, 100.0),
        ]
        found = list(walk(items, 0.4))
        self.assertEqual([(one.item, one.company_median, one.customer_median, one.late_ratio) for one in found], [
            (items[4], 0.5, 2, 0.75), (items[5], 0.5, 0.5, 0.5), (items[6], 2, 2, 2 / 3)])
        [first] = list(walk(items[:1], 1.0))
        self.assertEqual(first[2:], (None, None, 0.5), "nothing is known")
        self.assertEqual(len(list(walk(items * 2))), 4, "three of ten are foretold")

    def _foretold(self, paid, day, first, last, chance, medians=(None, None)):
        item = Item("a", MONDAY, MONDAY + 10, 100.0, paid_day=None if paid is None else MONDAY + paid)
        outlook = Outlook(MONDAY + day, MONDAY + first, MONDAY + last, chance, False)
        return Foretold(item, outlook, *medians, chance)

    def test_measures_of_what_was_foretold(self):
        """Due on day 10; the ledger ends on day 15."""
        foretold = [
            self._foretold(10, 12, 10, 14, 0.2, (3, 1)), self._foretold(14, 12, 10, 14, 0.6),
            self._foretold(15, 12, 10, 14, 0.7),
            self._foretold(None, 12, 10, 14, 0.8), self._foretold(None, 20, 18, 22, 0.9), self._foretold(9, 9, 9, 9, 0.1)]
        found = measure(foretold, MONDAY + 15)
        self.assertEqual((found.test_rows, found.paid_rows), (6, 4))
        self.assertEqual(found.mae_days, (2 + 2 + 3 + 0) / 4)
        self.assertEqual(found.range_80_coverage, 3 / 5, "one is still open within its range")
        self.assertEqual(found.range_80_days, (5 * 5 + 1) / 6)
        self.assertEqual(found.auc_late, 1.0)
        self.assertEqual(
            {name: baseline.mae_days for name, baseline in found.baselines.items()},
            {"due_date": 10 / 4, "company_median": 13 / 4, "customer_median": 11 / 4})
        self.assertEqual(found.baselines["customer_median"].auc_late, 1.0)

    def test_what_is_open_on_its_last_days_is_not_known(self):
        for last_day, coverage, known in ((14, None, 1), (15, 0.0, 1), (10, None, 0), (11, None, 1)):
            found = measure([self._foretold(None, 12, 10, 14, 0.8)], MONDAY + last_day)
            with self.subTest(last_day=last_day):
                self.assertEqual((found.range_80_coverage, sum(band.count for band in found.bands)), (coverage, known))


class TestToolsCalendars(BaseCase):

    def _payments(self, *counts):
        """Payments by weekday, Monday first."""
        return [Payment(MONDAY + weekday + 7 * week, MONDAY) for weekday, count in enumerate(counts) for week in range(count)]

    def test_lifts_are_multiplied(self):
        self.assertEqual(Calendar().get_lift(MONDAY, MONDAY), 1.0)
        calendar = Calendar({0: 3.0}, {2: 2.0}, {True: 4.0, None: 0.5})
        for day, due, lift in ((0, 0, 24.0), (0, 1, 3.0), (1, 1, 4.0), (7, 0, 1.5), (30, 30, 8.0)):
            with self.subTest(day=day, due=due):
                self.assertEqual(calendar.get_lift(MONDAY + day, MONDAY + due), lift)
        self.assertEqual(Calendar({0: 3.0}).get_lift(MONDAY, MONDAY + 1), 3.0)
        self.assertEqual(Calendar(month_days={2: 2.0}).get_lift(MONDAY, MONDAY + 1), 2.0)

    def test_days_of_rest_are_held_up_to_the_next_day(self):
        open_week = {1: 1.0, 2: 1.0, 3: 1.0}
        for name, counts, lifts in (
            ("weekends", (14, 14, 14, 14, 14, 0, 0), {**open_week, 0: 3.0, 4: 1.0, 5: LEAST, 6: LEAST}),
            ("fewer than 70", (14, 14, 14, 14, 13, 0, 0), {}), ("no rest", (10,) * 7, {}),
            ("three days", (20, 20, 20, 20, 0, 0, 0), {**open_week, 0: 4.0, 4: LEAST, 5: LEAST, 6: LEAST}),
            ("four days", (25, 25, 25, 0, 0, 0, 0), {}),
            ("one day", (12, 12, 12, 12, 12, 12, 0), {**open_week, 0: 2.0, 4: 1.0, 5: 1.0, 6: LEAST}),
            ("Mondays", (0, 14, 14, 14, 14, 14, 14), {1: 2.0, 2: 1.0, 3: 1.0, 4: 1.0, 5: 1.0, 6: 1.0, 0: LEAST}),
            ("a few on Saturdays", (28, 28, 28, 28, 25, 3, 0), {**open_week, 0: 2.0, 4: 1.0, 5: 1.0, 6: LEAST}),
            ("hardly any on Saturdays", (28, 28, 28, 28, 26, 2, 0), {**open_week, 0: 3.0, 4: 1.0, 5: LEAST, 6: LEAST}),
        ):
            with self.subTest(name):
                self.assertEqual(get_common_calendar(self._payments(*counts)), Calendar(lifts))

    def test_who_pays_on_fridays_only_has_a_habit(self):
        """Expected on any day of the week, and what came counts, too: Friday 2/8, others 1/8. One payment more counts for no
        habit: (10 × 4 + 1) / 11 and 1 / 11.
        """
        week = [MONDAY + number for number in range(7)]
        for number, has_habit in ((4, False), (5, True), (10, True)):
            payments = [Payment(MONDAY + 4 + 7 * each, MONDAY - 40) for each in range(number)]
            calendar = get_own_calendar(
                payments, lambda payments=payments: [[day + 7 * each for day in week] for each in range(len(payments))],
                Calendar())
            with self.subTest(number=number):
                self.assertEqual(bool(calendar.weekdays), has_habit)
                self.assertEqual((calendar.month_days, calendar.due_date), ({}, {}))
        for weekday, lift in calendar.weekdays.items():
            self.assertAlmostEqual(lift, 41 / 11 if weekday == 4 else 1 / 11)
