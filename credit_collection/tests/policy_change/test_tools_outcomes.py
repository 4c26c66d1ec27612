"""What became of documents, and what a policy says of those of the past."""

from collections import namedtuple

from odoo.tests import BaseCase

from ...tools.exposure.past_settlement import PastSettlement
from ...tools.policy_change.outcomes import Outcome, add_outcomes, get_outcome
from ...tools.policy_change.policy_preview import get_effective_limit
from ...tools.policy_change.replay import Known

DUE, TODAY = 100, 130


def settled(day, amount, **kind):
    return PastSettlement(day, 1, 1, DUE, amount, **{
        "is_payment": not kind, "is_credit_note": False, "is_loss": False, "is_closed": False, **kind})


class TestOutcomes(BaseCase):

    def _get(self, *settlements, covered=(), due=DUE, today=TODAY):
        return get_outcome(100.0, due, settlements, covered, today)

    def test_paid(self):
        self.assertEqual(self._get(settled(DUE, 100.0)), Outcome(on_time=100.0))
        self.assertEqual(self._get(settled(DUE + 1, 100.0)), Outcome(late=100.0, days_late=1))
        self.assertEqual(
            self._get(settled(90, 60.0), settled(120, 40.0)), Outcome(on_time=60.0, late=40.0, days_late=20))
        self.assertEqual(self._get(covered=[(95, 100.0)]), Outcome(on_time=100.0))

    def test_not_paid(self):
        self.assertEqual(self._get(), Outcome(unpaid=100.0, days_late=30))
        self.assertEqual(self._get(due=TODAY), Outcome(pending=100.0))
        self.assertEqual(self._get(settled(99, 100.0, returned=110)), Outcome(unpaid=100.0, days_late=30))
        self.assertEqual(self._get(settled(99, 70.0)), Outcome(on_time=70.0, unpaid=30.0, days_late=30))

    def test_not_by_money(self):
        self.assertEqual(self._get(settled(105, 100.0, is_credit_note=True)), Outcome(credited=100.0))
        self.assertEqual(self._get(settled(105, 100.0, is_loss=True)), Outcome(lost=100.0))

    def test_late_or_not_or_unknown(self):
        for outcome, is_late, kind in (
            (Outcome(on_time=100.0), False, "on_time"),
            (Outcome(on_time=60.0, pending=40.0), None, "pending"),
            (Outcome(pending=100.0), None, "pending"),
            (Outcome(credited=100.0), None, "credited"),
            (Outcome(on_time=60.0, late=40.0), True, "late"),
            (Outcome(on_time=60.0, unpaid=40.0, late=1.0), True, "unpaid"),
            (Outcome(lost=40.0, unpaid=60.0), True, "lost"),
            (Outcome(on_time=100.0, late=1e-9), False, "on_time"),
        ):
            with self.subTest(outcome=outcome):
                self.assertEqual((outcome.is_late, outcome.kind), (is_late, kind))
        self.assertEqual(Outcome(late=1.0, lost=2.0, unpaid=4.0, on_time=8.0).stopped, 7.0)

    def test_half_a_unit_counts(self):
        self.assertEqual((Outcome(late=0.5).is_late, Outcome(late=0.5).kind), (True, "late"))
        self.assertIsNone(Outcome(on_time=100.0, pending=0.5).is_late)

    def test_sum_of_shares_has_the_longest_delay(self):
        both = [(Outcome(on_time=100.0, days_late=3), 1.0), (Outcome(late=50.0, days_late=9), 0.5)]
        self.assertEqual(add_outcomes(both), Outcome(on_time=100.0, late=25.0, days_late=9))
        self.assertEqual(add_outcomes([]), Outcome())

    def test_nothing_known_speaks_for_nothing(self):
        self.assertEqual(Known(0.0, (0.0, 0), (0.0, 0))[3:], (0.0, 0, 0, False, {}))

    def test_a_temporary_limit_replaces_an_amount_only(self):
        limit = namedtuple("limit", "mode amount")
        for mode, temporary, expected in (
            ("limited", 0.0, 1000.0), ("limited", 5000.0, 5000.0), ("unlimited", 5000.0, 0.0), ("no_credit", 0.0, 0.0),
        ):
            self.assertEqual(get_effective_limit(limit(mode, 1000.0), temporary), expected)
