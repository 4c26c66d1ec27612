"""Comparing two plans on like customers: differences and chance, against figures worked out by hand and by lot."""

import random

from odoo.tests import BaseCase

from ...tools.kpi.plan_comparison import (
    CHANCE,
    FEW,
    HARDLY,
    UNLIKELY,
    Stratum,
    compare,
    find_band,
    find_edges,
    find_like,
)


class TestPlanComparison(BaseCase):

    def test_one_stratum_is_the_plain_difference(self):
        """30 of 100 and 45 of 100: chi-square (|45 − 37.5| − 0.5)² / (100 × 100 × 75 × 125 / (200² × 199)) = 4.16."""
        result = compare([Stratum(30, 100, 45, 100)])
        self.assertAlmostEqual(result.difference, 0.15)
        self.assertAlmostEqual(result.p_value, 0.0414, 4)
        self.assertEqual(result.verdict, UNLIKELY)
        # Of one table, the variance by Sato is that of two shares: 0.3 × 0.7 / 100 + 0.45 × 0.55 / 100.
        self.assertAlmostEqual(result.low, 0.15 - 1.96 * (0.0021 + 0.002475) ** 0.5, 3)

    def test_like_is_compared_with_like(self):
        """Customers of each stratum pay alike with both plans; the other plan has more of the good ones."""
        good, bad = Stratum(18, 20, 72, 80), Stratum(16, 80, 4, 20)
        result = compare([good, bad])
        self.assertAlmostEqual(result.difference, 0)
        self.assertEqual(result.verdict, CHANCE)
        mixed = compare([Stratum(*(a + b for a, b in zip(good, bad, strict=True)))])
        self.assertAlmostEqual(mixed.difference, 0.42, msg="without strata the plan would seem to work")
        self.assertEqual(mixed.verdict, HARDLY)

    def test_strata_weigh_by_what_they_tell(self):
        """Weights 40 × 40 / 80 = 20 and 60 × 60 / 120 = 30; differences 0.25 and 5 / 60."""
        result = compare([Stratum(10, 40, 20, 40), Stratum(20, 60, 25, 60)])
        self.assertAlmostEqual(result.difference, (20 * 0.25 + 30 * 5 / 60) / 50)

    def test_the_sign_turns_with_the_plans(self):
        one, other = compare([Stratum(5, 50, 20, 50)]), compare([Stratum(20, 50, 5, 50)])
        self.assertAlmostEqual(one.difference, -other.difference)
        self.assertAlmostEqual(one.p_value, other.p_value)

    def test_too_few_cases(self):
        self.assertEqual(compare([Stratum(0, 4, 4, 4)]).verdict, FEW)
        self.assertEqual(compare([Stratum(0, 500, 3, 500)]).verdict, FEW, "of many cases, too few hits")
        self.assertEqual(compare([Stratum(0, 50, 0, 50)]).verdict, FEW, "nothing came at all")
        self.assertEqual(compare([]), (None, None, None, None, FEW))
        self.assertEqual(compare([Stratum(5, 10, 0, 0)])[0], None, "no like customers")

    def test_many_small_strata(self):
        self.assertEqual(compare([Stratum(0, 1, 1, 1)] * 20).verdict, HARDLY)
        self.assertEqual(compare([Stratum(0, 1, 1, 1), Stratum(1, 1, 0, 1)] * 20).verdict, CHANCE)

    def test_what_is_said_of_chance_is_true(self):
        """Where plans do not differ, at most one comparison of twenty says they do; the range holds the truth in 95 of 100."""
        draw = random.Random(7)

        def run(difference, rounds=400):
            results = [compare([self._draw_stratum(draw, 0.2 + number / 20, difference) for number in range(8)])
                       for _round in range(rounds)]
            return (sum(result.p_value < 0.05 for result in results) / rounds,
                    sum(result.low <= difference <= result.high for result in results) / rounds)

        false_alarms, covered = run(0)
        self.assertLessEqual(false_alarms, 0.05)
        self.assertTrue(0.92 <= covered <= 0.98, covered)
        found, covered = run(0.2)
        self.assertGreater(found, 0.3, "a difference that there is, is found")
        self.assertTrue(0.92 <= covered <= 0.98, covered)

    def _draw_stratum(self, draw, share, difference):
        sizes = draw.randint(1, 14), draw.randint(1, 14)
        hits = [sum(draw.random() < chance for _case in range(size))
                for size, chance in zip(sizes, (share, share + difference), strict=True)]
        return Stratum(hits[0], sizes[0], hits[1], sizes[1])

    def test_bands_of_amounts(self):
        edges = find_edges([10, 20, 30, 40, 50, 60, 70, 80])
        self.assertEqual(edges, [30, 50, 70])
        self.assertEqual([find_band(amount, edges) for amount in (10, 29.99, 30, 69, 70, 900)], [0, 0, 1, 2, 3, 3])
        self.assertEqual(find_edges([5, 5, 5, 5]), [])
        self.assertEqual(find_edges([]), [])

    def test_like_customers(self):
        self.assertEqual(find_like([("A", True), ("A", False), ("B", True), ("C", False)]), {"A"})

    def test_range_of_few_customers_ends_at_the_whole(self):
        """1 of 2 and 1 of 1: the difference is 0.5; weight 2/3, P (1 − 4 + 1) / 9, Q 1/6: its error is √(1/6 − 1/9) / (2/3)."""
        result = compare([Stratum(1, 2, 1, 1)])
        self.assertAlmostEqual(result.difference, 0.5)
        self.assertAlmostEqual(result.low, 0.5 - 1.959964 * 0.353553, 5)
        self.assertEqual((result.high, result.p_value), (1.0, 1.0))
        mirrored = compare([Stratum(1, 1, 1, 2)])
        self.assertEqual((mirrored.difference, mirrored.low), (-0.5, -1.0))
        self.assertAlmostEqual(mirrored.high, 1.959964 * 0.353553 - 0.5, 5)

    def test_where_nobody_or_everybody_differs(self):
        """None of 3 and 3 of 3: chi-square (1.5 − 0.5)² / (81 / 180) = 2.22."""
        self.assertEqual(compare([Stratum(0, 3, 0, 3)])[:4], (0.0, 0.0, 0.0, 1.0))
        self.assertAlmostEqual(compare([Stratum(0, 3, 3, 3)]).p_value, 0.1360, 4)

    def test_chance_is_judged_from_five_cases_in_either_direction(self):
        """How many of the other plan's customers pay is 5 of 10, or as far from the fewest and the most there could be."""
        for name, stratum, is_few in (
            ("5 expected, from 0 to 10", Stratum(5, 10, 5, 10), False),
            ("2 expected, from 0 to 8", Stratum(6, 30, 2, 10), True),
            ("6 expected, from 0 to 8", Stratum(2, 10, 6, 30), True),
            ("21 expected, from 18 to 28", Stratum(7, 10, 21, 30), True),
            ("9 expected, from 2 to 12", Stratum(3, 10, 9, 30), True),
            ("15 expected, from 10 to 20", Stratum(5, 10, 15, 30), False),
        ):
            with self.subTest(name):
                self.assertEqual(compare([stratum]).verdict, FEW if is_few else CHANCE)

    def test_bands_begin_where_amounts_change(self):
        self.assertEqual(find_edges([4.0, 1.0, 3.0, 2.0]), [2.0, 3.0, 4.0])
