from odoo.tests import BaseCase

from ...tools.profile.bars import share_widths


class TestBars(BaseCase):

    def test_parts_share_the_bar(self):
        for amounts, scale, widths in (
            ([], 0.0, []),
            ([0.0, 0.0], 0.0, [0.0, 0.0]),
            ([75.0, 25.0], 0.0, [75.0, 25.0]),
            ([75.0, 25.0], 200.0, [37.5, 12.5]),
            ([150.0], 100.0, [100.0]),
            ([100.0, -50.0], 0.0, [100.0, 0.0]),
        ):
            with self.subTest(amounts=amounts, scale=scale):
                self.assertEqual(share_widths(amounts, scale), widths)

    def test_the_only_part_fills_the_bar(self):
        self.assertEqual(share_widths([0.5]), [100.0])

    def test_bar_never_runs_over(self):
        self.assertLessEqual(sum(share_widths([1.0] * 7)), 100.0)
        self.assertEqual(share_widths([1.0, 1.0, 1.0]), [33.33, 33.33, 33.33])
