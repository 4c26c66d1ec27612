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


@tagged("post_install", "-at_install")
class TestPrepaidInCurrency(ExposureCommon):
    """What was paid in advance in the currency of the order pays its part of it whatever becomes of the rate."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.euro = cls.setup_other_currency("EUR", rates=[(cls._days(-60), 0.5)])
        cls.pricelist = cls.env["product.pricelist"].create({"name": "EUR", "currency_id": cls.euro.id})
        cls.profile.limit_mode = "no_credit"

    def _receive(self, amount, balance, currency):
        journal = self.company_data["default_journal_bank"]
        common = {"currency_id": currency.id}
        move = self.env["account.move"].create({
            "move_type": "entry", "journal_id": journal.id, "date": self._days(-10), "line_ids": [
                Command.create({
                    "account_id": journal.default_account_id.id, "amount_currency": amount, "balance": balance, **common}),
                Command.create({
                    "account_id": self.company_data["default_account_receivable"].id, "partner_id": self.customer.id,
                    "amount_currency": -amount, "balance": -balance, **common})]})
        move.action_post()
        return self._open_item(move)

    def _prepaid(self, receipts, rate):
        """:return: the order over EUR 500 that ``receipts`` are kept for, its rate moved since, and its check"""
        order = self._order(500, pricelist_id=self.pricelist.id)
        order.credit_receipt_ids = receipts
        self.env["res.currency.rate"].create({
            "name": self._days(-1), "rate": rate, "currency_id": self.euro.id, "company_id": self.company.id})
        self._refresh()
        [check] = order._get_credit_checks().values()
        return order, check

    def test_what_was_paid_in_full_is_prepaid_though_the_currency_has_risen(self):
        order, check = self._prepaid(self._receive(500, 1000, self.euro), 0.25)
        self.assertEqual((check.prepaid_amount, list(check.verdict.reasons)), (2000, []))
        order.action_confirm()
        order.order_line.qty_delivered = 1
        invoice = order._create_invoices()
        invoice.action_post()
        (order.credit_receipt_ids | self._open_item(invoice)).reconcile()
        self._refresh()
        self.assertEqual(order._get_credit_checks()[order.id].prepaid_amount, 2000)

    def test_a_part_is_no_more_though_the_currency_has_fallen(self):
        self.company.credit_prepayment_percent = 100
        _order, check = self._prepaid(self._receive(300, 600, self.euro), 1.0)
        self.assertEqual(check.prepaid_amount, 300)

    def test_receipts_in_two_currencies_add_up(self):
        receipts = self._receive(400, 800, self.euro) | self._receive(400, 400, self.company.currency_id)
        _order, check = self._prepaid(receipts, 0.25)
        self.assertEqual((check.prepaid_amount, list(check.verdict.reasons)), (2000, []))
