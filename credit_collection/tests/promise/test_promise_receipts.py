"""What keeps a promise: money that came and stayed, at the rate of the invoice, from its own date on."""

from unittest.mock import patch

from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from ..exposure.test_receipts import ReceiptCommon
from .common import PromiseCommon


@tagged("post_install", "-at_install")
class TestPromiseReceipts(PromiseCommon, ReceiptCommon):

    def test_promise_in_currency_is_kept_although_the_rate_moved(self):
        euro = self.setup_other_currency("EUR", rates=[("2000-01-01", 1.0), (self.today, 1 / 0.9)])
        invoice = self._invoice(1000, -20, currency_id=euro.id)
        self.assertEqual(self._open_item(invoice).amount_residual, 1000)
        promise = self._promise(invoice, 400)
        self._pay(invoice, 400)
        self.assertEqual((promise.state, promise.received_amount), ("kept", 360), "the money that came, in company currency")

    def test_post_dated_receipt_keeps_the_promise_on_its_date(self):
        invoice = self._invoice(1000, -20)
        promise = self._promise(invoice, days=40)
        self._match(invoice, self._bank(1000, 30))
        self.assertEqual((promise.state, promise.received_amount, promise.judge_on), ("open", 0, self._days(30)))
        self.assertNotIn(promise, promise.search(promise._get_to_settle_domain(self._days(29))))
        self.assertIn(promise, promise.search(promise._get_to_settle_domain(self._days(30))))
        self._settle(promise, 30)
        self.assertEqual((promise.state, promise.received_amount, promise.judge_on), ("kept", 1000, False))

    def test_receipt_dated_after_the_deadline_keeps_nothing(self):
        invoice = self._invoice(1000, -20)
        promise = self._promise(invoice, days=5)
        self._match(invoice, self._bank(1000, 30))
        self._settle(promise, 6 + promise.grace_days)
        self.assertEqual(promise.state, "broken")

    def _pay_without_entry(self):
        """Payments have no entry until the bank confirms them, as beside Odoo's Accounting app."""
        self.startPatcher(patch.object(type(self.env["account.move"]), "_get_invoice_in_payment_state", lambda _: "in_payment"))
        self.company_data["default_journal_bank"].inbound_payment_method_line_ids.payment_account_id = False

    def test_what_is_on_its_way_is_not_proposed_to_be_promised(self):
        """Of 1,000 in which 100 are in dispute, and 600 registered as paid, 300 can be promised."""
        self._pay_without_entry()
        invoice = self._invoice(1000, -20)
        reason = self.env.ref("credit_collection.credit_reason_dispute_quality")
        self.env["credit.dispute"].create({"move_id": invoice.id, "amount": 100, "reason_id": reason.id}).action_open()
        self._pay(invoice, 600)
        self._refresh()
        wizard = Form(self.env["credit.promise.make"].with_context(**self.profile.action_make_promise()["context"]))
        self.assertEqual((wizard.owed_amount, wizard.amount), (1000, 300))

    def test_payment_that_the_bank_has_not_confirmed_misses_nothing(self):
        """Registered in time, it waits for the bank; one that fails breaks the promise."""
        self._pay_without_entry()
        late, paid, failing = invoices = [self._invoice(800, -20) for _number in range(3)]
        promises = [self._promise(invoice, days=5) for invoice in invoices]
        deadline = 5 + promises[0].grace_days
        for invoice, day in zip(invoices, (deadline + 1, deadline, deadline), strict=True):
            payment = self._pay(invoice, date=self._days(day))
            self.assertFalse(payment.move_id)
        self._refresh()
        for promise in promises:
            self._settle(promise, deadline + 1)
        self.assertEqual([promise.state for promise in promises], ["broken", "open", "open"])
        self._match(paid, self._bank(800, deadline))
        payment.action_reject()
        self._refresh()
        for promise in promises[1:]:
            self._settle(promise, deadline + 2)
        self.assertEqual([promise.state for promise in promises], ["broken", "kept", "broken"])
        self.assertTrue(late.amount_residual)

    def test_returned_receipt_keeps_nothing(self):
        invoice = self._invoice(800, -20)
        promise = self._promise(invoice, days=5)
        self._match(invoice, self._bank(800, 0))
        self.assertEqual(promise.state, "kept")
        self._bank(-800, 2)
        self._settle(promise, 6 + promise.grace_days)
        self.assertEqual(promise.state, "broken")

    def test_never_more_to_come_than_is_still_open(self):
        invoice = self._invoice(1000, -20)
        promise = self._promise(invoice, 900)
        self._credit_note(invoice, 600)
        self.assertEqual((promise.state, promise.remaining_amount), ("open", 400))
        self.assertEqual(self.profile.open_promise_amount, 400)

    def test_reconciliation_goes_on_when_a_promise_cannot_be_judged(self):
        invoice = self._invoice(800, -20)
        promise = self._promise(invoice, days=5)
        receipt = self._bank(800, 0)
        with patch.object(type(promise), "_settle", side_effect=ValueError("no judgement")), \
                mute_logger("odoo.addons.credit_collection.models.common.beside"):
            self._match(invoice, receipt)
        self.assertEqual(invoice.amount_residual, 0)
        self.assertEqual((promise.state, promise.judge_on), ("open", self.today))
        failure = self.env["credit.batch.failure"].search([("model", "=", "credit.promise"), ("res_id", "=", promise.id)])
        self.assertIn("no judgement", failure.error)
        self._settle(promise, 1)
        self.assertEqual(promise.state, "kept")

    def test_reconciliation_goes_on_when_a_hold_cannot_be_checked(self):
        self.profile.write({"limit_mode": "limited", "credit_limit": 900})
        invoice = self._invoice(800, -20)
        order = self._order(400)
        order.action_confirm()
        self.assertEqual(order.credit_state, "held")
        receipt = self._bank(800, 0)
        with patch.object(type(order.credit_hold_id), "_reevaluate", side_effect=ValueError("no check")), \
                mute_logger("odoo.addons.credit_collection.models.common.beside"):
            self._match(invoice, receipt)
        self.assertEqual(invoice.amount_residual, 0)
