"""Situations that people reported in public about early-payment discounts in other systems; the address stands beside each."""

from odoo.fields import Command
from odoo.tests import tagged

from .common import ShortPaymentCommon


@tagged("post_install", "-at_install")
class TestReportedShortPayment(ShortPaymentCommon):

    def _term(self, percent, days=10, computation="included"):
        return self.env["account.payment.term"].create({
            "name": f"{percent} % in {days}", "early_discount": True, "discount_percentage": percent, "discount_days": days,
            "early_pay_discount_computation": computation,
            "line_ids": [Command.create({"value": "percent", "value_amount": 100, "nb_days": 30})]})

    def _tax(self, amount):
        return self.env["account.tax"].create({
            "name": f"Tax {amount}", "amount": amount, "company_id": self.company.id,
            "country_id": self.company.account_fiscal_country_id.id})

    def _accept(self, move):
        short = self._shorts(move)
        self.assertEqual(short.kind, "earned")
        short.with_user(self.manager).action_accept()
        self._refresh()
        self.assertEqual(move.amount_residual, 0)
        return short.entry_id

    def test_half_a_cent_of_discount_leaves_nothing_open(self):
        # github.com/odoo/odoo/pull/163786
        for received in (1552.54, 1552.55):
            move = self._bill(1725.05, self._days(-5), term=self._term(10), taxed=False)
            self._receive(move, received, self.today)
            entry = self._accept(move)
            self.assertAlmostEqual(sum(entry.line_ids.filtered(lambda line: line.balance > 0).mapped("balance")),
                                   1725.05 - received, 2)

    def test_discount_on_an_invoice_whose_tax_was_rounded(self):
        # github.com/odoo/odoo/pull/259025
        rounding = self.env["account.cash.rounding"].create({
            "name": "0.05", "rounding": 0.05, "strategy": "biggest_tax", "rounding_method": "HALF-UP"})
        tax = self._tax(8.1)
        move = self.env["account.move"].create({
            "move_type": "out_invoice", "partner_id": self.customer.id, "invoice_date": self._days(-9),
            "invoice_payment_term_id": self._term(2, 18).id, "invoice_cash_rounding_id": rounding.id,
            "invoice_line_ids": [Command.create({
                "name": "Goods", "quantity": 1, "price_unit": 339.60, "tax_ids": [Command.set(tax.ids)]})]})
        move.action_post()
        self.assertEqual(move.amount_total, 367.10)
        printed = self._open_item(move).discount_amount_currency
        self._receive(move, printed, self.today)
        entry = self._accept(move)
        discount = round(367.10 - printed, 2)
        amounts = {line.account_id: line.balance for line in entry.line_ids}
        self.assertEqual(amounts[self._open_item(move).account_id], -discount)
        tax_part = sum(entry.line_ids.filtered("tax_line_id").mapped("balance"))
        # Tax and base in the proportion of the invoice: 27.50 of 367.10.
        self.assertAlmostEqual(tax_part, discount * 27.5 / 367.1, 1)

    def test_discount_over_several_taxes_and_odd_amounts(self):
        # github.com/frappe/erpnext/pull/34287
        move = self.env["account.move"].create({
            "move_type": "out_invoice", "partner_id": self.customer.id, "invoice_date": self._days(-5),
            "invoice_payment_term_id": self._term(3).id, "invoice_line_ids": [
                Command.create({"name": name, "quantity": quantity, "price_unit": price, "tax_ids": [Command.set(tax.ids)]})
                for name, quantity, price, tax in (
                    ("A", 3, 33.33, self._tax(7)), ("B", 7, 14.29, self._tax(19)), ("C", 1, 0.01, self._tax(5.5)))]})
        move.action_post()
        item = self._open_item(move)
        self._receive(move, item.discount_amount_currency, self.today)
        entry = self._accept(move)
        self.assertTrue(all(line.account_id for line in entry.line_ids))
        self.assertAlmostEqual(sum(entry.line_ids.mapped("balance")), 0, 2)

    def test_discount_whose_tax_is_reduced_on_the_invoice(self):
        # github.com/odoo/odoo/pull/247996: four lines of 4.76 with 15 %, 1 % discount: rounded by line or in all.
        tax = self._tax(15)
        move = self._bill(4.76, self._days(-5), term=self._term(1, computation="mixed"), invoice_line_ids=[Command.create({
            "name": "Goods", "price_unit": 4.76, "tax_ids": [Command.set(tax.ids)]}) for _line in range(4)])
        item = self._open_item(move)
        self._receive(move, item.discount_amount_currency, self._days(-1))
        short = self._shorts(move)
        short.with_user(self.manager).action_accept()
        self._refresh()
        self.assertEqual((move.amount_total, short.amount, move.amount_residual), (21.87, 0.19, 0))
        self.assertFalse(short.sudo().entry_id.line_ids.filtered("tax_line_id"))

    def test_discount_of_what_a_credit_note_left(self):
        # github.com/OCA/account-payment/pull/977: the same percentage of the whole invoice, whatever was credited of it.
        move = self._bill(1200, self._days(-8))
        note = self._bill(240, self._days(-6), move_type="out_refund", invoice_payment_term_id=False)
        (self._open_item(move) + note.line_ids.filtered(lambda line: line.account_type == "asset_receivable")).reconcile()
        self._receive(move, 940.80, self._days(-1))
        short = self._shorts(move)
        self.assertRecordValues(short, [{"kind": "earned", "amount": 19.20}])

    def test_discount_paid_in_two_parts(self):
        # github.com/odoo/odoo/pull/94050: after a first part, the discounted amount of the whole was asked for.
        move = self._bill(1200, self._days(-8))
        self._receive(move, 600, self._days(-6))
        self._receive(move, 576, self._days(-1))
        self.assertRecordValues(self._shorts(move), [{"kind": "earned", "amount": 24}])
