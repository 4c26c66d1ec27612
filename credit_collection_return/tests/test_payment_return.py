"""14.1, C18, C26: a returned payment reopens what it had paid, with the old due dates and the old level."""

from unittest.mock import patch

from psycopg2.errors import UniqueViolation

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import format_date, mute_logger

from .common import ReturnCommon


@tagged("post_install", "-at_install")
class TestPaymentReturn(ReturnCommon):

    def test_one_debit_for_two_invoices_reopens_both(self):
        """14.1: 28 March, both open, 27 and 13 days overdue; the fee is a claim of its own without tax."""
        payment = self._debit()
        self.assertEqual(self._owed(), {})
        record = self._return(payment, claims_fee=False)
        # As without charges for late payment, which claim it in their way.
        fee = record.fee_move_id = record._create_fee_entry()
        self.assertEqual(self._owed(), {(self.first.name, 27): 300, (self.second.name, 13): 400, (fee.name, 0): 7.5})
        self.assertEqual((self.first.amount_total, self.second.amount_total), (300, 400))
        self.assertFalse(fee.line_ids.tax_ids | fee.line_ids.tax_line_id)
        self.assertEqual(set(record.line_ids.move_id), {self.first, self.second})
        notes = "".join(self.profile.message_ids.mapped("body"))
        self.assertIn(f"of {format_date(self.env, payment.date)} was returned", notes)

    def test_fee_without_its_account_is_not_claimed(self):
        record = self._return(self._debit(), claims_fee=False)
        self.company.write({"credit_return_fee_account_id": False, "credit_return_journal_id": False})
        with self.assertRaisesRegex(
                UserError, "> Returned Payments of .*: Account of Claimed Fees, Journal of Claimed Fees"):
            record._create_fee_entry()

    def test_later_payment_closes_the_invoice_that_it_names(self):
        """14.1: 2 April, 300 for the first; the second stays open with 400."""
        self._return(self._debit(), fee=0)
        self._pay(self.first)
        self.assertEqual(self._owed(), {(self.second.name, 13): 400})
        self.assertEqual((self.first.amount_residual, self.second.amount_residual), (0, 400))

    def test_debit_is_marked_as_refundable_for_56_days(self):
        payment = self._debit()
        self.assertEqual(payment.credit_refund_until, self._days(48))
        self.assertTrue(payment.credit_is_refundable)
        Payment = self.env["account.payment"]
        self.assertIn(payment, Payment.search([("credit_is_refundable", "=", True)]))
        old = self._debit(self._invoice(50, -70), days=-57)
        self.assertEqual((old.credit_refund_until, old.credit_is_refundable), (self._days(-1), False))
        self.assertNotIn(old, Payment.search([("credit_is_refundable", "=", True)]))
        self.assertIn(old, Payment.search([("credit_is_refundable", "=", False)]))
        self.assertEqual(self._return(payment).refund_until, self._days(48))
        self.assertFalse(payment.credit_is_refundable)

    def test_nothing_is_in_process_any_more(self):
        """The debit that the bank did not confirm uses up no limit beside the invoices."""
        payment = self._debit()
        before = self.profile._get_facts(self.today)[self.profile.id]
        record = self._return(payment, fee=0)
        after = self.profile._get_facts(self.today)[self.profile.id]
        self.assertEqual((before["exposure_payments"], after["exposure_payments"]), (700, 0))
        self.assertEqual(after["exposure_receivable"], 700)
        self.assertEqual(payment.state, "rejected")
        self.assertEqual(record.move_id.journal_id, self.bank)

    def test_return_is_no_payment_and_counts(self):
        """C18: the ledger says so by the one definition; score and alert read it."""
        receipts, key = self.env["credit.receipts"], (self.customer.id, self.company.id)
        payment = self._debit()
        self.assertEqual(receipts._get_last_payments(self.today)[key], (self._days(-8), 700))
        self._return(payment)
        self.assertNotIn(key, receipts._get_last_payments(self.today))
        self.assertEqual(receipts._count_returned(self.today, self._days(-365))[key], 1)
        measures = self.profile._get_measures(self.today)[self.profile.id]
        self.assertEqual(measures["returned_payments"], 1)
        alerts = self.profile._evaluate_alerts(self.today)
        self.assertIn("returned_payments", alerts.mapped("indicator"))

    def test_customers_without_returns_have_no_value(self):
        self._debit()
        self._refresh()
        self.assertIsNone(self.profile._get_measures(self.today)[self.profile.id]["returned_payments"])

    def test_level_returns(self):
        """Level 2 was sent, then paid: after the return collection goes on from level 2."""
        (self.first | self.second).button_draft()
        (self.first | self.second).button_cancel()
        move = self._invoice(500, -25)
        self._run(-19)
        self.assertEqual(self._run(-4).level_id, self.level_2)
        payment = self._debit(move, days=-3)
        self._run(-2)
        self._refresh()
        self.assertFalse(self.profile.followup_level_id)
        record = self._return(payment, fee=0)
        self.assertEqual((self.profile.followup_level_id, record.level_id), (self.level_2, self.level_2))
        self.assertEqual(self.profile.last_followup_date, self._days(-4))
        self.assertFalse(self._run(), "25 days overdue: level 3 is due at 30")
        self.assertEqual(self._run(6).level_id, self.level_3)

    def test_running_debit_is_not_reminded_until_it_fails(self):
        """C26"""
        (self.first | self.second).preferred_payment_method_line_id = self.method
        self.assertFalse(self._run())
        payment = self._debit()
        self.assertFalse(self._run())
        self._return(payment, fee=0)
        self.assertEqual(self._run().amount_due, 700)

    def test_second_attempt_is_a_promise(self):
        record = self._return(self._debit(), fee=0)
        promise = record._make_attempt(self._days(7))
        self.assertRecordValues(promise, [{"state": "open", "amount": 700}])
        self.assertFalse(self._run())
        with self.assertRaisesRegex(UserError, "second attempt was made already"):
            record._make_attempt(self._days(8))
        self._pay(self.first | self.second)
        promise._settle(self._days(8))
        self.assertEqual(promise.state, "kept")

    def test_no_second_attempt_on_a_closed_account(self):
        record = self._return(self._debit(), reason_id=self.closed.id)
        with self.assertRaisesRegex(UserError, "no second attempt"):
            record._make_attempt(self._days(7))

    def test_whether_a_reason_allows_a_second_attempt_is_chosen_in_the_list_of_reasons(self):
        reasons = self.env["credit.reason"]
        arch = reasons.get_view(self.env.ref("credit_collection.credit_reason_view_list").id)["arch"]
        self.assertIn('name="allows_attempt"', arch)

    def test_a_payment_goes_back_once(self):
        payment = self._debit()
        self._return(payment)
        with self.assertRaises(UniqueViolation), mute_logger("odoo.sql_db"), self.cr.savepoint():
            self._return(payment)

    def test_what_the_bank_booked_is_not_booked_again(self):
        payment = self._debit()
        back = self._bank_entry(-700, 0)
        record = self._return(payment, fee=0)
        self.assertEqual((record.move_id, record.is_bank_entry), (back, True))
        self.assertEqual(self._owed(), {(self.first.name, 27): 300, (self.second.name, 13): 400})

    def test_receipt_of_a_bank_statement(self):
        receipt = self._bank_entry(700, -8)
        (self.first | self.second | receipt).line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable").reconcile()
        record = self._return(self.env["account.payment"], fee=0, receipt_id=receipt.line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable").id)
        self.assertEqual((record.amount, record.payment_date), (700, self._days(-8)))
        self.assertEqual(self._owed(), {(self.first.name, 27): 300, (self.second.name, 13): 400})

    def test_payment_without_entry(self):
        self.bank.inbound_payment_method_line_ids.payment_account_id = False
        with patch.object(type(self.first), "_get_invoice_in_payment_state", lambda self: "in_payment"):
            payment = self._debit()
        self.assertFalse(payment.move_id)
        self._return(payment, fee=0)
        self.assertEqual(payment.state, "rejected")
        self.assertEqual(self.env["credit.receipts"]._count_returned(self.today, self._days(-365)), {
            (self.customer.id, self.company.id): 1})

    def test_broken_promise_is_judged_by_money_that_stayed(self):
        promise = self.env["credit.promise"].create({
            "profile_id": self.profile.id, "line_ids": [(6, 0, self._open_item(self.first).ids)],
            "instalment_ids": [(0, 0, {"date": self.today, "amount": 300})]})
        promise.action_open()
        payment = self._debit(self.first, days=0)
        self._refresh()
        self.assertEqual(promise.state, "kept")
        self._return(payment, fee=0)
        promise._settle(self._days(30))
        self.assertEqual(promise.state, "broken")

    def test_taken_back(self):
        payment = self._debit()
        record = self._return(payment)
        record.with_user(self.manager).action_cancel()
        self.assertEqual(self._owed(), {})
        self.assertEqual((record.state, payment.state in ("in_process", "paid")), ("cancelled", True))
        self.assertEqual(self.env["credit.receipts"]._get_last_payments(self.today)[
            self.customer.id, self.company.id], (self._days(-8), 700))

    def test_not_before_it_was_made(self):
        with self.assertRaisesRegex(ValidationError, "before it was made"):
            self._return(self._debit(), date=self._days(-9), post=False)

    def test_copy_has_nothing_of_it(self):
        """14.2: a copy of an invoice with return, dispute, promise and level has none of these; the history stays."""
        self._return(self._debit(), fee=0)
        self._dispute(self.first, 100)
        promise = self.env["credit.promise"].create({
            "profile_id": self.profile.id, "line_ids": [(6, 0, self._open_item(self.second).ids)],
            "instalment_ids": [(0, 0, {"date": self._days(5), "amount": 400})]})
        promise.action_open()
        for copy in (self.first.copy(), self.second.copy()):
            copy.invoice_date = self.today
            copy.action_post()
            item = self._open_item(copy)
            self.assertFalse(copy.matched_payment_ids)
            self.assertFalse(self.env["credit.dispute"].search([("move_id", "=", copy.id)]))
            self.assertFalse(self.env["credit.promise"].search([("line_ids", "in", item.ids)]))
            self.assertFalse(self.env["credit.payment.return"].search([("line_ids", "in", item.ids)]))
            self.assertFalse(self.env["credit.followup"].search([("line_ids", "in", item.ids)]))
            self.assertEqual((item.credit_disputed_amount, item.credit_promised_amount), (0, 0))

    def test_reversed_and_issued_again(self):
        """14.2: history stays on the old invoice, the new one is linked by core and begins without."""
        record = self._return(self._debit(), fee=0)
        wizard = self.env["account.move.reversal"].with_context(
            active_model="account.move", active_ids=self.first.ids).create({
                "journal_id": self.first.journal_id.id, "date": self.today})
        new = self.env["account.move"].browse(wizard.modify_moves()["res_id"])
        self.assertIn(self._open_item(self.first), record.line_ids)
        self.assertNotIn(self._open_item(new), record.line_ids)
        self.assertFalse(new.matched_payment_ids)
        self.assertEqual(self.first.reversal_move_ids.amount_total, 300)
