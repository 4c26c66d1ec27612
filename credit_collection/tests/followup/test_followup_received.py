from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged

from ..promise.common import PromiseCommon


@tagged("post_install", "-at_install")
class TestFollowupReceived(PromiseCommon):
    """What came in since a follow-up: receipts, and nothing else that settles an item."""

    def _followed_up(self, **vals):
        move = self._invoice(1000, -20, **vals)
        return move, self.profile._run_followups(self.today)[:1]

    def _get_received(self, followup):
        self._refresh()
        return followup.amount_received_since

    def test_payment_counts(self):
        move, followup = self._followed_up()
        self._pay(move, 400)
        self.assertEqual(self._get_received(followup), 400.0)

    def test_payment_taken_back_does_not_count(self):
        move, followup = self._followed_up()
        self._pay(move, 400)
        self._unreconcile(move)
        self.assertEqual(self._get_received(followup), 0.0)

    def test_credit_note_does_not_count(self):
        move, followup = self._followed_up()
        self._credit_note(move, 300)
        self.assertEqual(self._get_received(followup), 0.0)

    def test_refunded_payment_does_not_count(self):
        """Money that is sent back leaves the invoice open again."""
        move, followup = self._followed_up()
        payment = self._pay(move)
        refund = self.env["account.payment"].create({
            "payment_type": "outbound", "partner_type": "customer", "partner_id": self.customer.id, "amount": 1000,
            "date": self.today, "journal_id": payment.journal_id.id,
        })
        refund.action_post()
        self._unreconcile(move)
        lines = (payment.move_id | refund.move_id).line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable")
        lines.reconcile()
        self.assertEqual((self._get_received(followup), move.amount_residual), (0.0, 1000.0))

    def test_write_off_does_not_count(self):
        move, followup = self._followed_up()
        entry = self.env["account.move"].create({
            "journal_id": self.company_data["default_journal_misc"].id, "date": self.today,
            "line_ids": [
                Command.create({
                    "account_id": self.company_data["default_account_receivable"].id, "partner_id": self.customer.id,
                    "credit": 400.0}),
                Command.create({"account_id": self.company_data["default_account_expense"].id, "debit": 400.0}),
            ],
        })
        entry.action_post()
        (self._open_item(move) | self._open_item(entry)).reconcile()
        self.assertEqual(self._get_received(followup), 0.0)

    def test_exchange_difference_does_not_count(self):
        currency = self.setup_other_currency("EUR", rates=[
            ("1900-01-01", 2.0), (fields.Date.to_string(self._days(-2)), 2.5)])
        move, followup = self._followed_up(currency_id=currency.id)
        self._pay(move)
        self.assertEqual(self._get_received(followup), 400.0, "500 owed, 400 received, 100 lost by the exchange rate")


@tagged("post_install", "-at_install")
class TestBrokenPromiseResumes(PromiseCommon):

    def test_followups_pause_for_the_promised_part_only(self):
        first, second = self._invoice(600, -20), self._invoice(400, -20)
        self._promise(first, amount=600)
        [followup] = self.profile._run_followups(self.today)[:1]
        self.assertEqual((followup.amount_due, followup.line_ids.move_id), (400.0, second))

    def test_broken_promise_resumes_with_the_clock_of_the_customer(self):
        move = self._invoice(1000, -20)
        self.profile._run_followups(self.today)
        held, cycle = self.profile.followup_level_id, self.profile.followup_cycle
        self.assertTrue(held)
        promise = self._promise(move, days=25)
        self.assertFalse(self.profile._run_followups(self._days(10)), "paused")
        self.assertRecordValues(self.profile, [{"followup_level_id": held.id, "followup_cycle": cycle}])
        self._settle(promise, 26)
        self.assertEqual(promise.state, "broken")
        following = self.profile._run_followups(self._days(26)).level_id
        self.assertGreater(following.days_overdue, held.days_overdue)
        self.assertEqual(self.profile.followup_cycle, cycle)

    def test_orders_are_held_for_a_broken_promise_where_wanted(self):
        self.company.sudo().write({"credit_hold_broken_promise": True, "credit_hold_overdue": False})
        promise = self._promise(self._invoice(1000, -20))
        order = self._order(10)
        order.action_confirm()
        self.assertEqual(order.state, "sale", "an open promise holds no order")
        self._settle(promise, 11)
        order = self._order(10)
        order.action_confirm()
        self.assertEqual(order.credit_state, "held")

    def test_refund_of_the_payment_breaks_the_promise(self):
        move = self._invoice(1000, -20)
        promise = self._promise(move, days=0)
        self._pay(move)
        self.assertEqual(promise.state, "kept")
        self._open_item(move).matched_credit_ids.unlink()
        self._settle(promise, 1)
        self.assertEqual(promise.state, "broken")

    def test_hook_is_called_once_for_a_missed_promise(self):
        told = []
        self.patch(type(self.env["credit.promise"]), "_on_broken", lambda promises, today: told.append((promises, today)))
        promise = self._promise(self._invoice(1000, -20))
        self._settle(promise, 11)
        self._settle(promise, 12)
        self.assertEqual([(promises, day) for promises, day in told if promises], [(promise, self._days(11))])
