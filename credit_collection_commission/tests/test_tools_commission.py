from odoo.tests import BaseCase

from ..tools.commission import Rate, find_band, find_gap, settle, share_out, slice_amount

RATES = [Rate(0, 0, 1), Rate(0, 1000, 2), Rate(60, 0, 5)]


class TestToolsCommission(BaseCase):

    def test_band_by_age(self):
        for age, percent in ((-30, 1), (0, 1), (59, 1), (60, 5), (400, 5)):
            self.assertEqual(find_band(RATES, age)[0].percent, percent, age)
        self.assertEqual(find_band([], 10), [])

    def test_each_step_applies_to_what_exceeds_it(self):
        for amount, before, slices in (
            (1000, 0, [(1000, 1)]), (1500, 0, [(1000, 1), (500, 2)]), (300, 900, [(100, 1), (200, 2)]),
            (300, 1000, [(300, 2)]), (0, 0, []),
        ):
            self.assertEqual(slice_amount(RATES, 10, amount, before), slices, (amount, before))
        self.assertEqual(slice_amount(RATES, 90, 5000, 9000), [(5000, 5)])

    def test_gaps(self):
        self.assertIsNone(find_gap(RATES))
        self.assertEqual(find_gap([Rate(0, 100, 1)]), 0)
        self.assertEqual(find_gap([*RATES, Rate(60, 0, 3)]), 60)

    def test_shares_add_up(self):
        self.assertEqual(share_out(100, [1, 1, 1]), [33.34, 33.33, 33.33])
        self.assertEqual(share_out(-3000, [0.5, 0.5]), [-1500, -1500])
        for amount in (0.01, 99.99, 1234.56):
            self.assertAlmostEqual(sum(share_out(amount, [0.7, 0.2, 0.1])), amount, 6)

    def test_negative_balance_is_carried(self):
        self.assertEqual(settle(30, 0), (30, 0))
        self.assertEqual(settle(-12, 0), (0, -12))
        self.assertEqual(settle(20, -12), (8, 0))
        self.assertEqual(settle(5, -12), (0, -7))

    def test_three_steps(self):
        rates = [Rate(0, 0, 1), Rate(0, 1000, 2), Rate(0, 2000, 3)]
        for amount, before, slices in (
            (2500, 0, [(1000, 1), (1000, 2), (500, 3)]), (2000, 500, [(500, 1), (1000, 2), (500, 3)]),
            (1000, 1500, [(500, 2), (500, 3)]), (0.5, 0, [(0.5, 1)]), (0.004, 0, []),
        ):
            with self.subTest(amount=amount, before=before):
                self.assertEqual(slice_amount(rates, 10, amount, before), slices)

    def test_the_largest_share_takes_what_rounding_leaves(self):
        self.assertEqual(share_out(100, [1, 1, 4]), [16.67, 16.67, 66.66])
