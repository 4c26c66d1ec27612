import math

from odoo.tests import BaseCase, tagged

from ...tools.rating.proposals import (
    Limit,
    LimitRule,
    Term,
    is_within_band,
    monthly_sales,
    propose_limit,
    propose_rating,
    propose_term,
    raised_amount,
    round_limit,
)
from ...tools.score.scoring import Criterion, average, is_short, points, ratio, score, trend

DAYS = Criterion("days_late", 35, 0, 60)
ON_TIME = Criterion("on_time", 25, 95, 40)
OVERDUE = Criterion("overdue", 25, 0, 60)
PROMISES = Criterion("broken_promises", 15, 0, 50)
SCALE = [(0, "E"), (80, "A"), (40, "C"), (60, "B"), (20, "D")]


@tagged("post_install", "-at_install")
class TestScoring(BaseCase):

    def test_points_are_linear_between_worst_and_best_in_either_direction_and_clamped(self):
        for value, best, worst, expected in [
            (0, 0, 60, 100.0), (60, 0, 60, 0.0), (30, 0, 60, 50.0), (-5, 0, 60, 100.0), (90, 0, 60, 0.0),
            (95, 95, 40, 100.0), (40, 95, 40, 0.0), (67.5, 95, 40, 50.0), (100, 95, 40, 100.0), (0, 95, 40, 0.0),
            (None, 0, 60, None), (5, 5, 5, 100.0), (4, 5, 5, 0.0),
        ]:
            with self.subTest(value=value, best=best, worst=worst):
                self.assertEqual(points(value, best, worst), expected)

    def test_average_weighs_by_amount(self):
        """1,000 after 30 days and 3,000 after 50 days make 45 days."""
        self.assertEqual(average(1000 * 30 + 3000 * 50, 4000), 45.0)
        self.assertIsNone(average(0.0, 0.0))

    def test_ratio_of_nothing_is_unknown_not_zero(self):
        self.assertEqual(ratio(1, 4), 25.0)
        self.assertEqual(ratio(0, 4), 0.0)
        self.assertIsNone(ratio(0, 0))

    def test_score_weighs_the_points(self):
        result = score([DAYS, ON_TIME, OVERDUE, PROMISES], {
            "days_late": 30, "on_time": 95, "overdue": 60, "broken_promises": 0,
        })
        self.assertAlmostEqual(result.total, 50 * 0.35 + 100 * 0.25 + 0 + 100 * 0.15)
        self.assertEqual([component.points for component in result.components], [50.0, 100.0, 0.0, 100.0])
        self.assertAlmostEqual(sum(component.share for component in result.components), 100.0)

    def test_missing_measures_are_left_out_and_the_others_count_for_more(self):
        result = score([DAYS, ON_TIME, OVERDUE, PROMISES], {"days_late": 30, "on_time": 95})
        self.assertAlmostEqual(result.total, (50 * 35 + 100 * 25) / 60)
        self.assertAlmostEqual(result.components[0].share, 35 / 60 * 100)
        self.assertEqual([component.points for component in result.components[2:]], [None, None])
        self.assertEqual([component.share for component in result.components[2:]], [0.0, 0.0])

    def test_no_history_at_all_gives_no_score(self):
        self.assertIsNone(score([DAYS, ON_TIME], {}).total)
        self.assertIsNone(score([], {"days_late": 3}).total)

    def test_trend_compares_recent_payments_with_those_before(self):
        for recent, whole, expected in [
            ((300, 10), (500, 30), 20.0), ((0, 10), (200, 20), -20.0), ((0, 0), (200, 20), None), ((50, 5), (50, 5), None),
        ]:
            with self.subTest(recent=recent, whole=whole):
                self.assertEqual(trend(recent, whole), expected)

    def test_history_is_short_below_either_number_or_amount(self):
        for invoices, amount, expected in [(3, 500, False), (2, 500, True), (3, 499, True), (0, 0, True)]:
            with self.subTest(invoices=invoices, amount=amount):
                self.assertEqual(is_short(invoices, amount, 3, 500), expected)
        self.assertFalse(is_short(0, 0, 0, 0))

    def test_worst_of_all_scores_zero_which_is_a_score(self):
        self.assertEqual(score([DAYS], {"days_late": 99}).total, 0.0)


