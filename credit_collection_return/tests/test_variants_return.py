"""Returned payments: further reported situations."""

import base64

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import ReturnCommon


@tagged("post_install", "-at_install")
class TestVariantsReturn(ReturnCommon):

    def test_payment_less_early_discount(self):
        """980 of 1,000 with 2 % discount go back: 1,000 are owed, the discount was never earned, the bank has nothing."""
        self.company.account_journal_early_pay_discount_loss_account_id = self.company_data["default_account_expense"]
        term = self.env["account.payment.term"].create({
            "name": "2 % in 10 days", "early_discount": True, "discount_percentage": 2, "discount_days": 10,
            "line_ids": [Command.create({"value": "percent", "value_amount": 100, "nb_days": 30})]})
        move = self._invoice(
            1000, 0, invoice_date=self._days(-12), invoice_date_due=False, invoice_payment_term_id=term.id)
        payment = self._pay(move, date=self._days(-8))
        self.assertEqual((payment.amount, move.amount_residual), (980, 0))
        self._return(payment, fee=0)
        self.assertEqual(move.amount_residual, 1000)
        owed = self._owed()
        self.assertEqual(owed[move.name, -18], 1000)
        self.assertEqual(sum(owed.values()), 1700)
        self._refresh()
        account = self.company.account_journal_early_pay_discount_loss_account_id
        lines = self.env["account.move.line"].search([("account_id", "=", account.id), ("parent_state", "=", "posted")])
        self.assertEqual(sum(lines.mapped("balance")), 0)

    def test_foreign_currency_at_another_rate(self):
        """600 CHF of 300 at 2.0 come at 4.0 and go back at 3.0: 600 CHF and 300 are owed."""
        currency = self.setup_other_currency("CHF", rates=[
            ("2016-01-01", 2.0), (str(self._days(-8)), 4.0), (str(self._days(-2)), 3.0)])
        move = self._invoice(600, -27, currency_id=currency.id)
        payment = self._debit(move, currency_id=currency.id)
        self._return(payment, fee=0)
        item = self._open_item(move)
        self.assertRecordValues(item, [{"amount_residual": 300, "amount_residual_currency": 600}])
        self.assertEqual(self._owed()[move.name, 27], 300)

    def test_return_in_a_locked_period(self):
        payment = self._debit()
        self.company.fiscalyear_lock_date = self._days(-2)
        record = self._return(payment, fee=0, date=self._days(-3))
        self.assertGreater(record.move_id.date, self._days(-2))
        self.assertEqual(self._owed(), {(self.first.name, 27): 300, (self.second.name, 13): 400})

    def test_refund_of_ours_is_not_what_the_bank_gave_back(self):
        """A refund over the same amount waits for its credit note: it was taken for the return, and nothing was booked."""
        payment = self._debit()
        refund = self.env["account.payment"].create({
            "payment_type": "outbound", "partner_type": "customer", "partner_id": self.customer.id, "amount": 700,
            "date": self._days(-3), "journal_id": self.bank.id})
        refund.action_post()
        record = self._return(payment, fee=0)
        self.assertFalse(record.is_bank_entry)
        self.assertNotEqual(record.move_id, refund.move_id)
        self.assertEqual(self._open_item(refund.move_id).amount_residual, 700)

    def test_day_to_come(self):
        """What is dated later has not happened yet, by hand and in a file."""
        record = self._return(self._debit(memo="DD-1"), post=False, date=self._days(1))
        with self.assertRaisesRegex(UserError, "has not come yet"):
            record.with_user(self.manager).action_post()
        record.unlink()
        wizard = self.env["credit.payment.return.import"].with_user(self.manager).create({
            "company_id": self.company.id,
            "file": base64.b64encode(f"reference;amount;date\nDD-1;700;{self._days(1)}".encode())})
        wizard.action_check()
        self.assertIn("has not come yet", wizard.line_ids.message)

    def test_taken_back_leaves_nothing_in_process(self):
        payment = self._debit()
        state = payment.state
        self._return(payment).with_user(self.manager).action_cancel()
        self._refresh()
        self.assertEqual((state, payment.state), ("paid", "paid"))

    def test_item_that_was_credited_in_part_since(self):
        """Of 300 that the debit collects, 100 are credited meanwhile; it fails: 200 are owed, as of the old due date."""
        payment = self._debit(self.first)
        note = self._invoice(100, -5, move_type="out_refund", reversed_entry_id=self.first.id)
        self._return(payment, fee=0)
        (self._open_item(self.first) + self._open_item(note)).reconcile()
        self.assertEqual(self._owed(), {(self.first.name, 27): 200, (self.second.name, 13): 400})
