"""What a debt costs by a day, worked out: 36,500 at 10 % cost 10 a day."""

from datetime import date, timedelta

from odoo.tests import BaseCase, tagged

from ..tools.accrual import Debt, Interest, Terms, clip, explain, get_interest, pass_on
from ..tools.interest import Slice, round_parts, slice_interest
from ..tools.principal import Settlement, Suspension, get_principal, get_principal_after_charges
from ..tools.rates import find_gap, find_last_day, find_unchecked, get_period_start

DUE, FIRST = date(2024, 1, 10), date(2024, 1, 11)
TEN = ((date(2024, 1, 1), 10.0),)


def day(number):
    return date(2024, 1, 1) + timedelta(number - 1)


def paid(number, amount, **values):
    return Settlement(day(number), amount, **values)


def ten_days(amount=100.0):
    return Slice(FIRST, day(20), 10, 36500.0, 10.0, amount)


@tagged("post_install", "-at_install")
class TestToolsAccrual(BaseCase):

    def _interest(self, today, *settlements, terms=None, **values):
        terms = {"rates": TEN, **(terms or {})}
        return get_interest(Debt(36500.0, values.pop("due", DUE), settlements=settlements, **values), Terms(**terms), today)

    def test_interest_runs_from_the_day_after_the_due_date(self):
        self.assertIsNone(self._interest(DUE))
        for today, total in ((FIRST, 10.0), (day(20), 100.0)):
            interest = self._interest(today)
            self.assertAlmostEqual(interest.total, total)
            self.assertEqual(interest[1:], (FIRST, today, 36500.0, None, None))
        self.assertIsNone(self._interest(day(20), paid(5, 36500.0)), "paid in time")

    def test_percent_is_the_latest(self):
        rates = (*TEN, (day(15), 20.0), (day(18), 5.0))
        interest = self._interest(day(20), terms={"rates": rates})
        self.assertEqual((interest.percent, interest.date_to, len(interest.slices)), (5.0, day(20), 3))

    def test_a_table_that_begins_later_charges_nothing(self):
        for follows in ("period", "first_day", "invoice"):
            interest = self._interest(day(30), terms={"rates": ((day(12), 10.0),), "follows": follows}, frozen=None)
            with self.subTest(follows):
                self.assertEqual(interest, Interest([], FIRST, FIRST, 0.0, FIRST))
                self.assertEqual((interest.percent, interest.principal), (0.0, 0.0))

    def test_interest_stops_before_a_half_year_without_a_rate(self):
        terms, gap, last = {"period": "half_year"}, date(2024, 7, 1), date(2024, 6, 30)
        interest = self._interest(date(2024, 7, 5), terms=terms)
        self.assertEqual((interest.date_to, interest.missing_from, interest.slices[0].days), (last, gap, 172))
        one_day = self._interest(date(2024, 7, 5), terms=terms, due=date(2024, 6, 29))
        self.assertEqual((one_day.date_from, one_day.date_to, one_day.missing_from), (last, last, gap))
        for settled, missing in ((last - timedelta(1), None), (last, None), (gap, gap)):
            interest = self._interest(date(2024, 7, 5), Settlement(settled, 36500.0), terms=terms)
            with self.subTest(settled=settled):
                self.assertEqual((interest.missing_from, interest.principal), (missing, 36500.0 if missing else 0.0))

    def test_rate_of_the_day_of_the_invoice(self):
        terms = {"follows": "invoice"}
        for name, interest, percent, missing in (
            ("kept", self._interest(day(20), terms=terms, frozen=7.0), 7.0, None),
            ("kept, the table is empty", self._interest(day(20), terms={**terms, "rates": ()}, frozen=7.0), 7.0, None),
            ("of the table", self._interest(day(20), terms=terms, invoice_date=day(3)), 10.0, None),
            ("without a date, of the first day late", self._interest(day(20), terms=terms), 10.0, None),
            ("before the table", self._interest(day(20), terms=terms, invoice_date=date(2023, 12, 31)), 0.0, FIRST),
            ("not kept for other terms", self._interest(
                day(20), terms={"follows": "first_day", "rates": ()}, frozen=7.0), 0.0, FIRST),
        ):
            with self.subTest(name):
                self.assertEqual((interest.percent, interest.missing_from), (percent, missing))

    def test_receipts_pay_charges_first_where_that_is_agreed(self):
        """By 20 January 100 of interest and 40 of fees arose: of a receipt of 1,000 the debt gets 860."""
        receipt, costs = paid(20, 1000.0, is_receipt=True), ((day(15), 40.0),)
        for charges_first, rest in ((True, 35640.0), (False, 35500.0)):
            interest = self._interest(day(21), receipt, costs=costs, charges_first=charges_first)
            self.assertAlmostEqual(interest.principal, rest, 6)
        self.assertAlmostEqual(self._interest(day(21), receipt, costs=costs).principal, 35500.0)

    def test_a_slice_is_divided_by_days(self):
        for number, days, amount in ((11, 10, 100.0), (16, 5, 50.0), (20, 1, 10.0)):
            with self.subTest(number=number):
                self.assertEqual(clip([ten_days()], day(number)), [ten_days(amount)._replace(date_from=day(number), days=days)])
        self.assertEqual(clip([ten_days()], day(21)), [])

    def test_a_charge_is_explained_by_its_own_days_or_by_the_whole_less_what_was_charged(self):
        for name, total, amount, number, parts, before in (
            ("its own days", 100.0, 50.0, 16, [50.0], 0.0), ("rounded", 100.0, 50.4, 16, [50.0], 0.0),
            ("a unit away", 100.0, 49.0, 16, [100.0], 51.0), ("changed since", 100.0, 30.0, 16, [100.0], 70.0),
            ("no days of its own", 100.0, 0.0, 21, [100.0], 100.0), ("half a unit", 100.5, 30.0, 16, [101.0], 71.0),
        ):
            with self.subTest(name):
                slices, charged = explain(Interest([ten_days(total)], FIRST, day(20)), amount, day(number), 1.0)
                self.assertEqual(([part.amount for part in slices], charged), (parts, before))
        slices, charged = explain(Interest([ten_days(100.004)], FIRST, day(20)), 30.0, day(16), 0.01)
        self.assertEqual(([part.amount for part in slices], charged), ([100.0], 70.0))

    def test_payments_are_passed_on_in_the_order_of_days_and_debts(self):
        self.assertEqual(
            pass_on([(day(2), 50.0), (day(1), 30.0)], [("a", 40.0), ("b", 60.0)]),
            [("a", day(1), 30.0), ("a", day(2), 10.0), ("b", day(2), 40.0)])
        self.assertEqual(pass_on([(day(1), 0.5)], [("a", 40.0), ("b", 60.0)]), [("a", day(1), 0.5)])
        self.assertEqual(pass_on([(day(1), 500.0)], [("a", 40.0)]), [("a", day(1), 40.0)])


