"""Online payments that are lent to an order, or did not stay."""

from odoo.tests import tagged

from odoo.addons.account_payment.tests.common import AccountPaymentCommon

from .test_around_the_check import AroundCommon


@tagged("post_install", "-at_install")
class TestPrepaid(AccountPaymentCommon, AroundCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.currency, cls.partner = cls.company.currency_id, cls.customer
        cls.provider.journal_id.inbound_payment_method_line_ids.filtered(
            lambda line: line.payment_provider_id == cls.provider
        ).payment_account_id = cls.inbound_payment_method_line.payment_account_id

    def _pay_online(self, order, state="done", **vals):
        self.amount = order.amount_total
        transaction = self._create_transaction(
            flow="redirect", sale_order_ids=[order.id], state=state, reference=f"Payment of {order.name}", **vals)
        transaction._post_process()
        self._refresh()
        return transaction

    def test_r11_payment_of_something_else_is_no_prepayment(self):
        """A salesperson who also invoices links the order to a payment of another customer, or of an invoice of this one."""
        other = self.env["res.partner"].create({"name": "Rich Customer"})
        seller = self._user("borrower", "sales_team.group_sale_salesman,account.group_account_invoice")
        for partner in (other, self.customer):
            invoice = self._invoice(5000, -10, partner)
            self.amount = 5000
            payment = self._create_transaction(
                flow="redirect", invoice_ids=[invoice.id], partner_id=partner.id, state="done", reference=f"Of {partner.name}")
            payment._post_process()
            order = self._order(5000, user_id=seller.id)
            with self.subTest(partner.name):
                order.with_user(seller).transaction_ids = payment
                order.with_user(seller).action_confirm()
                self.assertEqual((order.state, order.credit_state), ("draft", "held"))

    def test_r11_payment_that_settles_the_invoices_of_its_order_stays_one(self):
        order = self._order(5000)
        payment = self._pay_online(order)
        order.order_line.qty_delivered = 1
        invoice = order._create_invoices()
        invoice.action_post()
        self.assertEqual((order.credit_state, payment._get_credit_amount()), ("clear", 5000))

    def test_r11_payment_that_was_used_for_older_debts_is_no_prepayment(self):
        order = self._order(5000)
        payment = self._pay_online(order)
        order.with_context(disable_cancel_warning=True).action_cancel()
        (self._open_item(self._invoice(3000, -10)) | self._open_item(payment.payment_id.move_id)).reconcile()
        order.action_draft()
        self.assertEqual(payment._get_credit_amount(), 2000)
        order.action_confirm()
        self.assertEqual(order.credit_state, "held")

    def test_r11_authorized_payment_is_no_prepayment(self):
        order = self._order(5000)
        transaction = self._pay_online(order, "pending")
        self.env.cr.execute("UPDATE payment_transaction SET state = 'authorized' WHERE id = %s", [transaction.id])
        transaction.invalidate_recordset()
        order.action_confirm()
        self._refresh()
        self.assertEqual((order.state in ("draft", "sent"), order.credit_state), (True, "held"))

    def test_r11_order_whose_payment_is_refunded_is_checked_again(self):
        order = self._order(5000)
        transaction = self._pay_online(order)
        self.assertEqual((order.state, order.credit_state), ("sale", "clear"))
        refund = transaction._create_child_transaction(5000, is_refund=True)
        refund._set_done()
        refund._post_process()
        self.assertHeld(order)

    def test_r11_order_whose_payment_is_cancelled_is_checked_again(self):
        order = self._order(5000)
        transaction = self._pay_online(order)
        self.assertEqual((order.state, order.credit_state), ("sale", "clear"))
        transaction.payment_id.sudo().action_draft()
        transaction.payment_id.sudo().action_cancel()
        self.assertHeld(order)
