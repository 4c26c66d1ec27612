from odoo.tests import BaseCase, tagged

from ...tools.forecast.odds import UNCORRECTED, combine, learn_odds, solve
from ...tools.forecast.shape import LEVELS, NORMAL, get_mean_beyond, get_quantiles, get_share_below, mix
from ...tools.forecast.shrink import ALIKE, get_effects, get_strength, sum_groups


@tagged("post_install", "-at_install")
class TestShrink(BaseCase):

    def test_a_small_group_is_drawn_further_towards_the_mean_of_all(self):
        """Twelve of A at +6, three of B at +6, fifteen of C at -6: the same mean, believed by its number."""
        keys = ["A"] * 12 + ["B"] * 3 + ["C"] * 15
        values = [6.0] * 15 + [-6.0] * 15
        effects = get_effects(keys, values, [1.0] * 30, variance=9.0)
        strength = get_strength(*sum_groups(keys, values, [1.0] * 30), variance=9.0)
        # Between: 30 * 36 = 1080, by chance 2 * 9 = 18; spread 30 - (144 + 9 + 225) / 30 = 17.4.
        self.assertAlmostEqual(strength, 9 * 17.4 / (1080 - 18))
        self.assertAlmostEqual(effects["A"], 72 / (12 + strength))
        self.assertAlmostEqual(effects["B"], 18 / (3 + strength))
        self.assertLess(effects["B"], effects["A"])

    def test_groups_that_differ_by_chance_are_alike(self):
        keys, values = ["A", "B"] * 8, [1.0, -1.0, -1.0, 1.0] * 4
        self.assertEqual(get_effects(keys, values, [1.0] * 16), {})
        self.assertEqual(get_strength(*sum_groups(["A"], [5.0], [1.0])), ALIKE)
        self.assertEqual(get_strength({}, {}), ALIKE)
        by_chance = sum_groups(["A", "A", "B", "B"], [0.5, 0.5, -0.5, -0.5], [1.0] * 4)
        self.assertEqual(get_strength(*by_chance, certain=True), ALIKE, "as far apart as chance alone puts them")

    def test_customers_are_believed_to_differ_where_traits_need_a_proof(self):
        groups = sum_groups(["A"] * 4 + ["B"] * 4, [0.7] * 4 + [-0.7] * 4, [1.0] * 8)
        # Between: 8 * 0.49 = 3.92; chance alone makes 1, and twice its deviation 2.83 more is no proof.
        self.assertLess(get_strength(*groups, certain=True), ALIKE)
        self.assertLess(get_strength(*groups), ALIKE)
        weaker = sum_groups(["A"] * 4 + ["B"] * 4, [0.6] * 4 + [-0.6] * 4, [1.0] * 8)
        self.assertLess(get_strength(*weaker, certain=True), ALIKE)
        self.assertEqual(get_strength(*weaker), ALIKE)
        barely = sum_groups(["A"] * 4 + ["B"] * 4, [0.45] * 4 + [-0.45] * 4, [1.0] * 8)
        self.assertLess(get_strength(*barely, certain=True), ALIKE, "any more than chance alone is believed")

    def test_weighted_quantiles(self):
        self.assertEqual(get_quantiles([3, 1, 2], [1, 1, 1], [0.1, 0.5, 0.9]), [1, 2, 3])
        self.assertEqual(get_quantiles([3, 1, 2], [8, 1, 1], [0.15, 0.5]), [2, 3])
        self.assertEqual(get_quantiles([5], [0.2]), [5] * len(LEVELS))
        self.assertEqual(get_quantiles([1, 2, 3], [1e16, 1.0, 1.0], [1]), [3], "sums that miss the total end at the last")

    def test_what_is_beyond_a_distance(self):
        self.assertEqual(get_share_below([-1, 0, 1, 2], 0), 0.5)
        self.assertEqual(get_mean_beyond([-1, 0, 1, 2], 0), 1.5)
        self.assertGreater(get_mean_beyond([-1, 0, 1, 2], 5), 5)

    def test_the_shape_of_a_customer_grows_out_of_that_of_all(self):
        self.assertEqual(mix(NORMAL, [], [], 20), NORMAL)
        middle = len(LEVELS) // 2
        few, many = mix(NORMAL, [3.0] * 5, [1.0] * 5, 20), mix(NORMAL, [3.0] * 60, [1.0] * 60, 20)
        self.assertLess(few[middle], 1)
        self.assertEqual(many[middle], 3)


@tagged("post_install", "-at_install")
class TestOdds(BaseCase):

    def test_linear_equations(self):
        self.assertEqual(solve([[2, 0], [0, 4]], [2, 8]), [1, 2])
        for found, expected in zip(solve([[4, 2, 1], [2, 3, 1], [1, 1, 2]], [11, 11, 9]), [1, 2, 3], strict=True):
            self.assertAlmostEqual(found, expected)

    def test_opinions_that_come_true_stay(self):
        opinions = [(0.2, 0.5)] * 50 + [(0.8, 0.5)] * 50
        outcomes = [True] * 10 + [False] * 40 + [True] * 40 + [False] * 10
        odds = learn_odds(opinions, outcomes)
        self.assertAlmostEqual(combine(0.2, 0.5, odds), 0.2, delta=0.01)
        self.assertAlmostEqual(combine(0.8, 0.5, odds), 0.8, delta=0.01)
        self.assertEqual(learn_odds([], []), UNCORRECTED)

    def test_opinions_that_are_too_sure_are_corrected(self):
        opinions = [(0.1, 0.5)] * 200 + [(0.9, 0.5)] * 200
        odds = learn_odds(opinions, [True] * 60 + [False] * 140 + [True] * 140 + [False] * 60)
        self.assertAlmostEqual(combine(0.1, 0.5, odds), 0.3, delta=0.02)
        self.assertAlmostEqual(combine(0.9, 0.5, odds), 0.7, delta=0.02)

    def test_what_is_certain_stays_certain(self):
        odds = learn_odds([(0.1, 0.1)] * 100, [True] * 100)
        self.assertEqual((combine(0, 0.9, odds), combine(1, 0.1, odds)), (0, 1))

    def test_a_customer_who_is_often_late_counts_where_that_tells_more(self):
        opinions = [(0.5, 0.2)] * 100 + [(0.5, 0.8)] * 100
        odds = learn_odds(opinions, [True] * 20 + [False] * 80 + [True] * 80 + [False] * 20)
        self.assertAlmostEqual(combine(0.5, 0.8, odds), 0.8, delta=0.05)
        turned = learn_odds(opinions, [False] * 20 + [True] * 80 + [False] * 80 + [True] * 20)
        self.assertEqual(turned[2], 0)
        against = [(0.9, 0.1)] * 40 + [(0.1, 0.9)] * 40
        self.assertEqual(learn_odds(against, [False] * 40 + [True] * 40), UNCORRECTED, "none counts the wrong way round")