@tagged("post_install", "-at_install")
class TestToolsPrincipal(BaseCase):

    def _after(self, *settlements, costs=()):
        steps = get_principal_after_charges(36500.0, list(settlements), FIRST, list(TEN), costs=costs)
        return [(step.day, round(amount, 2)) for step, amount in steps]

    def test_what_receipts_leave_of_the_debt(self):
        fee = [(day(20), 40.0)]
        for name, settlements, steps in (
            ("fees of the same day count", [paid(20, 1000.0, is_receipt=True)], [(11, 36500.0), (21, 35640.0)]),
            ("on the first day late", [paid(11, 1000.0, is_receipt=True)], [(11, 36500.0), (12, 35510.0)]),
            ("two of a day pay charges once", [paid(20, 1000.0, is_receipt=True), paid(20, 500.0, is_receipt=True)],
             [(11, 36500.0), (21, 35140.0)]),
            ("the next pays what arose since", [paid(20, 1000.0, is_receipt=True), paid(30, 1000.0, is_receipt=True)],
             [(11, 36500.0), (21, 35640.0), (31, 34737.64)]),
            ("half the debt", [paid(20, 18250.0, is_receipt=True)], [(11, 36500.0), (21, 18390.0)]),
            ("half a unit less than the debt", [paid(20, 36499.5, is_receipt=True)], [(11, 36500.0), (21, 140.5)]),
            ("exactly the debt", [paid(20, 36500.0, is_receipt=True)], [(11, 36500.0), (21, 0.0)]),
            ("a credit note pays no charges", [paid(20, 1000.0)], [(11, 36500.0), (21, 35500.0)]),
        ):
            with self.subTest(name):
                self.assertEqual(self._after(*settlements, costs=fee), steps)

    def test_a_suspension_ends_with_its_last_day(self):
        for first, last, steps in (
            (15, 15, [(11, 36500.0), (15, 35500.0), (16, 36500.0)]), (11, 15, [(11, 35500.0), (16, 36500.0)])):
            found = get_principal(36500.0, [], FIRST, [Suspension(1000.0, day(first), day(last))])
            self.assertEqual(found, [(day(number), amount) for number, amount in steps])

    def test_a_rate_that_changes_on_the_last_day(self):
        slices = slice_interest([(FIRST, 36500.0)], [*TEN, (day(20), 20.0)], FIRST, day(20))
        self.assertEqual([(part.days, part.percent) for part in slices], [(9, 10.0), (1, 20.0)])

    def test_units_too_many_are_taken_off(self):
        self.assertEqual(round_parts([1.0, 1.0], 1.99, 0.01), [1.0, 0.99])

    def test_gaps_of_a_table(self):
        self.assertEqual(find_gap([], FIRST, FIRST, "none"), FIRST)
        self.assertIsNone(find_gap([], FIRST, DUE, "none"))
        for dates, period, last in (
            ([], "half_year", None), ([FIRST], "none", None),
            ([date(2023, 1, 1), date(2024, 1, 1)], "half_year", date(2023, 6, 30)),
        ):
            self.assertEqual(find_last_day(dates, period), last)
        for month, start in ((1, 1), (5, 1), (6, 1), (7, 7), (12, 7)):
            self.assertEqual(get_period_start(date(2024, month, 15), 6), date(2024, start, 1))

    def test_first_day_that_nobody_checked_the_rate_of(self):
        """The table is known until the tenth day; the rate is that of each day, of the first day late or of the invoice."""
        for follows, first, last, invoice, found in (
            ("period", 5, 10, 1, None), ("period", 5, 11, 1, 11), ("period", 12, 20, 1, 12),
            ("first_day", 10, 20, 11, None), ("first_day", 11, 20, 1, 11),
            ("invoice", 11, 20, 10, None), ("invoice", 12, 20, 11, 12), ("invoice", 11, 20, None, 11),
        ):
            with self.subTest(follows=follows, first=first, last=last):
                self.assertEqual(
                    find_unchecked(day(10), follows, day(first), day(last), invoice and day(invoice)), found and day(found))
        self.assertIsNone(find_unchecked(None, "period", day(1), day(400), None), "a rate that does not change")
