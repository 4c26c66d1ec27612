"""When messages may leave, at the edges: the first moment of an hour, days closed from opening to closing time."""

from datetime import date, datetime, timedelta

from odoo.tests import BaseCase, tagged

from ...tools.followup.sending_window import LAST_DAY, SendingWindow, get_week

MONDAY = date(2025, 6, 2)
HOURS = {(week, weekday): [(9, 12), (13, 17)] for week in (0, 1) for weekday in range(5)}


@tagged("post_install", "-at_install")
class TestSendingWindowEdges(BaseCase):

    def test_hours_begin_at_their_first_moment_and_end_before_their_last(self):
        window = SendingWindow(HOURS, by_hour=True)
        for hour, minute, expected in (
                (8, 59, False), (9, 0, True), (11, 59, True), (12, 0, False), (13, 0, True), (17, 0, False)):
            with self.subTest(hour=hour, minute=minute):
                self.assertEqual(window.is_open(datetime(2025, 6, 2, hour, minute)), expected)

    def test_day_that_is_closed_for_exactly_its_hours_is_no_open_day(self):
        for closed in (
                [(datetime(2025, 6, 2, 9), datetime(2025, 6, 2, 17))],
                [(datetime(2025, 6, 2, 9), datetime(2025, 6, 2, 12)), (datetime(2025, 6, 2, 13), datetime(2025, 6, 2, 17))]):
            window = SendingWindow(HOURS, closed=closed, by_hour=True)
            with self.subTest(closed=closed):
                self.assertFalse(window.is_open_day(MONDAY))
                self.assertEqual(window.shift(MONDAY), date(2025, 6, 3))
                self.assertEqual(window.find_opening(datetime(2025, 6, 2, 10)), datetime(2025, 6, 3, 9))
        window = SendingWindow(HOURS, closed=[(datetime(2025, 6, 2, 9), datetime(2025, 6, 2, 16))], by_hour=True)
        self.assertEqual(window.find_opening(datetime(2025, 6, 2, 10)), datetime(2025, 6, 2, 16))

    def test_weeks_take_turns_from_monday_to_sunday(self):
        first = get_week(MONDAY)
        for days, week in ((-1, 1 - first), (0, first), (3, first), (6, first), (7, 1 - first), (13, 1 - first), (14, first)):
            with self.subTest(days=days):
                self.assertEqual(get_week(MONDAY + timedelta(days)), week)
        self.assertEqual(get_week(date(1, 1, 1)), 0, "as calendars of Odoo count them")

    def test_a_whole_day_is_open_from_midnight_to_midnight(self):
        midnight = datetime(2025, 6, 2)
        self.assertEqual(SendingWindow(HOURS).get_spans(MONDAY), [(midnight, midnight + timedelta(days=1))])
        self.assertTrue(SendingWindow(HOURS).is_open(midnight))

    def test_a_calendar_that_is_closed_for_a_year_is_taken_as_a_mistake(self):
        days = {(week, weekday): [(9, 12)] for week in (0, 1) for weekday in range(7)}
        for closed, shifted in ((364, 364), (365, 365), (366, 0), (500, 0)):
            begin = datetime(2025, 6, 2)
            window = SendingWindow(days, closed=[(begin, begin + timedelta(days=closed))])
            with self.subTest(closed=closed):
                self.assertEqual(window.shift(MONDAY), MONDAY + timedelta(shifted))

    def test_days_at_the_end_of_the_calendar_are_left_alone(self):
        """Two years before the last day there is a moment of every day in every time zone."""
        self.assertEqual(LAST_DAY, date(9997, 12, 29))
        open_the_day_after = SendingWindow({(week, (LAST_DAY.weekday() + 1) % 7): [(9, 12)] for week in (0, 1)})
        self.assertEqual(open_the_day_after.shift(LAST_DAY), LAST_DAY + timedelta(1))
        self.assertFalse(open_the_day_after.is_open_day(LAST_DAY))
        later = LAST_DAY + timedelta(2)
        self.assertEqual((open_the_day_after.shift(later), open_the_day_after.is_open_day(later)), (later, True))
