"""What is paid after a write-off is a recovery: tax is paid back by its share, and what goes back is written off again."""

from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import LossCommon


@tagged("post_install", "-at_install")
class TestRecovery(LossCommon):

    def _night(self):
        self._refresh()
        self.env["credit.batch.stamp"].sudo().search([("job", "=", "credit_collection_loss.ir_cron_recoveries")]).unlink()
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda *_args, **_values: float("inf")):
            self.env["credit.write.off.recovery"]._cron_book()
        self._refresh()

    def _owed(self):
        self._refresh()
        return self.profile._get_aging(self.today)[self.profile.id]["total"]

    def test_worked_case_tax_is_paid_back_by_its_share(self):
        """1,200 with 200 of tax; 300 come in, then 900: 50 and 250, then 150 and 750."""
        self.company.credit_relief_account_id = self.relief_account
        invoice = self._bill(1200, 400)
        write_off = self._write_off(invoice, date=self._days(-60))
        self._receive(300, self._days(-20))
        self._night()
        first = write_off.recovery_ids
        self.assertRecordValues(first, [{"amount": 300, "tax": 50, "date": self._days(-20)}])
        self.assertEqual(first.move_id.date, self._days(-20), "the tax belongs to the period of the receipt")
        self.assertEqual(self._amounts(first.move_id), {
            self.receivable: 300, self.relief_account: -50, self.recovery_account: -250})
        self._receive(900, self._days(-5))
        self._night()
        second = write_off.recovery_ids - first
        self.assertEqual(self._amounts(second.move_id), {
            self.receivable: 900, self.relief_account: -150, self.recovery_account: -750})
        self.assertEqual((self._balance(self.relief_account), self._balance(self.recovery_account)), (0, -1000))
        self.assertEqual(self._owed(), 0)
        self.assertEqual(self._open_item(invoice).amount_residual, 0)
        self.assertFalse(self.env["account.move.line"].search(
            [("partner_id", "=", self.customer.id), *self.env["account.move.line"]._get_collectible_domain(self.today)]))

    def test_tax_on_an_account_of_other_receivables(self):
        """What the tax office owes is no debt of the customer: the entries are matched by the trade receivable alone."""
        refund = self.receivable.copy({"name": "Tax to get back", "non_trade": True})
        self.company.credit_relief_account_id = refund
        write_off = self._write_off(self._bill(1200, 400), date=self._days(-60))
        self.assertEqual(self._amounts(write_off.move_id), {self.receivable: -1200, refund: 200, self.loss_account: 1000})
        self._receive(300, self._days(-20))
        self._night()
        self.assertEqual(self._amounts(write_off.recovery_ids.move_id), {
            self.receivable: 300, refund: -50, self.recovery_account: -250})
        self._night()
        self.assertRecordValues(write_off.recovery_ids, [{"amount": 300, "returned": 0}])
        self.assertEqual(self._owed(), 0)

    def test_worked_case_paid_in_june_and_returned_in_july(self):
        self.env["credit.loss.specific"].create({
            "profile_id": self.profile.id, "rate": 60, "reason": "Insolvent", "date_from": self._days(-300)})
        invoice = self._bill(1000, 400, taxed=False)
        self._posted(date=self._days(-210))
        write_off = self._write_off(invoice, date=self._days(-200))
        self.assertEqual(self._amounts(write_off.move_id), {
            self.receivable: -1000, self.allowance_account: 600, self.loss_account: 400})
        self.company.fiscalyear_lock_date = self._days(-190)
        receipt = self._receive(1000, self._days(-30))
        self.assertEqual(self._owed(), -1000)
        self._night()
        self.assertEqual(self._owed(), 0)
        self.assertEqual(self._balance(self.recovery_account), -1000)
        self.assertEqual(self._balance(self.loss_account), 600 + 400, "December stays")
        self.assertEqual(write_off.recovered, 1000)
        back = self._open_item(self._bank(1000, self._days(-3)))
        self._night()
        self.assertEqual(self._owed(), 0, "nothing to remind of")
        self.assertTrue(back.reconciled)
        self.assertEqual(self._balance(self.recovery_account), 0)
        self.assertEqual(self._balance(self.recovery_account, self._days(-4)), -1000, "taken back on the day of the return")
        self.assertRecordValues(write_off, [{"recovered": 0, "state": "posted"}])
        self.assertTrue(receipt.reconciled)
        self._night()
        self.assertEqual(len(write_off.recovery_ids), 1, "nothing is booked twice")

    def test_receipt_that_is_matched_with_its_return(self):
        self.company.credit_relief_account_id = self.relief_account
        write_off = self._write_off(self._bill(1200, 400), date=self._days(-60))
        receipt = self._receive(300, self._days(-20))
        self._night()
        receipt.remove_move_reconcile()
        back = self._open_item(self._bank(300, self._days(-3)))
        (receipt + back).reconcile()
        self._night()
        self.assertEqual(self._owed(), 0)
        self.assertEqual((self._balance(self.relief_account), self._balance(self.recovery_account)), (200, 0))
        self.assertEqual(write_off.recovered, 0)

    def test_bad_debt_ratio(self):
        self._write_off(self._bill(1200, 400, taxed=False), date=self._days(-60))
        self._receive(300, self._days(-20))
        self._night()
        self._bill(600, 5, taxed=False, invoice_date=self._days(-60))
        self._pay(self.env["account.move"].search([("invoice_date", "=", self._days(-60))]))
        figures = self.company._get_credit_key_figures(self._days(-60), self.today)
        self.assertEqual(figures["bad_debt_ratio"], 900 / 600)

    def test_not_while_the_customer_owes_something(self):
        write_off = self._write_off(self._bill(1200, 400, taxed=False), date=self._days(-60))
        self._bill(100, 5, taxed=False)
        self._receive(300, self._days(-20))
        self._night()
        self.assertFalse(write_off.recovery_ids)
        write_off.with_user(self.manager).action_book_recovery()
        self.assertEqual(write_off.recovered, 300)

    def test_by_hand_where_the_company_wants_it(self):
        self.company.credit_book_recoveries = False
        write_off = self._write_off(self._bill(1200, 400, taxed=False), date=self._days(-60))
        self._receive(1500, self._days(-20))
        self._night()
        self.assertFalse(write_off.recovery_ids)
        write_off.with_user(self.manager).action_book_recovery()
        self.assertEqual(write_off.recovered, 1200)
        self.assertEqual(self._owed(), -300, "what is beyond is the customer's")
        with self.assertRaisesRegex(UserError, "no open receipt"):
            write_off.with_user(self.manager).action_book_recovery()
        with self.assertRaisesRegex(UserError, "paid in part"):
            write_off.with_user(self.manager).action_reverse()

    def test_entry_is_taken_back_by_unreconciling_the_payment_not_by_hand(self):
        write_off = self._write_off(self._bill(1000, 200, taxed=False), date=self._days(-60))
        receipt = self._receive(300, self._days(-20))
        self._night()
        with self.assertRaisesRegex(UserError, "evidence and stays posted"):
            write_off.recovery_ids.move_id.button_draft()
        self.assertEqual(write_off.recovery_ids.move_id.state, "posted")
        receipt.remove_move_reconcile()
        receipt.move_id.button_draft()
        self._night()
        with self.assertRaisesRegex(UserError, "evidence and stays posted"):
            write_off.recovery_ids.return_move_ids.button_draft()
        self.assertRecordValues(write_off, [{"recovered": 0}])
        self.assertEqual((self._owed(), self._balance(self.recovery_account)), (0, 0))

    def test_money_of_before_is_none(self):
        write_off = self._write_off(self._bill(1200, 400, taxed=False), date=self._days(-60))
        self._receive(300, self._days(-61))
        self._night()
        self.assertFalse(write_off.recovery_ids)

    def test_in_a_locked_period_it_is_booked_today(self):
        write_off = self._write_off(self._bill(1200, 400, taxed=False), date=self._days(-60))
        self._receive(300, self._days(-20))
        self.company.fiscalyear_lock_date = self._days(-10)
        self._night()
        self.assertEqual(write_off.recovery_ids.move_id.date, self.today)

    def test_recovered_is_not_lost_in_history_and_its_entry_is_no_debt(self):
        self._write_off(self._bill(1000, 200, taxed=False), date=self._days(-150))
        self._receive(300, self._days(-100))
        self._night()
        for days in (180, 60):
            self.matrix.lost_after_days = days
            self.matrix.with_user(self.manager).action_read_history()
            self.assertEqual(self.matrix.line_ids.filtered(lambda line: line.bucket == "not_due").rate, 70)

    def test_recovered_of_the_oldest_item_is_lost_of_the_other_alone(self):
        write_off = self._request()
        write_off.line_ids = [Command.create({"line_id": self._open_item(move).id}) for move in (
            self._bill(1000, 100, taxed=False), self._bill(1000, 200, taxed=False))]
        write_off.action_submit()
        write_off.with_user(self.manager).action_approve()
        write_off.with_user(self.manager).action_post()
        self._receive(1000, self.today)
        write_off.with_user(self.manager).action_book_recovery()
        for days, rate in ((180, 0), (60, 50)):
            self.matrix.lost_after_days = days
            self.matrix.with_user(self.manager).action_read_history()
            self.assertEqual(self.matrix.line_ids.filtered(lambda line: line.bucket == "not_due").rate, rate)

    def test_tax_that_was_not_claimed_is_not_paid_back(self):
        """1,200 with 200 of tax that waits: 300 came in before it was claimed, so 150 were; 900 come in, then go back."""
        self.company.credit_relief_account_id = self.relief_account
        self.company.credit_relief_months = 3
        write_off = self._write_off(self._bill(1200, 120), date=self._days(-60))
        self._receive(300, self._days(-50))
        self._night()
        self.assertEqual(self._balance(self.relief_account), 0)
        write_off.with_user(self.manager).action_claim_relief()
        self.assertEqual(self._balance(self.relief_account), 150)
        self._receive(900, self._days(-20))
        self._night()
        self.assertEqual(self._balance(self.relief_account), 0)
        self._bank(900, self._days(-3))
        self._night()
        self.assertEqual(self._balance(self.relief_account), 150)

    def test_without_an_account_of_its_own_the_loss_is_lowered(self):
        self.company.credit_recovery_account_id = False
        self._write_off(self._bill(1000, 200, taxed=False), date=self._days(-60))
        self._receive(300, self._days(-20))
        self._night()
        self.assertEqual(self._balance(self.loss_account), 700)

    def test_night_without_payments_costs_the_same_for_any_number(self):
        def count():
            self._refresh()
            write_offs = self.env["credit.write.off"].sudo().search([("state", "=", "posted")])
            write_offs.mapped("recovery_ids.move_id.line_ids.account_id.account_type")
            self._refresh()
            start = self.cr.sql_log_count
            write_offs._follow_up()
            return self.cr.sql_log_count - start

        self._write_off(self._bill(100, 400, taxed=False), date=self._days(-60))
        few = count()
        for number in range(5):
            self._write_off(self._bill(100, 400, self._customer(f"Lost {number}"), taxed=False), date=self._days(-60))
        self.assertEqual(count(), few)
