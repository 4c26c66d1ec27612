"""The arithmetic of late interest, against worked numbers and properties that hold for any debt."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged
from odoo.tools import float_round

from ..tools.accrual import Debt, Terms, get_first_day, get_late_amount, get_late_day
from ..tools.interest import late_interest, round_parts, slice_interest
from ..tools.principal import Settlement, Suspension, get_principal, get_principal_after_charges
from ..tools.rates import choose_rates, find_gap, find_gap_between, find_last_day

GERMANY = [
    (date(2023, 1, 1), 10.62), (date(2023, 7, 1), 12.12), (date(2024, 1, 1), 12.62), (date(2024, 7, 1), 12.37)]
FIRST, LAST = date(2019, 1, 1), date(2025, 12, 31)
DAYS = st.dates(FIRST, LAST)
AMOUNTS = st.integers(0, 10**9).map(lambda cents: cents / 100)
STEPS = st.lists(st.tuples(DAYS, AMOUNTS), max_size=6, unique_by=lambda step: step[0])
RATES = st.lists(st.tuples(DAYS, st.integers(-100, 2500).map(lambda rate: rate / 100)), max_size=6,
                 unique_by=lambda step: step[0]).map(lambda rates: [(date(2018, 1, 1), 8.0), *rates])
BASES = st.sampled_from([365, 360, "actual"])


def rounded(amount):
    return float_round(amount, precision_digits=2)


@tagged("post_install", "-at_install")
class TestToolsInterest(BaseCase):

    def test_first_day_late_is_the_day_after_the_due_date_and_the_days_of_grace(self):
        debt = Debt(1000.0, date(2024, 1, 10))
        self.assertEqual(get_first_day(debt), date(2024, 1, 11))
        terms = Terms(grace_days=3)
        self.assertEqual(get_late_day(debt, terms), date(2024, 1, 14))
        self.assertEqual(get_late_amount(debt, terms, date(2024, 1, 13)), 0.0)
        self.assertEqual(get_late_amount(debt, terms, date(2024, 1, 14)), 1000.0)

    def test_units_go_to_those_that_lost_most(self):
        self.assertEqual(round_parts([0.334, 0.338, 0.328], 1.0, 0.01), [0.33, 0.34, 0.33])
        self.assertEqual(round_parts([0.336, 0.333, 0.331], 1.0, 0.01), [0.34, 0.33, 0.33])
        self.assertEqual(round_parts([0.331, 0.333, 0.336], 1.0, 0.01), [0.33, 0.33, 0.34])
        self.assertEqual(round_parts([1.009, 0.006, 0.005], 1.02, 0.01), [1.01, 0.01, 0.0])

    def test_receipt_before_the_first_day_pays_the_debt_alone(self):
        settlements = [Settlement(date(2024, 1, 5), 400.0, is_receipt=True)]
        steps = get_principal_after_charges(
            1000.0, settlements, date(2024, 1, 11), [(date(2023, 1, 1), 10.0)], costs=[(date(2024, 1, 1), 40.0)])
        self.assertEqual(steps, get_principal(1000.0, settlements, date(2024, 1, 11)))

    # Worked numbers

    def test_rate_changes_inside_the_overdue_period(self):
        slices = slice_interest([(date(2023, 6, 21), 1000)], GERMANY, date(2023, 6, 21), date(2023, 8, 31))
        self.assertEqual([part.days for part in slices], [10, 62])
        self.assertEqual([rounded(part.amount) for part in slices], [2.91, 20.59])
        self.assertEqual(rounded(sum(part.amount for part in slices)), 23.50)

    def test_part_payments_a_credit_note_and_a_rate_change(self):
        settlements = [
            Settlement(date(2024, 6, 20), 5000, is_receipt=True), Settlement(date(2024, 7, 10), 1000),
            Settlement(date(2024, 7, 31), 6000, is_receipt=True)]
        first, last = date(2024, 6, 1), date(2024, 8, 15)
        slices = slice_interest(get_principal(12000, settlements, first), GERMANY, first, last)
        self.assertEqual([(part.days, part.principal) for part in slices], [(20, 12000), (10, 7000), (10, 7000), (21, 6000)])
        self.assertEqual([rounded(part.amount) for part in slices], [82.98, 24.20, 23.72, 42.70])
        total = rounded(sum(part.amount for part in slices))
        self.assertEqual(total, 173.61)
        printed = round_parts([part.amount for part in slices], total, 0.01)
        self.assertEqual(rounded(sum(printed)), 173.61)
        steps = get_principal(12000, settlements, first)
        self.assertEqual(rounded(late_interest(steps, GERMANY, first, last, "actual")), 173.13)

    def test_credit_for_defective_goods_takes_the_claim_back_from_its_first_day(self):
        settlements = [
            Settlement(date(2024, 6, 20), 5000, is_receipt=True), Settlement(date(2024, 7, 10), 1000, is_from_start=True),
            Settlement(date(2024, 7, 31), 6000, is_receipt=True)]
        first = date(2024, 6, 1)
        slices = slice_interest(get_principal(12000, settlements, first), GERMANY, first, date(2024, 7, 31))
        # The credit note ends no slice: July is one.
        self.assertEqual([(part.days, part.principal) for part in slices], [(20, 11000), (10, 6000), (31, 6000)])
        self.assertEqual([rounded(part.amount) for part in slices], [76.07, 20.75, 63.04])
        self.assertEqual(rounded(sum(part.amount for part in slices)), 159.85)

    def test_daily_rate_of_china(self):
        self.assertEqual(rounded(late_interest(
            [(date(2025, 3, 1), 10000)], [(date(2020, 9, 1), 18.25)], date(2025, 3, 1), date(2025, 3, 30))), 150)

    def test_rate_of_the_first_day_late_stays(self):
        table = [(date(2023, 1, 1), 11.5), (date(2023, 7, 1), 13.0)]
        first, last = date(2023, 6, 2), date(2023, 9, 30)
        self.assertEqual(rounded(late_interest(
            [(first, 5000)], choose_rates(table, "first_day", first, None), first, last)), 190.62)
        self.assertEqual(rounded(late_interest([(first, 5000)], table, first, last)), 209.52)

    def test_rate_kept_at_posting_goes_before_the_table(self):
        table = [(date(2023, 1, 1), 12.5), (date(2023, 7, 1), 14.0)]
        day = date(2023, 8, 1)
        self.assertEqual(choose_rates(table, "invoice", day, date(2023, 6, 1)), [(date.min, 12.5)])
        self.assertEqual(choose_rates(table, "invoice", day, date(2023, 6, 1), frozen=12.2), [(date.min, 12.2)])

    def test_receipt_may_pay_charges_first(self):
        paid = date(2024, 3, 1)
        first, later = paid - timedelta(29), (paid + timedelta(1), paid + timedelta(30))
        rates, costs = [(date.min, 12.470834), (later[0], 12.12)], [(first, 40)]
        self.assertEqual(rounded(late_interest([(first, 1000)], rates, first, paid)), 10.25)

        part = [Settlement(paid, 500, is_receipt=True)]
        steps = get_principal_after_charges(1000, part, first, rates, costs=costs)
        self.assertEqual([(day, rounded(amount)) for day, amount in steps], [(first, 1000), (later[0], 550.25)])
        self.assertEqual(rounded(late_interest(steps, rates, *later)), 5.48)
        self.assertEqual(rounded(late_interest(get_principal(1000, part, first), rates, *later)), 4.98)

        whole = [Settlement(paid, 1000, is_receipt=True)]
        self.assertEqual(get_principal_after_charges(1000, whole, first, rates, costs=costs), get_principal(1000, whole, first))

    def test_debt_that_is_paid_in_the_ledger_bears_no_more_interest(self):
        first = date(2024, 3, 1)
        steps = get_principal_after_charges(
            1000, [Settlement(date(2024, 3, 10), 400, is_receipt=True), Settlement(date(2024, 3, 20), 600, is_receipt=True)],
            first, [(date.min, 10.0)], costs=[(first, 40)])
        self.assertEqual(steps[-1], (date(2024, 3, 21), 0.0))
        self.assertGreater(steps[-2][1], 600)

    def test_contested_part_bears_no_interest_while_it_is_contested(self):
        first = date(2024, 1, 11)
        steps = get_principal(1000, [Settlement(date(2024, 2, 1), 700)], first, [Suspension(300)])
        self.assertEqual(steps, [(first, 700), (date(2024, 2, 2), 0)])
        steps = get_principal(1000, [], first, [Suspension(400, date(2024, 2, 1), date(2024, 2, 29))])
        self.assertEqual(steps, [(first, 1000), (date(2024, 2, 1), 600), (date(2024, 3, 1), 1000)])

    def test_day_without_a_rate_is_refused(self):
        with self.assertRaisesRegex(ValueError, "2022-12-31"):
            late_interest([(date(2022, 12, 31), 100)], GERMANY, date(2022, 12, 31), date(2023, 1, 31))

    # Gaps of a table

    def test_half_year_without_a_rate_is_found(self):
        dates = [date(2023, 1, 1), date(2024, 1, 1)]
        self.assertEqual(find_gap(dates, date(2023, 3, 1), date(2023, 6, 30), "half_year"), None)
        self.assertEqual(find_gap(dates, date(2023, 3, 1), date(2023, 7, 1), "half_year"), date(2023, 7, 1))
        self.assertEqual(find_gap(dates, date(2022, 12, 1), date(2023, 3, 1), "half_year"), date(2022, 12, 1))
        self.assertEqual(find_gap(dates, date(2023, 3, 1), date(2030, 1, 1), "none"), None)
        self.assertEqual(find_gap_between(dates, "half_year"), date(2023, 7, 1))
        self.assertEqual(find_gap_between([date(2023, 1, 1), date(2023, 7, 1)], "half_year"), None)
        self.assertEqual(find_last_day([date(2023, 1, 1), date(2023, 7, 1)], "half_year"), date(2023, 12, 31))

    def test_table_may_begin_within_a_half_year(self):
        dates = [date(2023, 3, 15), date(2023, 7, 1)]
        self.assertEqual(find_gap(dates, date(2023, 3, 15), date(2023, 12, 31), "half_year"), None)
        self.assertEqual(find_gap(dates, date(2023, 3, 1), date(2023, 12, 31), "half_year"), date(2023, 3, 1))

    # Properties

    @given(STEPS, RATES, DAYS, DAYS, st.lists(DAYS, max_size=5), BASES)
    def test_any_slicing_of_the_period_adds_up(self, steps, rates, one, other, cuts, basis):
        first, last = min(one, other), max(one, other)
        edges = sorted({first, *(day for day in cuts if first < day <= last)})
        ends = [*(edge - timedelta(1) for edge in edges[1:]), last]
        parts = sum(late_interest(steps, rates, *period, basis) for period in zip(edges, ends, strict=True))
        self.assertAlmostEqual(parts, late_interest(steps, rates, first, last, basis), places=4)

    @given(STEPS, RATES, st.dates(date(2023, 11, 1), date(2024, 3, 31)), st.integers(0, 150), BASES)
    def test_sum_over_the_days(self, steps, rates, first, days, basis):
        def value(table, day):
            return max((step for step in table if step[0] <= day), default=(None, 0.0))[1]

        expected = 0.0
        for number in range(days + 1):
            day = first + timedelta(number)
            year = (366 if day.year % 4 == 0 else 365) if basis == "actual" else basis
            expected += value(steps, day) * value(rates, day) / 100 / year
        self.assertAlmostEqual(late_interest(steps, rates, first, first + timedelta(days), basis), expected, places=4)

    @given(AMOUNTS, st.lists(st.tuples(DAYS, AMOUNTS, st.booleans(), st.booleans()), max_size=5), DAYS)
    def test_principal_is_what_is_open_at_the_end_of_the_day_before(self, amount, rows, first):
        settlements = [Settlement(*row) for row in rows]
        steps = get_principal(amount, settlements, first)
        for day in (first, *(row[0] for row in rows), *(row[0] + timedelta(1) for row in rows)):
            if day >= first:
                settled = sum(part.amount for part in settlements if part.is_from_start or part.date < day)
                value = max(step for step in steps if step[0] <= day)[1]
                self.assertAlmostEqual(value, max(amount - settled, 0.0), places=4)

    @given(st.lists(st.integers(-10**7, 10**7).map(lambda part: part / 1e4), min_size=1, max_size=8))
    def test_rounded_parts_add_up_to_the_total(self, amounts):
        total = rounded(sum(amounts))
        parts = round_parts(amounts, total, 0.01)
        self.assertAlmostEqual(sum(parts), total, places=6)
        for part, amount in zip(parts, amounts, strict=True):
            self.assertLess(abs(part - amount), 0.0101)
