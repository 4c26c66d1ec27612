"""Limitation periods and the assessment of a case, as pure functions."""

from datetime import date

from odoo.tests import BaseCase, tagged

from ..tools.assessment import GO, HURRY, LEARN, STOP, assess
from ..tools.limitation import AFTER, RESTART, SUSPEND, TITLE, Happening, find_end


@tagged("post_install", "-at_install")
class TestToolsLegal(BaseCase):

    def _end(self, start, happenings=(), years=3, year_end=False):
        return find_end(start, years, year_end, [Happening(key, *values) for key, values in enumerate(happenings)])[0]

    def test_begins_with_the_due_date_or_with_the_end_of_its_year(self):
        self.assertEqual(self._end(date(2024, 1, 1)), date(2027, 1, 1))
        self.assertEqual(self._end(date(2024, 3, 15), year_end=True), date(2027, 12, 31))
        self.assertEqual(self._end(date(2024, 12, 31), year_end=True), date(2027, 12, 31))
        self.assertEqual(self._end(date(2024, 2, 29)), date(2027, 2, 28))

    def test_an_early_event_does_not_shorten_it(self):
        self.assertEqual(self._end(date(2024, 3, 15), [(date(2024, 9, 10), RESTART)], year_end=True), date(2027, 12, 31))
        self.assertEqual(self._end(date(2024, 3, 15), [(date(2025, 9, 10), RESTART)], year_end=True), date(2028, 9, 10))

    def test_what_comes_too_late_changes_nothing_unless_it_revives(self):
        late = date(2027, 1, 2)
        self.assertEqual(self._end(date(2024, 1, 1), [(late, RESTART)]), date(2027, 1, 1))
        self.assertEqual(self._end(date(2024, 1, 1), [(late, RESTART, None, 0, 0, True)]), date(2030, 1, 2))
        # On the last day it is in time.
        self.assertEqual(self._end(date(2024, 1, 1), [(date(2027, 1, 1), RESTART)]), date(2030, 1, 1))

    def test_proceedings(self):
        suit, end = date(2026, 6, 1), date(2026, 12, 1)
        self.assertIsNone(self._end(date(2024, 1, 1), [(suit, AFTER)]))
        self.assertEqual(self._end(date(2024, 1, 1), [(suit, AFTER, end)]), date(2029, 12, 1))
        # 183 days of proceedings and six months after them: 365 days from 1 June 2026 to 1 June 2027.
        self.assertEqual(self._end(date(2024, 1, 1), [(suit, SUSPEND, end, 0, 6)]), date(2028, 1, 1))
        self.assertEqual(
            self._end(date(2024, 1, 1), [(suit, SUSPEND), (date(2026, 12, 1), TITLE, None, 30)]), date(2056, 12, 1))

    def test_a_suspension_lasts_for_its_days_and_not_before_the_period_begins(self):
        """From 1 June to 1 December 2026 it is 183 days."""
        self.assertEqual(
            self._end(date(2024, 1, 1), [(date(2026, 6, 1), SUSPEND, date(2026, 12, 1))]), date(2027, 7, 3))
        self.assertEqual(
            self._end(date(2024, 3, 15), [(date(2024, 4, 1), SUSPEND, date(2024, 6, 1))], year_end=True), date(2027, 12, 31))

    def test_two_proceedings_at_once_suspend_for_their_days_only_once(self):
        """One from 1 March to 1 September 2026, one from 1 June to 1 December: 275 days, not 184 and 183."""
        first, second = (date(2026, 3, 1), SUSPEND, date(2026, 9, 1)), (date(2026, 6, 1), SUSPEND, date(2026, 12, 1))
        self.assertEqual(self._end(date(2024, 1, 1), [first, second]), date(2027, 10, 3))
        self.assertEqual(
            self._end(date(2024, 1, 1), [(date(2026, 3, 1), SUSPEND, date(2026, 12, 1)), second]), date(2027, 10, 3))

    def test_what_is_acknowledged_while_it_is_suspended_counts_from_its_end(self):
        suit = (date(2026, 3, 1), SUSPEND, date(2026, 9, 1))
        self.assertEqual(self._end(date(2024, 1, 1), [suit, (date(2026, 6, 1), RESTART)]), date(2029, 9, 1))
        self.assertEqual(self._end(date(2024, 1, 1), [suit, (date(2026, 10, 1), RESTART)]), date(2029, 10, 1))
        self.assertEqual(
            self._end(date(2024, 1, 1), [(date(2026, 3, 1), AFTER, date(2026, 9, 1)), (date(2026, 6, 1), RESTART)]),
            date(2029, 9, 1))

    def test_a_payment_on_a_title_starts_the_period_of_the_title_anew(self):
        """Two years for the enforcement in China, thirty in Germany; never the three years of the debt."""
        paid = (date(2027, 6, 1), RESTART)
        self.assertEqual(
            self._end(date(2024, 1, 1), [(date(2026, 1, 1), TITLE, None, 2), paid]), date(2029, 6, 1))
        self.assertEqual(
            self._end(date(2024, 1, 1), [(date(2026, 1, 1), TITLE, None, 30), paid]), date(2057, 6, 1))

    def test_each_step_is_told(self):
        end, steps = find_end(date(2024, 1, 1), 3, False, [
            Happening(1, date(2025, 6, 1), RESTART), Happening(2, date(2026, 1, 1), None)])
        self.assertEqual(end, date(2028, 6, 1))
        self.assertEqual([(step.key, step.changes) for step in steps], [(1, True), (2, False)])

    def test_assessment(self):
        for claim, cost, chance, assets, days, expected in (
            (10000, 500, 70, "enough", 400, (GO, ("worth",), 6500)),
            (10000, 500, 70, "some", 400, (GO, ("worth",), 3000)),
            (10000, 500, 70, "enough", 91, (GO, ("worth",), 6500)),
            (0.5, 0, 100, "enough", 400, (GO, ("worth",), 0.5)),
            (10000, 500, 70, "enough", 90, (HURRY, ("short", "worth"), 6500)),
            (1000, 900, 90, "enough", None, (STOP, ("cost",), 0)),
            (10000, 500, 70, "none", 400, (STOP, ("no_assets",), -500)),
            (10000, 500, None, "enough", 400, (LEARN, ("chance",), None)),
            (10000, 500, None, None, 3, (HURRY, ("short", "chance", "assets"), None)),
            (10000, 500, 90, "enough", -1, (STOP, ("barred",), None)),
            (10000, 500, 90, "enough", 0, (HURRY, ("short", "worth"), 8500)),
            (0, 500, 90, "enough", 10, (STOP, ("nothing",), 0)),
        ):
            with self.subTest(claim=claim, chance=chance, assets=assets, days=days):
                self.assertEqual(tuple(assess(claim, cost, chance, assets, days)), expected)
