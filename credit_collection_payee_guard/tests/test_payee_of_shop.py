"""The shop's own pages. Needs website_sale: ``./dev test --with website_sale
credit_collection_payee_guard/tests/test_payee_of_shop.py``; in a database without it these tests are skipped."""

from odoo import http
from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from .common import KNOWN, NEW, PayeeCommon


def _join(text):
    """:return: without the spaces that base_iban, where it is installed, puts into numbers"""
    return text.replace(" ", "")


@tagged("post_install", "-at_install")
class TestPayeeOfShop(PayeeCommon, HttpCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if "website_id" not in cls.env["sale.order"]._fields:
            cls.skipTest(cls, "website_sale is not installed")
        cls.website = cls.env["website"].sudo().search([], limit=1)
        cls.website.company_id = cls.company

    def _order_in_shop(self):
        """:return: an order whose wire transfer is pending"""
        service = self.env["product.product"].create({"name": "Course", "type": "service", "taxes_id": False})
        order = self._order(100, website_id=self.website.id, order_line=[Command.create({
            "product_id": service.id, "product_uom_qty": 1, "price_unit": 100, "tax_ids": [Command.clear()]})])
        provider = self.env["payment.provider"].search([("custom_mode", "=", "wire_transfer")], limit=1).copy({
            "company_id": self.company.id, "state": "test", "qr_code": True})
        provider.action_recompute_pending_msg()
        self.assertIn(NEW, _join(provider.pending_msg))
        self.env["payment.transaction"].create({
            "provider_id": provider.id, "payment_method_id": provider.payment_method_ids[:1].id or self.env[
                "payment.method"].search([], limit=1).id,
            "reference": "Shop 1", "amount": 100, "currency_id": order.currency_id.id, "partner_id": self.customer.id,
            "sale_order_ids": [Command.set(order.ids)], "state": "pending"})
        return order

    def _confirm(self, order):
        self.authenticate(None, None)
        self.session.update(sale_last_order_id=order.id)
        http.root.session_store.save(self.session)
        page = self.url_open("/shop/confirmation")
        self.assertEqual(page.status_code, 200)
        self.assertIn("Please use the following transfer details", page.text)
        return page.text

    def test_text_of_wire_transfers_after_the_order(self):
        account = self._account(NEW, self.manager)
        for bank in (self.known, account):
            self.env["account.journal"].create({
                "name": bank.acc_number, "type": "bank", "code": bank.acc_number[:4], "company_id": self.company.id,
                "bank_account_id": bank.id})
        order = self._order_in_shop()
        page = self._confirm(order)
        self.assertIn(KNOWN, _join(page))
        self.assertNotIn(NEW, _join(page))
        self.assertIn("change is being checked", page)
        self._approval(account).with_user(self.other).action_approve()
        self._refresh()
        self.assertIn(NEW, _join(self._confirm(order)))
