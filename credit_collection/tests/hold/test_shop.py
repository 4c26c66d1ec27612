"""The shop's checkout. Needs website_sale: ``./dev test --with website_sale credit_collection/tests/hold/test_shop.py``.

The add-on itself does not depend on the shop; in a database without it these tests are skipped, and ``test_hold_online``
covers the same calls (``action_confirm`` out of the post-processing of a payment) without the shop's pages around them.
"""

from odoo import http
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.account_payment.tests.common import AccountPaymentCommon
from odoo.addons.payment.tests.http_common import PaymentHttpCommon

from ..base.common import CreditCommon


@tagged("post_install", "-at_install")
class TestShop(AccountPaymentCommon, PaymentHttpCommon, CreditCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if "website_id" not in cls.env["sale.order"]._fields:
            cls.skipTest(cls, "website_sale is not installed")
        cls.currency = cls.company.currency_id
        cls.partner = cls.customer
        cls.customer.write({
            "street": "Main street 1", "city": "Ghent", "zip": "9000", "country_id": cls.env.ref("base.be").id})
        cls.website = cls.env["website"].sudo().search([], limit=1)
        cls.website.company_id = cls.company
        cls.provider.sudo().write({"company_id": cls.company.id, "website_id": False})
        cls.service = cls.env["product.product"].create({"name": "Course", "type": "service", "taxes_id": False})

    def _cart(self, amount):
        return self._order(
            amount, website_id=self.website.id, order_line=[Command.create({
                "product_id": self.service.id, "product_uom_qty": 1, "price_unit": amount, "tax_ids": [Command.clear()]})])

    def _check_out(self, cart):
        """Come back from the payment as the customer's browser does.

        :return: the page that he sees
        """
        self.authenticate(None, None)
        self.session.update(sale_order_id=cart.id, sale_last_order_id=cart.id)
        http.root.session_store.save(self.session)
        response = self.url_open("/shop/payment/validate")
        self.assertEqual(response.status_code, 200)
        self.assertIn("/shop/confirmation", response.url)
        self.assertIn(cart.name, response.text)
        self._refresh()
        return response.text

    def _pay_in_shop(self, cart, state):
        self.amount = cart.amount_total
        transaction = self._create_transaction(
            flow="redirect", sale_order_ids=[cart.id], state=state, reference=f"Shop {cart.name}")
        transaction._post_process()
        self._refresh()
        return transaction

    def test_free_order_of_a_customer_on_hold_waits_and_the_customer_is_thanked(self):
        self.profile.write({"on_hold": True, "hold_reason": "Fraud"})
        cart = self._cart(0)
        page = self._check_out(cart)
        self.assertIn("Thank you for your order", page)
        self.assertNotIn("Fraud", page)
        self.assertRecordValues(cart, [{"state": "draft", "credit_state": "held"}])
        self.assertTrue(cart.order_line, "the cart is kept")
        self.assertEqual(cart.credit_hold_id.state, "pending")
        self.assertTrue(cart.credit_hold_id.activity_ids, "staff has it on the list")

    def test_order_paid_in_full_passes_without_credit(self):
        self.profile.limit_mode = "no_credit"
        cart = self._cart(500)
        transaction = self._pay_in_shop(cart, "done")
        self._check_out(cart)
        self.assertRecordValues(cart, [{"state": "sale", "credit_state": "clear"}])
        self.assertTrue(transaction.is_post_processed)

    def test_bank_transfer_that_has_not_arrived_is_no_prepayment(self):
        self.profile.limit_mode = "no_credit"
        cart = self._cart(500)
        transaction = self._pay_in_shop(cart, "pending")
        self._check_out(cart)
        self.assertEqual(cart.state, "sent")
        cart.action_confirm()
        self._refresh()
        self.assertRecordValues(cart, [{"state": "sent", "credit_state": "held"}])
        self.assertEqual(cart.credit_hold_id.state, "pending")
        transaction._set_done()
        transaction._post_process()
        self._refresh()
        self.assertRecordValues(cart, [{"state": "sale", "credit_state": "clear"}])
        self.assertEqual(cart.credit_hold_id.state, "cleared", "the money has arrived")