@tagged("post_install", "-at_install")
class TestProposals(BaseCase):

    def test_rating_is_the_best_one_that_the_score_reaches(self):
        for total, expected in [
            (100, "A"), (80, "A"), (79.9, "B"), (60, "B"), (40, "C"), (39.9, "D"), (20, "D"), (19, "E"), (0, "E"),
        ]:
            with self.subTest(total=total):
                self.assertEqual(propose_rating(total, SCALE), expected)

    def test_score_below_the_scale_gets_its_lowest_rating(self):
        self.assertEqual(propose_rating(5, [(80, "A"), (50, "C"), (20, "D")]), "D")

    def test_ceiling_keeps_the_rating_down_and_never_lifts_it(self):
        for total, ceiling, expected in [(100, 40, "C"), (50, 60, "C"), (10, 40, "E"), (100, None, "A")]:
            with self.subTest(total=total, ceiling=ceiling):
                self.assertEqual(propose_rating(total, SCALE, ceiling), expected)

    def test_no_score_or_no_scale_proposes_no_rating(self):
        self.assertIsNone(propose_rating(None, SCALE))
        self.assertIsNone(propose_rating(50, []))

    def test_limits_are_rounded_up_to_two_digits(self):
        for amount, expected in [
            (12345, 13000), (13000, 13000), (1000, 1000), (999, 1000), (991, 1000), (87.2, 88), (10, 10), (9.2, 10),
            (0.3, 1), (0, 0), (-5, 0), (1234567, 1300000), (0.1 * 3 * 1000, 300),
        ]:
            with self.subTest(amount=amount):
                self.assertEqual(round_limit(amount), expected)

    def test_monthly_sales_of_an_old_a_recent_and_a_brand_new_customer(self):
        self.assertAlmostEqual(monthly_sales(12000, 2000), 1000)
        self.assertAlmostEqual(monthly_sales(12000, 365.25 / 2), 2000)
        self.assertAlmostEqual(monthly_sales(12000, 5), 4000)
        self.assertEqual(monthly_sales(-50, 500), 0.0)

    def test_limit_by_rule(self):
        current = Limit("limited", 700.0)
        for rule, before, sales, expected in [
            (LimitRule("unlimited", "sales", 0, 3), current, 500, Limit("unlimited", 0.0)),
            (LimitRule("no_credit", "keep", 0, 0), current, 500, Limit("no_credit", 0.0)),
            (LimitRule("limited", "fixed", 900, 0), current, 500, Limit("limited", 900)),
            (LimitRule("limited", "fixed", 0, 0), current, 500, Limit("limited", 0)),
            (LimitRule("limited", "sales", 0, 2.5), current, 500, Limit("limited", 1300.0)),
            (LimitRule("limited", "sales", 0, 2), current, 0, current),
            (LimitRule("limited", "sales", 0, 2), current, 1, Limit("limited", 2.0)),
            (LimitRule("limited", "keep", 0, 0), current, 500, current),
            (LimitRule("limited", "keep", 0, 0), Limit("unlimited", 0.0), 500, Limit("unlimited", 0.0)),
            (LimitRule("limited", "keep", 0, 0), Limit("no_credit", 0.0), 500, Limit("no_credit", 0.0)),
        ]:
            with self.subTest(rule=rule, before=before):
                self.assertEqual(propose_limit(rule, before, sales), expected)

    def test_raised_amount_is_the_new_limit_or_nothing(self):
        def limited(amount):
            return Limit("limited", amount)

        nothing, everything = Limit("no_credit", 0.0), Limit("unlimited", 0.0)
        for before, after, expected in [
            (limited(100), limited(200), 200), (limited(200), limited(100), 0), (limited(100), limited(100), 0),
            (limited(100), everything, math.inf), (everything, limited(900), 0), (everything, everything, 0),
            (nothing, limited(50), 50), (limited(50), nothing, 0), (nothing, limited(0.5), 0.5),
        ]:
            with self.subTest(before=before, after=after):
                self.assertEqual(raised_amount(before, after), expected)

    def test_band_is_the_same_rating_or_one_better_and_a_small_change_of_limit(self):
        for steps, mode, amount, percent, expected in [
            (0, "limited", 1000, 10, True), (1, "limited", 1100, 10, True), (0, "limited", 1101, 10, False),
            (0, "limited", 900, 10, True), (-1, "limited", 1000, 10, False), (2, "limited", 1000, 10, False),
            (0, "unlimited", 0, 10, False), (0, "limited", 1001, 0, False),
        ]:
            with self.subTest(steps=steps, mode=mode, amount=amount):
                self.assertEqual(is_within_band(steps, Limit("limited", 1000), Limit(mode, amount), percent), expected)
        self.assertTrue(is_within_band(0, Limit("unlimited", 0), Limit("unlimited", 0), 0))

    def test_term_is_the_ratings_else_the_present_one_never_longer_than_allowed(self):
        for terms, longest, expected in [
            ([Term(1, 45), Term(2, 30)], 60, 1),
            ([Term(1, 45), Term(2, 30)], 30, 2),
            ([Term(False, 0), Term(2, 30)], 30, 2),
            ([Term(False, 0), Term(2, 60)], 30, None),
            ([Term(3, 0), Term(2, 60)], 0, 3),
        ]:
            with self.subTest(terms=terms, longest=longest):
                choice = propose_term(terms, longest)
                self.assertEqual(choice and choice.id, expected)
