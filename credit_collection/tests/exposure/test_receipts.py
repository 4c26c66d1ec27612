"""One idea of *paid*: only money that stayed pays."""

from odoo.fields import Command
from odoo.tests import tagged

from ..common import CreditCommon


class ReceiptCommon(CreditCommon):

    @classmethod
    def _bank(cls, amount, days, partner=None):
        """Book ``amount`` (negative: given back) on the customer's account by the bank, ``days`` days from today."""
        receivable = cls.company_data["default_account_receivable"]
        entry = cls.env["account.move"].create({
            "move_type": "entry", "date": cls._days(days), "journal_id": cls.company_data["default_journal_bank"].id,
            "line_ids": [
                Command.create({
                    "account_id": receivable.id, "partner_id": (partner or cls.customer).id, "balance": -amount}),
                Command.create({
                    "account_id": cls.company_data["default_journal_bank"].default_account_id.id, "balance": amount}),
            ],
        })
        entry.action_post()
        return entry

    def _match(self, *moves):
        self.env["account.move"].union(*moves).line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable" and not line.reconciled).reconcile()

    def _write_off(self, move, amount):
        entry = self.env["account.move"].create({
            "move_type": "entry", "date": self.today, "journal_id": self.company_data["default_journal_misc"].id,
            "line_ids": [
                Command.create({
                    "account_id": self.company_data["default_account_receivable"].id, "partner_id": self.customer.id,
                    "balance": -amount}),
                Command.create({"account_id": self.company_data["default_account_expense"].id, "balance": amount}),
            ],
        })
        entry.action_post()
        self._match(move, entry)


@tagged("post_install", "-at_install")
class TestReceipts(ReceiptCommon):

    def _last_payment(self):
        payments = self.env["credit.receipts"]._get_last_payments(self.today)
        return payments.get((self.customer.id, self.company.id))

    def _returned(self):
        counts = self.env["credit.receipts"]._count_returned(self.today, self._days(-365))
        return counts.get((self.customer.id, self.company.id), 0)

    def _history(self):
        self._refresh()
        return self.env["credit.scorecard"]._get_history(self.profile, self.today)[self.profile.id]

    def test_receipt_is_the_last_payment(self):
        self._match(self._invoice(1000, -10), self._bank(800, -3))
        self.assertEqual(self._last_payment(), (self._days(-3), 800))
        self.assertEqual(self._returned(), 0)

    def test_credit_note_and_write_off_are_no_payments(self):
        invoice = self._invoice(1000, -10)
        self._match(invoice, self._invoice(900, -5, move_type="out_refund"))
        self._write_off(invoice, 100)
        self.assertIsNone(self._last_payment())
        self.assertEqual(self._history()["settled"], 0)

    def test_receipt_returned_and_matched_with_its_return_is_no_payment(self):
        receipt = self._bank(800, -5)
        self._match(receipt, self._bank(-800, -2))
        self.assertIsNone(self._last_payment())
        self.assertEqual(self._returned(), 1)
        self.assertEqual(self._history()["settled"], 0)

    def test_receipt_returned_while_it_settles_the_invoice_is_no_payment(self):
        invoice, receipt = self._invoice(800, -1), self._bank(800, -5)
        self._match(invoice, receipt)
        self._bank(-800, -2)
        self.assertIsNone(self._last_payment())
        self.assertEqual(self._returned(), 1)
        self.assertEqual((self._history()["settled"], self._history()["invoices"]), (0, 0))

    def test_returned_payment_made_again_is_a_payment(self):
        invoice, receipt = self._invoice(800, -8), self._bank(800, -9)
        self._match(invoice, receipt)
        back = self._bank(-800, -6)
        self._match(back, self._bank(800, -1))
        self.assertEqual(self._last_payment(), (self._days(-1), 800))
        self.assertEqual(self._returned(), 1)
        self.assertEqual((self._history()["settled"], self._history()["on_time"]), (800, 0))

    def test_credit_note_paid_out_is_no_returned_payment(self):
        self._match(self._invoice(800, -20), self._bank(800, -20))
        self._match(self._invoice(800, -10, move_type="out_refund"), self._bank(-800, -2))
        self.assertEqual(self._returned(), 0)
        self.assertEqual(self._last_payment(), (self._days(-20), 800))

    def test_part_given_back_leaves_the_rest(self):
        receipt = self._bank(1000, -5)
        self._match(self._invoice(700, -10), receipt)
        self._match(receipt, self._bank(-300, -2))
        self.assertEqual(self._last_payment(), (self._days(-5), 700))

    def test_post_dated_receipt_is_no_payment_yet(self):
        self._match(self._invoice(1000, -20), self._bank(1000, 30))
        self.assertIsNone(self._last_payment())
        self.assertEqual(self._history()["settled"], 0)

    def test_staff_loan_is_no_business_of_ours(self):
        loans = self.company_data["default_account_receivable"].copy({"non_trade": True, "code": "1299"})
        receipt = self._bank(500, -3)
        receipt.button_draft()
        receipt.line_ids.filtered(lambda line: line.balance < 0).account_id = loans
        receipt.action_post()
        self.assertIsNone(self._last_payment())
