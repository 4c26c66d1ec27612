from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ...tools.statement.schedule import MONTHS, add_months, get_due_date, get_month_end, get_period_start

DAYS = st.dates(date(2000, 1, 1), date(2060, 12, 31))


@tagged("post_install", "-at_install")
class TestToolsSchedule(BaseCase):

    def test_the_last_day_of_a_month_stays_the_last_day(self):
        first = date(2025, 1, 31)
        self.assertEqual(
            [add_months(first, months) for months in range(5)],
            [first, date(2025, 2, 28), date(2025, 3, 31), date(2025, 4, 30), date(2025, 5, 31)])
        self.assertEqual(add_months(first, 37), date(2028, 2, 29))
        self.assertEqual(add_months(date(2025, 2, 28), 1), date(2025, 3, 31))

    def test_another_day_comes_back_after_a_short_month(self):
        self.assertEqual([add_months(date(2025, 1, 30), months) for months in (1, 2)], [date(2025, 2, 28), date(2025, 3, 30)])

    def test_due_is_the_latest_day_until_today(self):
        first = date(2025, 1, 31)
        self.assertIsNone(get_due_date(first, 1, date(2025, 1, 30)))
        self.assertEqual(get_due_date(first, 1, date(2025, 4, 2)), date(2025, 3, 31))
        self.assertEqual(get_due_date(first, 3, date(2025, 7, 30)), date(2025, 4, 30))
        self.assertIsNone(get_due_date(first, 0, date(2025, 4, 2)))
        self.assertIsNone(get_due_date(None, 1, date(2025, 4, 2)))

    @given(DAYS, st.sampled_from((1, 3)), st.integers(0, 4000))
    def test_periods_follow_each_other_without_gap(self, first, months, later):
        today = first + timedelta(later)
        due = get_due_date(first, months, today)
        self.assertLessEqual(due, today)
        following = get_period_start(first, months, due)
        self.assertGreater(add_months(first, (due.year - first.year) * 12 + due.month - first.month + months), today)
        before = get_due_date(first, months, due - timedelta(1))
        self.assertEqual(following, (before or add_months(first, -months)) + timedelta(1))

    def test_month_end(self):
        self.assertEqual(get_month_end(date(2028, 2, 3)), date(2028, 2, 29))

    def test_months_between_statements(self):
        self.assertEqual(MONTHS, {"monthly": 1, "quarterly": 3, "none": 0})

    def test_a_period_begins_after_the_last_statement_unless_that_is_more_than_a_quarter_ago(self):
        first, due = date(2025, 1, 31), date(2025, 6, 30)
        for last, start in (
            (None, date(2025, 6, 1)), (date(2025, 5, 15), date(2025, 5, 16)), (date(2025, 5, 31), date(2025, 6, 1)),
            (date(2025, 6, 29), date(2025, 6, 30)), (due, date(2025, 6, 1)), (date(2025, 2, 28), date(2025, 3, 1)),
            (date(2025, 2, 27), date(2025, 6, 1)),
        ):
            with self.subTest(last=last):
                self.assertEqual(get_period_start(first, 1, due, last), start)
