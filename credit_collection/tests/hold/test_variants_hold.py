"""Further ways to let an order grow, or to hide what it adds."""

from odoo.exceptions import UserError
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


@tagged("post_install", "-at_install")
class TestWhatExplainsDecisionsStays(ExposureCommon):

    def _hold(self):
        self.profile.write({"limit_mode": "limited", "credit_limit": 100})
        order = self._order(900)
        order.action_confirm()
        return order.credit_hold_id

    def test_reason_that_was_given_is_neither_deleted_nor_made_another(self):
        hold = self._hold()
        reason, explanation = hold.reason_ids, hold.explanation
        self.assertEqual(reason.code, "over_limit")
        for change in (reason.unlink, lambda: reason.write({"code": "other"}), lambda: reason.write({"kind": "late"})):
            with self.assertRaises(UserError):
                change()
        reason.write({"name": "Over the limit", "code": "over_limit"})
        self._refresh()
        self.assertRecordValues(hold, [{"reason_ids": reason.ids, "explanation": explanation}])

    def test_reason_of_a_decision(self):
        reason = self.env["credit.reason"].create({"name": "Known customer", "kind": "decision"})
        other = reason.copy()
        self._hold()._release(reason)
        with self.assertRaises(UserError):
            reason.unlink()
        other.unlink()

    def test_exception_that_applied_on_earlier_days(self):
        over_limit = self.env["credit.reason"].search([("kind", "=", "hold"), ("code", "=", "over_limit")])
        exception = self.env["credit.hold.exclusion"].create({
            "partner_id": self.customer.id, "reason": "Guarantee", "rule_ids": over_limit.ids})
        mistaken = exception.copy()
        mistaken.unlink()
        self.env.cr.execute("UPDATE credit_hold_exclusion SET create_date = create_date - INTERVAL '2 days'")
        exception.invalidate_recordset()
        with self.assertRaisesRegex(UserError, "earlier days"):
            exception.unlink()
        exception.valid_until = self._days(-1)
        self.assertTrue(self._hold())
