"""Days that somebody entered, moved by days and months; at the ends of the calendar they stop."""

from datetime import date, datetime

from odoo.tests import BaseCase

from ...tools.common.clock import add_days, get_day_begin, get_local_day


class TestToolsClock(BaseCase):

    def test_days_and_months_are_added(self):
        day = date(2026, 1, 31)
        for days, months, expected in (
            (0, 0, day), (1, 0, date(2026, 2, 1)), (-31, 0, date(2025, 12, 31)), (0, 1, date(2026, 2, 28)),
            (1, 1, date(2026, 3, 1)), (0, -1, date(2025, 12, 31)),
        ):
            with self.subTest(days=days, months=months):
                self.assertEqual(add_days(day, days, months), expected)
        self.assertEqual(add_days(day), day)

    def test_beyond_the_calendar_it_is_the_last_or_the_first_day(self):
        for day, days, months, expected in (
            (date.max, 1, 0, date.max), (date.min, -1, 0, date.min), (date.max, 0, 1, date.max), (date.min, 0, -1, date.min),
            (date(9999, 12, 1), 5, 1, date.max), (date(1, 1, 31), 5, -12, date.min), (datetime.max, 1, 0, datetime.max),
            # Back in sum, though the months alone lead beyond the end.
            (date.max, -40, 1, date.min), (date.max, -1, 1, date.min),
        ):
            with self.subTest(day=day, days=days, months=months):
                self.assertEqual(add_days(day, days, months), expected)

    def test_the_local_day_is_that_of_the_time_zone(self):
        moment = datetime(2026, 3, 31, 23, 30)
        self.assertEqual(get_local_day(moment, "UTC"), date(2026, 3, 31))
        self.assertEqual(get_local_day(moment, "Asia/Shanghai"), date(2026, 4, 1))
        self.assertEqual(get_local_day(datetime.max, "Asia/Shanghai"), date.max)

    def test_a_day_begins_in_its_time_zone(self):
        """On the day on which clocks change, too."""
        for zone, day, expected in (
            ("UTC", date(2026, 3, 31), datetime(2026, 3, 31)), ("Asia/Shanghai", date(2026, 3, 31), datetime(2026, 3, 30, 16)),
            ("America/Los_Angeles", date(2026, 3, 8), datetime(2026, 3, 8, 8)),
            ("America/Los_Angeles", date(2026, 3, 9), datetime(2026, 3, 9, 7)),
        ):
            with self.subTest(zone=zone, day=day):
                self.assertEqual(get_day_begin(day, zone), expected)
                self.assertEqual(get_local_day(expected, zone), day)
