from datetime import date

from odoo.tests import BaseCase

from ...tools.agreement.gaps import find_gaps
from ...tools.hold.past_facts import Span


class TestToolsGaps(BaseCase):
    """Days of the past without an agreement in force."""

    def _lacking(self, agreements, *days):
        gaps = find_gaps(agreements)
        return [any(gap.begin <= day and (gap.end is None or day < gap.end) for gap in gaps) for day in days]

    def test_nothing_agreed(self):
        self.assertEqual(find_gaps([]), [Span(date.min, None)])

    def test_the_last_day_counts_and_the_day_of_the_end_does_not(self):
        valid = [(date(2026, 3, 1), None, date(2026, 5, 10))]
        ended = [(date(2026, 3, 1), date(2026, 5, 10), None)]
        days = date(2026, 2, 28), date(2026, 3, 1), date(2026, 5, 9), date(2026, 5, 10), date(2026, 5, 11)
        self.assertEqual(self._lacking(valid, *days), [True, False, False, False, True])
        self.assertEqual(self._lacking(ended, *days), [True, False, False, True, True])

    def test_one_follows_another(self):
        one_after_the_other = [(date(2026, 3, 1), date(2026, 5, 10), None), (date(2026, 5, 10), None, None)]
        self.assertEqual(find_gaps(one_after_the_other), [Span(date.min, date(2026, 3, 1))])

    def test_a_short_one_within_a_long_one_ends_nothing(self):
        agreements = [(date(2026, 1, 1), None, date(2026, 12, 31)), (date(2026, 3, 1), None, date(2026, 3, 31))]
        self.assertEqual(find_gaps(agreements), [Span(date.min, date(2026, 1, 1)), Span(date(2027, 1, 1), None)])

    def test_one_that_was_ended_on_its_first_day_never_applied(self):
        self.assertEqual(find_gaps([(date(2026, 3, 1), date(2026, 3, 1), None)]), [Span(date.min, None)])

    def test_one_that_is_ended_before_its_last_day_counts_until_the_sooner_day(self):
        first, ended, until = date(2026, 3, 1), date(2026, 5, 10), date(2026, 12, 31)
        self.assertEqual(find_gaps([(first, ended, until)]), [Span(date.min, first), Span(ended, None)])
        self.assertEqual(find_gaps([(first, until, ended)])[1], Span(date(2026, 5, 11), None))
