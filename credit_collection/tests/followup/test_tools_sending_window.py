"""When messages may leave, at the edges: the first moment of an hour, days closed from opening to closing time."""

from datetime import date, datetime

from odoo.tests import BaseCase, tagged

from ...tools.followup.sending_window import SendingWindow

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
