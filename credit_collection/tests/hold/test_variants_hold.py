"""Further ways to let an order grow, or to hide what it adds."""

from odoo.fields import Command
from odoo.tests import tagged

from ..exposure.common import ExposureCommon


@tagged("post_install", "-at_install")
class TestOtherWaysToGrow(ExposureCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.profile.write({"limit_mode": "limited", "credit_limit": 1000})
        cls.sales = cls._user("salesperson")
        cls.goods = cls.env["product.product"].create({
            "name": "Goods", "type": "service", "invoice_policy": "order", "taxes_id": False})

    def _sold(self):
        """:return: a confirmed order over 900 of a salesperson"""
        order = self._order(900, user_id=self.sales.id, order_line=[Command.create({
            "product_id": self.goods.id, "product_uom_qty": 1, "price_unit": 900, "tax_ids": [Command.clear()]})])
        order.action_confirm()
        self.assertEqual((order.state, order.credit_state), ("sale", "clear"))
        return order

    def test_goods_marked_as_a_down_payment_are_still_to_come(self):
        order = self._order(900, user_id=self.sales.id)
        order.order_line.with_user(self.sales).is_downpayment = True
        order.action_confirm()
        self._refresh()
        self.assertEqual(self.profile.exposure_orders, 900)

    def test_prices_that_are_updated(self):
        order = self._sold()
        self.goods.list_price = 5000
        order.with_user(self.sales).action_update_prices()
        self.assertEqual((order.amount_total, order.credit_state), (5000, "held"))

    def test_taxes_that_are_updated(self):
        order = self._sold()
        self.goods.taxes_id = self.env["account.tax"].create({"name": "20 %", "amount": 20.0, "company_id": self.company.id})
        order.with_user(self.sales).action_update_taxes()
        self.assertEqual((order.amount_total, order.credit_state), (1080, "held"))

    def test_lines_that_are_imported(self):
        order = self._sold()
        self.env["sale.order.line"].with_user(self.sales).load(
            ["order_id/.id", "product_id/.id", "product_uom_qty", "price_unit"],
            [[str(order.id), str(self.goods.id), "1", "5000"]])
        self.assertEqual(order.credit_state, "held")

    def test_delivery_brought_forward_into_the_horizon(self):
        self.company.credit_horizon_days = 30
        far = self._confirmed(900, delivery=90)
        self._confirmed(900, delivery=5)
        far.commitment_date = self._days(3)
        self.assertEqual(far.credit_state, "held")
