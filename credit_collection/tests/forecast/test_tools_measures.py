"""How forecasts are measured, and habits of weekdays: small ledgers, worked out by hand."""

import math
from collections import Counter
from datetime import date

from odoo.tests import BaseCase

from ...tools.forecast.accuracy import get_bands
from ...tools.forecast.back_test import Foretold, count_late, get_median, measure, walk
from ...tools.forecast.calendars import (
    LEAST,
    Calendar,
    Payment,
    _get_gain,
    _get_habit,
    _get_lift,
    get_common_calendar,
    get_own_calendar,
)
from ...tools.forecast.customs import Customs, Seen, get_decay, get_log_spread, get_mean, get_scale, limit, respond, see
from ...tools.forecast.facts import get_facts
from ...tools.forecast.items import Item, get_month_day, get_traits, get_weekday
from ...tools.forecast.learning import MOST, take_sample
from ...tools.forecast.odds import combine, get_logit
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
        self.assertEqual(Calendar(due_date={True: 4.0}).get_lift(MONDAY, MONDAY + 1), 1.0)

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
            ("a few of more", (29, 29, 29, 29, 28, 3, 0), {**open_week, 0: 3.0, 4: 1.0, 5: LEAST, 6: LEAST}),
        ):
            with self.subTest(name):
                self.assertEqual(get_common_calendar(self._payments(*counts)), Calendar(lifts))

    def _is_looked_at(self, payments):
        asked = []

        def get_expected():
            asked.append(True)
            return [[payment.day] for payment in payments]

        get_own_calendar(payments, get_expected, Calendar())
        return bool(asked)

    def test_what_may_be_chance_is_not_looked_at_closely(self):
        """One more than the even share and three standard deviations: of 28 payments 1 + 4 + 3 × 2 = 11 on a weekday, of 30
        payments 1 + 1 + 3 × 1 = 5 on a day of the month or on their due dates.
        """
        fifteenths = [date(2024, month, 15).toordinal() for month in (1, 2, 3, 4, 5)]
        distinct = [date(2025, 1 + number // 3, number + 1).toordinal() for number in range(28) if number != 14]
        for name, count, others, is_looked_at in (
            ("enough", 11, 17, True), ("fewer", 10, 18, False), ("of more", 11, 18, False),
        ):
            fridays = [Payment(MONDAY + 4 + 7 * week, 0) for week in range(count)]
            rest = [Payment(MONDAY + (0, 1, 2, 3, 5, 6)[number % 6] + 7 * (number + 1), 0) for number in range(others)]
            with self.subTest("weekday", name=name):
                self.assertEqual(self._is_looked_at(fridays + rest), is_looked_at)
        for name, others, is_looked_at in (("enough", 25, True), ("of more", 26, False)):
            with self.subTest("day of the month", name=name):
                self.assertEqual(
                    self._is_looked_at([Payment(day, 0) for day in fifteenths + distinct[:others]]), is_looked_at)
            with self.subTest("due date", name=name):
                days = (distinct + [date(2024, month, month).toordinal() for month in (1, 2, 3, 4)])[:others + 5]
                payments = [Payment(day, day if number < 5 else 0) for number, day in enumerate(days)]
                self.assertEqual(self._is_looked_at(payments), is_looked_at)

    def test_a_habit_is_what_the_other_payments_show(self):
        """Nine other payments on Fridays, where a quarter was expected: (9 / ¼ + 1) / 10 = 3.7; other days (0 + 1) / 10. All
        days together stay as likely: ¼ × 3.7 + ¾ × 0.1 = 1.
        """
        shares = {weekday: 0.25 if weekday == 4 else 0.125 for weekday in range(7)}
        expected = {weekday: 10 * share for weekday, share in shares.items()}
        self.assertAlmostEqual(_get_gain(4, shares, Counter({4: 10}), expected, 1), math.log(3.7))
        self.assertEqual(_get_lift(0, 0.0, 10, 1), 1.0, "nothing was expected, nothing came")

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

    def test_the_mixed_the_habit_the_less_it_counts(self):
        """So many of the payments came on Fridays; no habit counts for 1, 3, 10 or 30 payments, as it foretells them best."""
        for number, fridays, strength in ((5, 4, 1), (7, 5, 3), (9, 6, 10), (16, 8, 30)):
            weekdays = [4] * fridays + [each % 7 for each in range(number - fridays)]
            habit = _get_habit(weekdays, [dict.fromkeys(range(7), 1 / 7)] * number)
            with self.subTest(number=number, fridays=fridays):
                self.assertAlmostEqual(habit[4], (weekdays.count(4) * 7 + strength) / (number + strength))


class TestToolsCustoms(BaseCase):

    customs = Customs(
        amount_limits=[], base=3.0, effects=[{"A": 2.0}, {"DE": -1.0}, *[{}] * 6], strength=1.0, half_life=None,
        spread_factor=2.0, spread_base=1.0, spread_effects=[{"A": 0.5}, {"DE": -0.25}, *[{}] * 3], spread_strength=1.0,
        shape=[-1.0, 0.0, 1.0])

    def test_traits_add_their_days(self):
        for rating, country, mean, spread in (("A", None, 5.0, 1.5), ("Z", "FR", 3.0, 1.0), ("A", "DE", 4.0, 1.25)):
            traits = rating, country, *[None] * 6
            with self.subTest(rating=rating, country=country):
                self.assertEqual((get_mean(self.customs, traits), get_log_spread(self.customs, traits)), (mean, spread))
        self.assertEqual((get_scale(self.customs, 0.0), get_scale(self.customs, -5.0)), (2.0, 0.5), "at least half a day")
        made = Customs(*self.customs[:10])
        self.assertEqual((made.levels, made.late_ratio), ((0.1, 0.9), 0.5))

    def test_what_was_invoiced_or_paid_before_the_day_is_seen(self):
        items = [
            Item("a", MONDAY - 20, MONDAY - 10, 5.0, paid_day=MONDAY - 8),
            Item("a", MONDAY - 20, MONDAY - 10, 5.0, paid_day=MONDAY),
            Item("a", MONDAY - 1, MONDAY + 9, 5.0), Item("a", MONDAY, MONDAY + 10, 5.0)]
        self.assertEqual([tuple(each)[1:] for each in see(items, MONDAY, [])], [
            (2, True, 10, 20), (10, False, 10, 20), (-9, False, -9, 1)])

    def test_terms_that_are_alike(self):
        def get_term(days):
            return get_traits(Item("a", MONDAY, MONDAY + days, 5.0), [])[5]

        for first, last in ((0, 6), (7, 13), (14, 20), (21, 29), (30, 44), (45, 59), (60, 89), (90, 400)):
            with self.subTest(first=first, last=last):
                self.assertEqual(get_term(first), get_term(last))
                self.assertNotEqual(get_term(first - 1), get_term(first))

    def test_of_many_items_those_of_the_same_customers_are_taken(self):
        items = [Item(number // 3, MONDAY - number % 50 - 1, MONDAY, 5.0) for number in range(3 * MOST)]
        sample = take_sample(items, MONDAY)
        self.assertAlmostEqual(len(sample), MOST, delta=MOST / 10)
        self.assertEqual(Counter(Counter(item.customer for item in sample).values()).keys(), {3}, "all of a customer or none")
        self.assertEqual(take_sample(items[:MOST], MONDAY), items[:MOST])
        self.assertEqual(take_sample([*items, items[0]._replace(invoice_day=MONDAY)], MONDAY), sample)

    def test_payments_of_long_ago_and_far_away_count_less(self):
        self.assertEqual((get_decay(10, 10), get_decay(20, 10), get_decay(10, None)), (0.5, 0.25, 1.0))
        self.assertEqual([limit(distance) for distance in (-9, -2.5, 0.5, 2.5, 9)], [-2.5, -2.5, 0.5, 2.5, 2.5])
        for late, is_paid, found in (
            (5, True, (1.0, 1.0)), (5, False, (1.3, 1.0)), (2, False, (0.5, 1 / 3)), (3, False, (1.0, 2 / 3)),
        ):
            with self.subTest(late=late, is_paid=is_paid):
                self.assertEqual(respond(Seen((), late, is_paid, late, 0), 3.0, 2.0, self.customs.shape), found)

    def test_odds_within_limits(self):
        for share, logit in ((0, -8.0), (1, 8.0), (0.5, 0.0), (1e-9, -8.0), (1 - 1e-9, 8.0), (0.75, 1.098612)):
            with self.subTest(share=share):
                self.assertAlmostEqual(get_logit(share), logit, 6)
        self.assertAlmostEqual(combine(0.25, 0.75, (0.0, 1.0, 1.0)), 0.5)
        self.assertAlmostEqual(combine(0.75, 0.5, (1.0, 0.0, 0.0)), 0.731059, 6)


class TestToolsFacts(BaseCase):

    def _facts(self, *late, calendar=None, today=10000):
        items = [Item("a", MONDAY - 30, MONDAY, 5.0, paid_day=MONDAY + days) for days in late]
        return get_facts(items, MONDAY + today, calendar or Calendar())

    def test_a_change_is_told_from_three_days_of_three_invoices_and_two_errors_on(self):
        """Of −4 and 4 by turns, and ±2 around the later ones, the error is √(4/3 + 19.2/6) = 2.13; of ±4 around
        those alone √(16/3) = 2.31."""
        for late, change in (
            ([0] * 6 + [3] * 3, 3), ([0] * 6 + [2] * 3, None), ([0] * 5 + [9] * 3, None), ([9] * 6 + [0] * 3, -9),
            ([-4, 4] * 3 + [3, 5, 7], 5), ([-4, 4] * 3 + [2, 4, 6], None),
            ([0] * 3 + [12, -12, 0] + [5] * 3, None), ([0] * 6 + [1, 5, 9], 5),
        ):
            with self.subTest(late=late):
                self.assertEqual(self._facts(*late).change, change)

    def test_payments_of_today_are_not_known(self):
        self.assertEqual(self._facts(2, 5, today=5)[:2], (1, 2))
        self.assertIsNone(self._facts(5, today=5))

    def test_usual_days(self):
        self.assertEqual((get_weekday(MONDAY + 4), get_month_day(MONDAY + 13)), (4, 15))
        habit = Calendar({4: 3.0}, {15: 3.0})
        for late, weekday, month_day in (
            ([4, 11, 18, 5, 9], 4, None), ([4, 11, 5, 9, 8], None, None), ([13, 13, 1, 2, 3], None, 15),
            ([13, 1, 2, 3, 0], None, None),
        ):
            with self.subTest(late=late):
                self.assertEqual(self._facts(*late, calendar=habit)[2:4], (weekday, month_day))
        self.assertEqual(self._facts(4, 11, 18)[2:4], (None, None), "nobody found a habit")
