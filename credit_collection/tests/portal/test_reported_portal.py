"""Situations that people reported in public about portals and payment pages; the address stands beside each."""

from odoo.fields import Command
from odoo.tests import tagged

from .test_portal_pay import PayCommon


@tagged("post_install", "-at_install")
class TestPublicReports(PayCommon):

    def _in_installments(self, amount=1000, **vals):
        """:return: an invoice in four installments that are due one after the other, and its items"""
        term = self.env["account.payment.term"].create({"name": "Four", "line_ids": [
            Command.create({"value": "percent", "value_amount": 25, "nb_days": days}) for days in (0, 30, 60, 90)]})
        invoice = self._invoice(
            amount, 0, invoice_date=self._days(-40), invoice_payment_term_id=term.id, invoice_date_due=False, **vals)
        items = invoice.line_ids.filtered(lambda line: line.display_type == "payment_term").sorted("date_maturity")
        return invoice, items

    def test_one_installment_is_paid_and_no_other(self):
        # github.com/odoo/odoo/issues/165199
        invoice, items = self._in_installments()
        page = self._post("pay", items[0])
        self.assertEqual(self._get_payment_context(page)["amount"], 250.0)
        self._settle_online(self._pay_online(page))
        self.assertEqual(items.mapped("amount_residual"), [0, 250, 250, 250])
        self.assertEqual(invoice.amount_residual, 750)

    def test_the_installment_that_was_chosen_is_the_one_that_is_paid(self):
        # github.com/frappe/erpnext/issues/38023
        _invoice, items = self._in_installments()
        page = self._post("pay", items[1], self._open_item(self.second))
        self.assertEqual(self._get_payment_context(page)["amount"], 500.0)
        self._settle_online(self._pay_online(page))
        self.assertEqual(items.mapped("amount_residual"), [250, 0, 250, 250])
        self.assertEqual((self.first.amount_residual, self.second.amount_residual), (1000, 0))

    def test_what_is_in_dispute_of_one_is_not_paid_before_another(self):
        # github.com/frappe/erpnext/issues/38023
        self._dispute(self.first, 300)
        page = self._post("pay", self._open_item(self.first), self._open_item(self.second))
        self.assertEqual(self._get_payment_context(page)["amount"], 950.0)
        self._settle_online(self._pay_online(page))
        self.assertEqual((self.first.amount_residual, self.second.amount_residual), (300, 0))

    def test_what_is_in_dispute_of_two_is_paid_of_neither(self):
        self._dispute(self.first, 400)
        self._dispute(self.second, 100)
        due = self.first.amount_residual + self.second.amount_residual - 500
        page = self._post("pay", self._open_item(self.first), self._open_item(self.second))
        self.assertEqual(self._get_payment_context(page)["amount"], due)
        self._settle_online(self._pay_online(page))
        self.assertEqual((self.first.amount_residual, self.second.amount_residual), (400, 100))

    def test_all_that_is_overdue_is_what_is_left_of_it(self):
        # github.com/odoo/odoo/pull/210702
        invoice, _items = self._in_installments()
        self._pay(invoice, 100)
        self._pay(self.first, 400)
        self._refresh()
        page = self._post("pay_overdue")
        self.assertEqual(self._get_payment_context(page)["amount"], 600 + 250 + 400)

    def test_what_is_paid_in_part_is_not_overdue_before_its_day(self):
        # github.com/invoiceninja/invoiceninja/issues/5436
        self._pay(self._invoice(400, 20), 150)
        self.first.button_cancel()
        self.second.button_cancel()
        text = self._read(self._open(user=self.ann))
        self.assertIn("250.00", text)
        self.assertNotIn("overdue", text)

    def test_items_of_a_branch_are_paid_with_those_of_its_company(self):
        entry = self._book_in_branch(300, -20)
        item = entry.line_ids.filtered("partner_id")
        page = self._post("pay", item, self._open_item(self.second))
        self.assertEqual(self._get_payment_context(page)["amount"], 550.0)
        self._settle_online(self._pay_online(page))
        self.assertEqual((item.amount_residual, self.second.amount_residual), (0.0, 0.0))
