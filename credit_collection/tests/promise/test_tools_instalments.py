from datetime import date

from odoo.tests import BaseCase

from ...tools.promise.instalments import MAX_COUNT, divide, get_dates, get_interest, plan


class TestToolsInstalments(BaseCase):

    def test_instalments_add_up_exactly_in_any_currency(self):
        for total, count, rounding, first, last in (
            (100.0, 3, 0.01, 33.33, 33.34), (1000.0, 3, 1.0, 333.0, 334.0), (10.0, 3, 0.001, 3.333, 3.334),
            (0.02, 3, 0.01, 0.0, 0.02), (99.99, 1, 0.01, 99.99, 99.99),
        ):
            with self.subTest(total=total, rounding=rounding):
                amounts = [part.amount for part in plan(total, date(2026, 1, 1), rounding, count=count)]
                self.assertEqual((len(amounts), amounts[0], amounts[-1]), (count, first, last))
                self.assertEqual(round(sum(amounts), 6), total)

    def test_amount_per_instalment_leaves_the_rest_to_the_last(self):
        self.assertEqual(divide(100.0, 30.0, 0.01), [30.0, 30.0, 30.0, 10.0])
        self.assertEqual(divide(90.0, 30.0, 0.01), [30.0, 30.0, 30.0], "no empty instalment at the end")
        self.assertEqual(divide(1000.0, 333.0, 1.0), [333.0, 333.0, 333.0, 1.0])
        self.assertEqual(divide(0.3, 0.1, 0.001), [0.1, 0.1, 0.1])
        self.assertEqual(divide(20.0, 30.0, 0.01), [20.0])
        for part in (0.0, -5.0):
            self.assertEqual(divide(100.0, part, 0.01), [])

    def test_the_31st_comes_back_after_short_months(self):
        self.assertEqual(
            get_dates(date(2027, 1, 31), "month", 4),
            [date(2027, 1, 31), date(2027, 2, 28), date(2027, 3, 31), date(2027, 4, 30)])
        self.assertEqual(get_dates(date(2028, 1, 30), "month", 2)[1], date(2028, 2, 29))
        self.assertEqual(get_dates(date(2026, 12, 28), "week", 2), [date(2026, 12, 28), date(2027, 1, 4)])
        self.assertEqual(get_dates(date(2026, 12, 28), "fortnight", 2)[1], date(2027, 1, 11))

    def test_simple_interest_on_what_is_outstanding(self):
        """1,200 in three monthly parts at 12 % from 1 January: 31 days on 1,200, 28 on 800, 31 on 400."""
        dates = [date(2027, 2, 1), date(2027, 3, 1), date(2027, 4, 1)]
        interest = get_interest([400.0] * 3, dates, date(2027, 1, 1), 12.0, 365, 0.01)
        self.assertEqual(interest, [12.23, 7.36, 4.08])
        interest = get_interest([400.0] * 3, dates, date(2027, 1, 1), 12.0, 360, 0.01)
        self.assertEqual(interest, [12.4, 7.47, 4.13])
        self.assertEqual(get_interest([400.0] * 3, dates, date(2027, 1, 1), 0.0, 365, 0.01), [0.0] * 3)

    def test_interest_counts_from_the_agreement(self):
        [part] = plan(1000.0, date(2027, 1, 31), 0.01, count=1, percent=36.5, start=date(2027, 1, 1))
        self.assertEqual(part, (date(2027, 1, 31), 1000.0, 30.0))
        [part] = plan(1000.0, date(2027, 1, 31), 1.0, count=1, percent=5.0, start=date(2027, 1, 1))
        self.assertEqual(part.interest, 4.0)

    def test_nothing_owed_is_no_plan(self):
        for total in (0.0, -1.0):
            self.assertEqual(plan(total, date(2027, 1, 1), 0.01, count=3), [])
        self.assertEqual(plan(100.0, None, 0.01, count=3), [])
        self.assertEqual(divide(0.0, 30.0, 0.01), [])

    def test_all_at_once_without_interest_unless_somebody_asks_for_more(self):
        day = date(2027, 1, 31)
        self.assertEqual(plan(100.0, day, 0.01), [(day, 100.0, 0.0)])
        self.assertEqual(plan(100.0, day, 0.01, start=date(2026, 1, 31)), [(day, 100.0, 0.0)])

    def test_what_is_paid_on_the_day_of_the_agreement_carries_no_interest(self):
        day = date(2027, 1, 31)
        self.assertEqual(get_interest([1000.0], [day], day, 36.5, 365, 0.01), [0.0])
        self.assertEqual(get_interest([1000.0], [day], date(2027, 2, 5), 36.5, 365, 0.01), [0.0], "nor sooner")

    def test_the_longest_plan_is_ten_years_of_months(self):
        self.assertEqual(get_dates(date(2027, 1, 1), "month", MAX_COUNT)[-1], date(2036, 12, 1))
