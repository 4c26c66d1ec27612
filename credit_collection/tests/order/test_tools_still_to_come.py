from odoo.tests import BaseCase, tagged

from ...tools.order.still_to_come import Progress, get_open_quantity, get_rest_quantity, share_rounding


@tagged("at_install")
class TestStillToCome(BaseCase):

    def _expect(self, cases):
        for name, progress, expected in cases:
            with self.subTest(name):
                self.assertEqual(get_open_quantity(progress, with_drafts=True), expected)

    def test_goods_that_transfers_tell_of(self):
        self._expect([
            ("nothing delivered yet", Progress(10, coming=10), 10),
            ("backorder on its way", Progress(10, 4, 4, coming=6), 6),
            ("delivered without backorder", Progress(10, 4, 4, coming=0), 0),
            ("delivered without backorder, not invoiced", Progress(10, 4, coming=0), 4),
            ("returned and credited", Progress(20, 0, 20, credited=20, coming=0), 0),
            ("returned, exchange on its way, credited", Progress(20, 0, 20, credited=20, coming=20), 20),
            ("returned, exchange on its way, not credited", Progress(20, 0, 20, coming=20), 0),
            ("credited, to be invoiced anew", Progress(5, 5, 5, credited=5, coming=0), 5),
            ("more delivered than ordered", Progress(10, 12, coming=0), 12),
            ("more on its way than ordered", Progress(10, 8, 8, coming=4), 4),
            ("all invoiced in advance", Progress(10, 4, 10, coming=0), 0),
            ("rest closed, then part of what was delivered credited", Progress(10, 4, 4, credited=2, coming=0, closed=6), 2),
        ])

    def test_what_no_transfer_tells_of(self):
        delivered = {"is_invoiced_on_delivery": True}
        self._expect([
            ("ordered", Progress(10), 10),
            ("partly delivered: the rest may come", Progress(10, 4, 4), 6),
            ("rest closed", Progress(10, 4, 4, closed=6), 0),
            ("rest closed, delivered not invoiced", Progress(10, 4, closed=6), 4),
            ("rest closed, then ordered more", Progress(12, 4, 4, closed=6), 2),
            ("credited without return, closed", Progress(1, 1, 1, credited=1, closed=1), 0),
            ("credited without return, closed, by transfers", Progress(1, 1, 1, credited=1, coming=0, closed=1), 0),
            ("rest closed, delivered all the same", Progress(10, 10, 4, closed=6), 6),
            ("hours beyond the order", Progress(10, 13, 10, **delivered), 3),
            ("taken back and credited", Progress(20, 0, 20, credited=20, **delivered), 0),
            ("part taken back and credited", Progress(10, 2, 4, credited=2, **delivered), 6),
            ("credited, to be invoiced anew", Progress(10, 4, 4, credited=4, **delivered), 10),
            ("prepaid invoice credited", Progress(10, 0, 10, credited=10), 10),
            ("nothing ordered, delivered", Progress(0, 10), 10),
            ("nothing ordered or delivered", Progress(0), 0),
            ("goods to be given back", Progress(-2), -2),
            ("goods given back and credited", Progress(-2, -2, -2), 0),
            ("goods given back, more credited", Progress(-2, -2, -3), 0),
            ("down payment until it is deducted", Progress(0, 0, 1, is_downpayment=True), -1),
        ])

    def test_rest_that_closing_gives_up(self):
        for name, progress, expected in (
            ("nothing delivered", Progress(10, coming=10), 10),
            ("part delivered and invoiced", Progress(10, 4, 4, coming=6), 6),
            ("all delivered and invoiced", Progress(10, 10, 10, coming=0), 0),
            ("all delivered, part credited", Progress(10, 10, 10, credited=3, coming=0), 3),
            ("part delivered, credited, to be invoiced anew", Progress(10, 4, 4, credited=4, coming=6), 10),
            ("goods to be given back", Progress(-2), 0),
            ("a single one", Progress(1), 1),
            ("nothing ordered, something on its way", Progress(0, coming=5), 0),
            ("part delivered, less invoiced, part of it credited", Progress(10, 4, 2, credited=1, coming=6), 7),
            ("more invoiced than delivered, part credited", Progress(10, 4, 6, credited=3, coming=6), 7),
        ):
            with self.subTest(name):
                self.assertEqual(get_rest_quantity(progress), expected)

    def test_a_draft_counts_once(self):
        progress = Progress(9, 0, drafted=9)
        self.assertEqual(get_open_quantity(progress, with_drafts=True), 0)
        self.assertEqual(get_open_quantity(progress, with_drafts=False), 9)

    def test_lines_add_up_to_the_total_of_their_order(self):
        self.assertEqual(share_rounding(30.0, {1: 10.0, 2: 20.0}), {1: 10.0, 2: 20.0})
        shared = share_rounding(30.02, {1: 10.0, 2: 20.01})
        self.assertAlmostEqual(sum(shared.values()), 30.02, 6)
        self.assertEqual(shared[1], 10.0)
