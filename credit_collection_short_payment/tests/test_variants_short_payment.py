"""Rests after receipts: further reported situations."""

from datetime import date

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import ShortPaymentCommon


@tagged("post_install", "-at_install")
class TestVariantsShortPayment(ShortPaymentCommon):

    def _receive_together(self, moves, amount):
        (self._open_item(moves) + self._book_receipt(amount)).reconcile()
        self._refresh()

    def _book_receipt(self, amount, text="Payment"):
        """:return: the item of a receipt of today that pays nothing yet"""
        bank = self.company_data["default_journal_bank"]
        entry = self.env["account.move"].create({
            "move_type": "entry", "date": self.today, "journal_id": bank.id, "line_ids": [
                Command.create({
                    "account_id": self.company_data["default_account_receivable"].id, "partner_id": self.customer.id,
                    "name": text, "balance": -amount}),
                Command.create({"account_id": bank.default_account_id.id, "balance": amount})]})
        entry.action_post()
        return self._open_item(entry)

    def test_one_receipt_for_two_invoices_with_discount(self):
        """1,470 for 1,000 and 500, each less 2 %: both are closed by 30, nothing stays open or in dispute."""
        first, second = self._bill(1000, self._days(-5)), self._bill(500, self._days(-5))
        self._receive_together(first + second, 1470)
        shorts = self._shorts(first) | self._shorts(second)
        self.assertEqual(shorts.mapped("kind"), ["earned"])
        self.assertEqual(shorts.amount, 30)
        shorts.with_user(self.manager).action_accept()
        self._refresh()
        self.assertEqual((first.amount_residual, second.amount_residual), (0, 0))
        amounts = sorted(shorts.sudo().entry_id.line_ids.filtered(lambda line: line.balance > 0).mapped("balance"))
        self.assertEqual(amounts, [1.67, 3.33, 8.33, 16.67], "net and tax of each invoice")

    def test_one_receipt_for_two_invoices_too_late(self):
        """Neither discount was earned: 30 are claimed, or waived by the discounts of both."""
        first, second = self._bill(1000, self._days(-20)), self._bill(500, self._days(-20))
        self._receive_together(first + second, 1470)
        short = self._shorts(first) | self._shorts(second)
        self.assertRecordValues(short, [{"kind": "not_due", "amount": 30, "discount": 30}])
        short.with_user(self.manager)._waive("First time")
        self._refresh()
        self.assertEqual((first.amount_residual, second.amount_residual), (0, 0))
        self.assertEqual(sum(short.sudo().entry_id.line_ids.filtered("tax_line_id").mapped("balance")), 5)

    def test_leap_day_is_the_last_day(self):
        """19 February 2024 + 10 days: 29 February."""
        for day, kind in ((date(2024, 2, 29), "earned"), (date(2024, 3, 1), "not_due")):
            with freeze_time("2024-03-02 12:00:00"):
                move = self._bill(1000, date(2024, 2, 19))
                self._receive(move, 980, day)
            self.assertEqual(self._shorts(move).kind, kind)

    def test_one_cent_too_little(self):
        """979.99: the discount and one cent; the cent is what is short of it."""
        move = self._bill(1000, self._days(-5))
        self._receive(move, 979.99, self.today)
        self.assertNotEqual(self._shorts(move).kind, "earned")

    def test_customer_paid_exactly_the_discounted_amount_twice(self):
        move = self._bill(1000, self._days(-5))
        self._receive(move, 980, self.today)
        short = self._shorts(move)
        short.with_user(self.manager).action_accept()
        self._refresh()
        with self.assertRaises(UserError):
            short.with_user(self.manager).action_accept()
        self.assertEqual(move.amount_residual, 0)

    def test_receipt_taken_back_after_the_discount_was_booked(self):
        """980 and 20 of discount; the 980 bounce: the invoice is owed, and the discount of 20 is not hidden from the eyes."""
        move = self._bill(1000, self._days(-5))
        receipt = self._receive(move, 980, self.today)
        short = self._shorts(move)
        short.with_user(self.manager).action_accept()
        self._refresh()
        receipt.remove_move_reconcile()
        self._refresh()
        self.assertEqual(move.amount_residual, 980)

    def test_tax_that_is_due_when_the_invoice_is_paid(self):
        """980 of 1,000 with 20 % come in: 163.33 of tax are due, nothing waits, 16.67 are the discount."""
        self.company.tax_exigibility = True
        payable, waiting = self.env["account.account"].create([
            {"code": code, "name": code, "account_type": "liability_current", "reconcile": True}
            for code in ("VATDUE", "VATWAIT")])
        self.tax.write({"tax_exigibility": "on_payment", "cash_basis_transition_account_id": waiting.id})
        for lines in (self.tax.invoice_repartition_line_ids, self.tax.refund_repartition_line_ids):
            lines.filtered(lambda line: line.repartition_type == "tax").account_id = payable
        move = self._bill(1000, self._days(-5))
        self._receive(move, 980, self.today)
        self._shorts(move).with_user(self.manager).action_accept()
        self._refresh()

        def get_balance(account):
            return round(sum(self.env["account.move.line"].search([
                ("account_id", "=", account.id), ("parent_state", "=", "posted")]).mapped("balance")), 2)

        self.assertEqual(move.amount_residual, 0)
        self.assertEqual((get_balance(payable), get_balance(waiting), get_balance(self.discount_account)), (-163.34, 0, 16.67))

    def test_the_last_day_is_that_of_the_company(self):
        """At 18:00 in London on 12 January it is the 13th in Shanghai: the discount is over there. In Los Angeles it runs until
        the evening of the 12th."""
        item = self._open_item(self._bill(1000, date(2025, 1, 2)))
        for zone, now, discount in (("Asia/Shanghai", "2025-01-12 18:00:00", 0), ("Asia/Shanghai", "2025-01-12 15:00:00", 20),
                                    ("America/Los_Angeles", "2025-01-13 07:00:00", 20),
                                    ("America/Los_Angeles", "2025-01-13 09:00:00", 0)):
            self.company.resource_calendar_id.tz = zone
            with freeze_time(now):
                self.assertEqual(item._get_credit_early_discount(self.company._get_credit_today()), discount, (zone, now))

    def test_one_receipt_leaves_two_rests(self):
        """1,450 for 1,000 and 500, each less its freight: a proposal for each rest, accepted as two disputes."""
        moves = self._bill(1000, self._days(-60)) | self._bill(500, self._days(-60))
        receipt = self._book_receipt(1450, "less freight")
        for move, part in zip(moves, (970, 480), strict=True):
            item = self._open_item(move)
            (item + receipt).with_context(credit_collection_parts={item.id: part}).reconcile()
        self._refresh()
        shorts = self._shorts(moves[0]) | self._shorts(moves[1])
        self.assertEqual(shorts.mapped(lambda short: (short.kind, short.amount, short.receipt_id)), [
            ("deduction", 30, receipt), ("deduction", 20, receipt)])
        shorts.with_user(self.collector).action_accept()
        self.assertEqual([dispute.amount for dispute in shorts.dispute_id], [30, 20])
