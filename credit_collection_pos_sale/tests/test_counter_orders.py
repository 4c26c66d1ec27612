from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.credit_collection_pos.tests.common import CounterCommon


@tagged("post_install", "-at_install")
class TestCounterOrders(CounterCommon):
    """R23: an order that is paid at the counter is confirmed, and counts once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Who confirms orders at a counter needs a right on orders, in Odoo itself.
        cls.cashier.group_ids |= cls.env.ref("stock.group_stock_user")

    def _settle(self, order, on_account, cash=0.0):
        """Sell what is open of ``order`` at the counter."""
        total = on_account + cash
        receipt = self._receipt(on_account, cash, lines=[Command.create({
            "product_id": order.order_line.product_id.id, "qty": 1, "price_unit": total, "tax_ids": [], "discount": 0.0,
            "price_subtotal": total, "price_subtotal_incl": total, "pack_lot_ids": [],
            "sale_order_origin_id": order.id, "sale_order_line_id": order.order_line.id})])
        self.env["pos.order"].with_user(self.cashier).sync_from_ui([receipt])
        self._refresh()

    def test_quotation_over_the_limit_paid_at_the_counter_is_confirmed(self):
        order = self._order(1500)
        self._settle(order, 0, cash=1500)
        self.assertEqual((order.state, order.credit_state), ("sale", "clear"))
        self.assertEqual(self.profile.exposure_total, 0)

    def test_quotation_of_a_customer_on_hold_paid_at_the_counter_is_confirmed(self):
        order = self._order(500)
        self.profile.write({"on_hold": True, "hold_reason": "Cheque returned"})
        self._settle(order, 0, cash=500)
        self.assertEqual(order.state, "sale")

    def test_quotation_sold_on_account_counts_once(self):
        order = self._order(800)
        self._settle(order, 800)
        self.assertEqual((order.state, order.credit_state), ("sale", "clear"))
        self.assertRecordValues(self.profile, [{
            "exposure_counter": 800, "exposure_orders": 0, "exposure_total": 800}])

    def test_quotation_over_the_limit_is_not_sold_on_account(self):
        order = self._order(1500)
        with self.assertRaises(UserError):
            self._settle(order, 1500)
        self.assertEqual(order.state, "draft")

    def test_confirmed_order_is_sold_on_account_within_its_own_credit(self):
        order = self._order(800)
        order.action_confirm()
        self._refresh()
        self.assertEqual(self._request(800, settled=[[order.id, 800]])["state"], "clear")
        self.assertEqual(self._request(800)["state"], "held")
        self._settle(order, 800)
        self.assertEqual(self.profile.exposure_total, 800)

    def test_orders_of_others_give_no_credit(self):
        other = self.env["res.partner"].create({"name": "Other"})
        order = self._order(800, partner=other)
        order.action_confirm()
        self.assertEqual(self._request(1100, settled=[[order.id, 800]])["state"], "held")

    def test_order_paid_in_part_at_the_counter_is_held_for_the_rest(self):
        order = self._order(3000)
        order.order_line.product_uom_qty = 2
        order.order_line.price_unit = 1500
        self._settle(order, 0, cash=1500)
        self.assertEqual((order.state, order.credit_state), ("draft", "held"))
