from datetime import date, datetime, timedelta

from odoo.tests import BaseCase

from ...tools.common.clock import get_local_day
from ...tools.followup.sending_window import ALWAYS, SendingWindow, get_moment

WORKING = {(week, weekday): [(9.0, 12.0), (13.0, 17.5)] for week in (0, 1) for weekday in range(5)}
FRIDAY, SATURDAY, SUNDAY, MONDAY = (date(2025, 3, day) for day in (28, 29, 30, 31))


def window(zone="UTC", by_hour=False, closed=(), hours=WORKING):
    return SendingWindow(hours, closed, zone, by_hour)


class TestToolsCalendar(BaseCase):
    def test_without_calendar_messages_leave_always(self):
        self.assertTrue(ALWAYS.is_open_day(SUNDAY))
        self.assertTrue(ALWAYS.is_open(datetime(2025, 3, 30, 3, 0)))
        self.assertEqual((ALWAYS.shift(SUNDAY), ALWAYS.get_eve(FRIDAY)), (SUNDAY, FRIDAY))

    def test_weekend_shifts_to_monday(self):
        for day, shifted in [(FRIDAY, FRIDAY), (SATURDAY, MONDAY), (SUNDAY, MONDAY), (MONDAY, MONDAY)]:
            with self.subTest(day=day):
                self.assertEqual(window().shift(day), shifted)

    def test_eve_is_the_last_day_without_messages(self):
        for day, eve in [(date(2025, 3, 27), date(2025, 3, 27)), (FRIDAY, SUNDAY), (SATURDAY, SUNDAY), (SUNDAY, SUNDAY)]:
            with self.subTest(day=day):
                self.assertEqual(window().get_eve(day), eve)

    def test_public_holiday_shifts_further(self):
        monday = (get_moment(MONDAY, 0, "UTC"), get_moment(MONDAY, 24, "UTC"))
        self.assertEqual(window(closed=[monday]).shift(SATURDAY), date(2025, 4, 1))

    def test_half_a_holiday_leaves_the_other_half(self):
        morning = (get_moment(MONDAY, 0, "UTC"), get_moment(MONDAY, 13, "UTC"))
        half = window(closed=[morning], by_hour=True)
        self.assertTrue(half.is_open_day(MONDAY))
        self.assertEqual(half.find_opening(datetime(2025, 3, 31, 9, 0)), datetime(2025, 3, 31, 13, 0))

    def test_holiday_in_the_middle_of_the_day_cuts_it(self):
        noon = (datetime(2025, 3, 31, 10, 0), datetime(2025, 3, 31, 15, 0))
        self.assertEqual(window(closed=[noon], by_hour=True).get_spans(MONDAY), [
            (datetime(2025, 3, 31, 9, 0), datetime(2025, 3, 31, 10, 0)),
            (datetime(2025, 3, 31, 15, 0), datetime(2025, 3, 31, 17, 30)),
        ])

    def test_hours_of_the_calendar(self):
        for moment, opening in [
            (datetime(2025, 3, 31, 8, 59), datetime(2025, 3, 31, 9, 0)),
            (datetime(2025, 3, 31, 9, 0), datetime(2025, 3, 31, 9, 0)),
            (datetime(2025, 3, 31, 12, 0), datetime(2025, 3, 31, 13, 0)),
            (datetime(2025, 3, 31, 17, 29), datetime(2025, 3, 31, 17, 29)),
            (datetime(2025, 3, 31, 17, 30), datetime(2025, 4, 1, 9, 0)),
            (datetime(2025, 3, 28, 20, 0), datetime(2025, 3, 31, 9, 0)),
        ]:
            with self.subTest(moment=moment):
                self.assertEqual(window(by_hour=True).find_opening(moment), opening)

    def test_working_days_alone_know_no_hours(self):
        self.assertTrue(window().is_open(datetime(2025, 3, 31, 3, 0)))
        self.assertEqual(window().find_opening(datetime(2025, 3, 29, 3, 0)), datetime(2025, 3, 31, 0, 0))

    def test_hours_are_those_of_the_company(self):
        """9:00 in Shanghai is 1:00 UTC; in New York it is 13:00 in summer and 14:00 in winter."""
        for zone, day, opening in [
            ("Asia/Shanghai", MONDAY, datetime(2025, 3, 31, 1, 0)),
            ("America/New_York", MONDAY, datetime(2025, 3, 31, 13, 0)),
            ("America/New_York", date(2025, 3, 3), datetime(2025, 3, 3, 14, 0)),
        ]:
            with self.subTest(zone=zone, day=day):
                local = window(zone, by_hour=True)
                self.assertEqual(local.find_opening(get_moment(day, 0, zone)), opening)

    def test_day_of_the_company_is_not_that_of_utc(self):
        late = datetime(2025, 3, 30, 23, 0)
        self.assertEqual(get_local_day(late, "UTC"), SUNDAY)
        self.assertEqual(get_local_day(late, "Asia/Shanghai"), MONDAY)
        self.assertEqual(get_local_day(datetime(2025, 3, 31, 1, 0), "America/New_York"), SUNDAY)
        self.assertTrue(window("Asia/Shanghai").is_open(late), "it is Monday there")

    def test_night_of_the_clock_change(self):
        """In Brussels, 30 March 2025 has 23 hours and 26 October has 25."""
        for day, hours in [(SUNDAY, 23), (date(2025, 10, 26), 25), (MONDAY, 24)]:
            with self.subTest(day=day):
                length = get_moment(day, 24, "Europe/Brussels") - get_moment(day, 0, "Europe/Brussels")
                self.assertEqual(length.total_seconds() / 3600, hours)
        brussels = window("Europe/Brussels", by_hour=True)
        self.assertEqual(brussels.find_opening(datetime(2025, 3, 28, 18, 0)), datetime(2025, 3, 31, 7, 0), "9:00 in summer")

    def test_calendar_of_two_weeks(self):
        alternating = window(hours={(1, 0): [(9.0, 17.0)]})
        first = alternating.shift(MONDAY)
        following = alternating.shift(first + timedelta(1))
        self.assertEqual((first.weekday(), following - first), (0, timedelta(14)))

    def test_calendar_that_is_never_open_holds_nothing_back_for_ever(self):
        closed = window(closed=[(datetime(2025, 1, 1), datetime(2030, 1, 1))])
        self.assertEqual(closed.shift(MONDAY), MONDAY)
