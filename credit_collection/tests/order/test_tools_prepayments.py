"""Which part of a payment counts for which of the orders that it pays."""

from odoo.tests import BaseCase

from ...tools.order.prepayments import share_payments


class TestToolsPrepayments(BaseCase):

    def test_payments_are_given_to_their_orders_in_turn(self):
        totals = {1: 60.0, 2: 60.0}
        for name, payments, shares in (
            ("nothing paid", [], []),
            ("one order alone gets all", [(100.0, [1])], [{1: 100.0}]),
            ("no more than each needs", [(100.0, [1, 2])], [{1: 60.0, 2: 40.0}]),
            ("too much for both", [(150.0, [1, 2])], [{1: 60.0, 2: 60.0}]),
            ("too little for one", [(0.5, [1, 2])], [{1: 0.5, 2: 0.0}]),
            ("the rest of the first", [(50.0, [1]), (100.0, [1, 2])], [{1: 50.0}, {1: 10.0, 2: 60.0}]),
            ("the first needs no more", [(60.0, [1]), (10.0, [1, 2])], [{1: 60.0}, {1: 0.0, 2: 10.0}]),
            ("an order without a total needs nothing", [(100.0, [3, 1])], [{3: 0.0, 1: 60.0}]),
            ("nor after a payment", [(0.5, [3]), (100.0, [3, 1])], [{3: 0.5}, {3: 0.0, 1: 60.0}]),
        ):
            with self.subTest(name):
                self.assertEqual(share_payments(payments, totals), shares)
        self.assertEqual(totals, {1: 60.0, 2: 60.0}, "what was given is left as it was")
