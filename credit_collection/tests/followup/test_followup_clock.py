"""The clock is changed: by law twice a year, by mistake a day back or forward; each level is told once, on its local day."""

from datetime import date
from unittest.mock import patch

from freezegun import freeze_time

from odoo.tests import tagged

from .common import FollowupCommon

BERLIN = "Europe/Berlin"


@tagged("post_install", "-at_install")
class TestFollowupClock(FollowupCommon):
    """Levels at 5 and 20 days, in a company in Berlin."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.resource_calendar_id = cls.company.resource_calendar_id.copy({"tz": BERLIN})

    def _owe(self, due):
        return self._invoice(1000, (due - self.today).days)

    def _night(self, moment):
        """Run the scheduled action at a moment in UTC.

        :return: levels that it told, with the day that it noted
        """
        Followup = self.env["credit.followup"]
        before = Followup.search([("profile_id", "=", self.profile.id)])
        self._refresh()
        with freeze_time(moment), patch.object(
                type(self.env["ir.cron"]), "_commit_progress",
                lambda _cron, processed=0, *, remaining=None, deactivate=False: 0):
            self.env["credit.profile"]._cron_run_followups()
        self._refresh()
        new = Followup.search([("profile_id", "=", self.profile.id)]) - before
        return [(followup.level_id.name, str(followup.date)) for followup in new]

    def _assert_nights(self, *nights):
        for moment, expected in nights:
            self.assertEqual(self._night(moment), expected, moment)

    def test_day_of_23_hours(self):
        self._owe(date(2027, 3, 23))
        self._assert_nights(
            ("2027-03-27 22:59:00", []),  # 23:59 of the 27th, an hour ahead of UTC
            ("2027-03-27 23:01:00", [("Level 1", "2027-03-28")]),  # 00:01 of the 28th
            ("2027-03-28 00:59:00", []),  # 01:59; a minute later it is 03:00
            ("2027-03-28 01:01:00", []),
            ("2027-03-28 21:59:00", []),  # 23:59 of the 28th, two hours ahead
            ("2027-04-11 21:59:00", []),
            ("2027-04-11 22:01:00", [("Level 2", "2027-04-12")]),  # 00:01 of the 12th
            ("2027-04-11 23:01:00", []))

    def test_day_of_25_hours(self):
        self._owe(date(2027, 10, 26))
        self._assert_nights(
            ("2027-10-30 21:59:00", []),  # 23:59 of the 30th, two hours ahead of UTC
            ("2027-10-30 22:01:00", [("Level 1", "2027-10-31")]),
            ("2027-10-31 00:30:00", []),  # 02:30
            ("2027-10-31 01:30:00", []),  # 02:30 once more
            ("2027-10-31 22:59:00", []),  # 23:59 of the 31st, an hour ahead
            ("2027-11-14 22:59:00", []),
            ("2027-11-14 23:01:00", [("Level 2", "2027-11-15")]))

    def test_end_of_month_and_of_year(self):
        self._owe(date(2026, 12, 26))
        self._assert_nights(
            ("2026-12-30 22:30:00", []),
            ("2026-12-30 23:30:00", [("Level 1", "2026-12-31")]),
            ("2026-12-31 23:30:00", []),
            ("2027-01-14 23:30:00", [("Level 2", "2027-01-15")]))

    def test_clock_a_day_back(self):
        self._owe(date(2027, 1, 26))
        self._assert_nights(
            ("2027-01-31 03:00:00", [("Level 1", "2027-01-31")]),
            ("2027-01-30 03:00:00", []),
            ("2027-01-31 03:00:00", []),
            ("2027-02-01 03:00:00", []),
            ("2027-02-15 03:00:00", [("Level 2", "2027-02-15")]))

    def test_clock_a_day_forward_and_back(self):
        """What the wrong clock told is told; the right one tells it no second time."""
        self._owe(date(2027, 1, 26))
        self._assert_nights(
            ("2027-01-31 03:00:00", [("Level 1", "2027-01-31")]),
            ("2027-02-15 03:00:00", [("Level 2", "2027-02-15")]),  # it is the 14th
            ("2027-02-14 03:00:00", []),
            ("2027-02-15 03:00:00", []),
            ("2027-02-25 03:00:00", [("Level 3", "2027-02-25")]))
