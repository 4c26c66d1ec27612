from odoo.tests import BaseCase

from ...tools.worklist.ranking import MAX_PROBABILITY, MIN_PROBABILITY, Case, rank

CASE = Case(1000.0, 0, 100.0, 0, 0)


class TestRanking(BaseCase):

    def test_probability_adds_up_from_what_is_known(self):
        for vals, probability in (
            ({}, 0.02),
            ({"score": 0.0}, 0.40),
            ({"score": None}, 0.20),
            ({"days_overdue": 9}, 0.02), ({"days_overdue": 10}, 0.07), ({"days_overdue": 60}, 0.27),
            ({"days_overdue": 29}, 0.07), ({"days_overdue": 30}, 0.17), ({"days_overdue": 89}, 0.27),
            ({"days_overdue": 90}, 0.37),
            ({"days_overdue": 179}, 0.37), ({"days_overdue": 180}, 0.47),
            ({"broken_promises": 1}, 0.14), ({"broken_promises": 9}, 0.32),
            ({"vain_attempts": 2}, 0.12), ({"vain_attempts": 99}, 0.22),
        ):
            with self.subTest(vals):
                result = rank(CASE._replace(**vals))
                self.assertAlmostEqual(result.probability, probability)
                self.assertAlmostEqual(result.value, 1000 * probability)

    def test_nothing_to_collect_has_no_rank(self):
        for amount in (0.0, -5.0):
            self.assertEqual(rank(CASE._replace(amount=amount, days_overdue=99)), (0.0, 0.0, []))

    def test_probability_stays_within_bounds(self):
        self.assertEqual(rank(Case(1.0, 999, 0.0, 9, 9)).probability, MAX_PROBABILITY)
        self.assertGreaterEqual(rank(CASE).probability, MIN_PROBABILITY)

    def test_weightiest_reason_comes_first(self):
        reasons = rank(Case(1000.0, 95, 90.0, 2, 1)).reasons
        self.assertEqual([code for code, _number in reasons], ["late", "broken", "score", "vain"])
        self.assertEqual(reasons[0], ("late", 95))
        self.assertEqual(rank(CASE).reasons, [("score", 100.0)], "what adds nothing is no reason")

    def test_small_certain_loss_comes_after_large_doubtful_amount(self):
        self.assertGreater(rank(Case(100000.0, 5, 80.0, 0, 0)).value, rank(Case(1000.0, 200, 0.0, 3, 3)).value)
