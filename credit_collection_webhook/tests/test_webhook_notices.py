from odoo.fields import Command
from odoo.tests import tagged

from .common import WebhookCommon


@tagged("post_install", "-at_install")
class TestWebhookNotices(WebhookCommon):
    """What groups and other systems are told."""

    def _told(self, **vals):
        webhook = self._webhook(**vals)
        return lambda: self._messages(webhook)

    def test_promise_made_broken_and_kept(self):
        told = self._told(notify_promise_made=True, notify_promise_broken=True, notify_promise_kept=True)
        invoice = self._invoice(1000, -10)
        promise = self._promise(invoice, days=3)
        self._settle(promise, 20)
        self._pay(invoice, date=self.today)
        self.assertEqual(told().mapped("event"), ["promise_made", "promise_broken", "promise_kept"])
        made, broken, _kept = told().mapped("text")
        self.assertIn("Careful Customer promised", made)
        self.assertIn("1,000.00", made)
        self.assertIn("broke the promise", broken)
        self.assertIn(f"/{self.profile.id}", broken)

    def test_only_what_was_chosen(self):
        told = self._told(notify_promise_broken=True)
        self._promise(self._invoice(1000, -10))
        self.assertFalse(told())

    def test_dispute(self):
        told = self._told(notify_dispute_opened=True)
        invoice = self._invoice(1000, -10)
        self._dispute(invoice, 200)
        self.assertEqual(told().event, "dispute_opened")
        self.assertIn(f"disputes $ 200.00 of {invoice.name}".replace("\xa0", " "), told().text.replace("\xa0", " "))

    def test_held_order(self):
        told = self._told(notify_order_held=True)
        self.profile.write({"limit_mode": "no_credit"})
        order = self._order(5000)
        order.action_confirm()
        self.assertEqual(order.credit_state, "held")
        self.assertEqual(told().event, "order_held")
        self.assertIn(order.name, told().text)

    def test_large_payment_once(self):
        told = self._told(notify_payment=True, payment_from=500)
        invoice = self._invoice(1000, -10)
        self._pay(invoice, 400)
        self.assertFalse(told(), "too small")
        self._pay(invoice, 600)
        self.assertRecordValues(told(), [{"event": "payment", "profile_id": self.profile.id}])
        self.assertIn("600.00", told().text)
        self._open_item(invoice).remove_move_reconcile()
        self.assertEqual(len(told()), 1)

    def test_old_payment_that_is_matched_anew_is_no_news(self):
        """Nobody knows any more whether it was told of."""
        told = self._told(notify_payment=True, payment_from=500)
        self._pay(self._invoice(1000, -300), 1000, date=self._days(-200))
        self.assertFalse(told())

    def test_payments_matched_together_are_told_of_in_as_many_queries(self):
        told = self._told(notify_payment=True)
        Partial = self.env["account.partial.reconcile"]
        receipts = []
        for number in range(6):
            customer = self.env["res.partner"].create({"name": f"Payer {number}"})
            customer._get_credit_profiles(self.company)
            receipts.append(self._pay(self._invoice(600, -10, partner_id=customer.id), date=self.today).move_id.id)
        told().sudo().unlink()
        Partial._get_receipt_notices(receipts)  # caches
        counts = []
        for some in (receipts[:2], receipts):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertEqual(len(Partial._get_receipt_notices(some)), len(some))
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts)

    def test_language_of_the_webhook(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        told = self._told(notify_dispute_opened=True, lang="zh_CN")
        reason = self.env["credit.reason"].search([("kind", "=", "dispute")], limit=1)
        reason.update_field_translations("name", {"zh_CN": "质量问题"})
        self._dispute(self._invoice(1000, -10), 200)
        self.assertIn("质量问题", told().text)

    def test_other_company_is_told_nothing(self):
        other = self.env["res.company"].create({"name": "Other Company"})
        told = self._told(notify_promise_made=True, company_id=other.id)
        self._promise(self._invoice(1000, -10))
        self.assertFalse(told())

    def test_archived_webhook_is_told_nothing(self):
        webhook = self._webhook(notify_promise_made=True)
        webhook.active = False
        # What is cached is the same for all, in whatever context it was asked for first.
        self.assertFalse(webhook.with_context(active_test=False)._is_told("promise_made"))
        self.assertFalse(webhook.with_context(active_test=False)._get_told(self.company.id, "promise_made"))
        self._promise(self._invoice(1000, -10))
        self.assertFalse(self._messages(webhook))

    def test_money_on_an_account_of_other_receivables_is_no_payment(self):
        told = self._told(notify_payment=True)
        account = self.company_data["default_account_receivable"].copy({"non_trade": True})
        other = self.company_data["default_account_assets"]
        bank, loan = self.env["account.move"].create([{
            "move_type": "entry", "date": self.today, "journal_id": self.company_data[journal].id, "line_ids": [
                Command.create({"account_id": account.id, "partner_id": self.customer.id, "balance": amount}),
                Command.create({"account_id": other.id, "balance": -amount})],
        } for journal, amount in (("default_journal_bank", -900), ("default_journal_misc", 900))])
        (bank | loan).action_post()
        (bank | loan).line_ids.filtered(lambda line: line.account_id == account).reconcile()
        self.assertFalse(told())
