"""Situations that people reported in public about other systems; the address stands beside each."""
from odoo.fields import Command
from odoo.tests import tagged

from .common import ExposureCommon


@tagged("post_install", "-at_install")
class TestPublicReports(ExposureCommon):

    def _open_on(self, day):
        """:return: ``{document: what is open of it at the end of ``day``}``"""
        self._refresh()
        items = self.env["credit.open.item.report"]._get_items(day)
        return {
            self.env["account.move"].browse(item["move_id"]): float(item["residual"])
            for item in items if item["partner_id"] == self.customer.id
        }

    def _fact(self, name):
        self._refresh()
        return self.profile[name]

    def _dated(self, amount, days, **vals):
        """An invoice of ``amount`` dated and due ``days`` days from today."""
        return self._invoice(amount, due=days, invoice_date=self._days(days), **vals)

    def test_paid_later_was_open_on_the_day_before(self):
        # github.com/OCA/account-financial-reporting/issues/707
        invoice = self._dated(500.0, -90)
        self._pay(invoice, date=self._days(-20))
        self.assertEqual(self._open_on(self._days(-40))[invoice], 500.0)
        self.assertNotIn(invoice, self._open_on(self._days(-20)))

    def test_receipts_before_and_after_the_day_are_told_apart(self):
        # github.com/OCA/account-financial-reporting/issues/546
        first, second = self._dated(50000.0, -70), self._dated(100000.0, -40)
        self._pay(first, amount=1000.0, date=self._days(-100))
        self._pay(first, amount=49000.0, date=self._days(-5))
        open_then = self._open_on(self._days(-30))
        self.assertEqual(open_then[first], 49000.0)
        self.assertEqual(open_then[second], 100000.0)
        self.assertEqual(self._open_on(self.today), {second: 100000.0})

    def test_an_invoice_that_is_reversed_is_not_counted_twice(self):
        # github.com/adempiere/adempiere/issues/2839
        invoice = self._dated(500.0, -20)
        self.env["account.move.reversal"].with_context(active_model="account.move", active_ids=invoice.ids).create(
            {"journal_id": invoice.journal_id.id}).modify_moves()
        again = self.env["account.move"].search([("partner_id", "=", self.customer.id), ("state", "=", "draft")])
        self.assertEqual((self._fact("exposure_receivable"), self._fact("exposure_draft"), again.amount_total), (0, 500, 500))
        again.action_post()
        self.assertEqual((self._fact("exposure_receivable"), self._fact("exposure_total")), (500, 500))

    def test_several_partial_receipts_are_not_counted_twice(self):
        # github.com/OCA/account-financial-reporting/issues/829
        invoice, other = self._dated(100.0, -30), self._dated(100.0, -30)
        self._pay(invoice, amount=20.0, date=self._days(-20))
        self._pay(invoice | other, amount=30.0, date=self._days(-10))
        self.assertEqual(sum(self._open_on(self.today).values()), 150.0)
        self.assertEqual(self._fact("exposure_receivable"), 150.0)

    def test_fully_paid_by_two_receipts_is_not_listed_with_zero(self):
        # github.com/OCA/account-financial-reporting/issues/755
        invoice = self._dated(100.0, -30)
        self._pay(invoice, amount=60.0)
        self._pay(invoice, amount=40.0)
        self.assertEqual(self._open_on(self.today), {})

    def test_open_amount_in_currency_of_a_past_day(self):
        # github.com/OCA/account-financial-reporting/pull/853
        currency = self.setup_other_currency("EUR", rates=[("2016-01-01", 2.0)])
        invoice = self._dated(200.0, -60, currency_id=currency.id)
        self._pay(invoice, date=self._days(-10))
        self._refresh()
        item = next(
            item for item in self.env["credit.open.item.report"]._get_items(self._days(-30))
            if item["move_id"] == invoice.id)
        self.assertEqual((float(item["residual_currency"]), float(item["residual"])), (200.0, 100.0))

    def test_the_balance_of_today_counts_and_not_all_sales_ever(self):
        # github.com/JayVora-SerpentCS/SerpentCS_Contributions/issues/523
        self.profile.write({"limit_mode": "limited", "credit_limit": 200000.0})
        paid = self._dated(95000.0, -5)
        self._pay(paid)
        self._dated(75000.0, 20)
        order = self._order(37000.0)
        order.action_confirm()
        self.assertEqual((order.state, order.credit_state), ("sale", "clear"))

    def test_credit_note_and_receipt_of_a_customer_over_the_limit_are_posted(self):
        # github.com/binaural-dev/odoo-venezuela/pull/1172
        self.profile.write({"limit_mode": "limited", "credit_limit": 100.0})
        invoice = self._dated(5000.0, -40)
        credit_note = self._invoice(1000.0, due=0, move_type="out_refund")
        self._pay(invoice, amount=500.0)
        self.assertEqual(credit_note.state, "posted")
        self.assertEqual(self._fact("exposure_receivable"), 3500.0)

    def test_copy_of_a_quotation_of_a_customer_on_hold_is_held(self):
        # github.com/odoo/odoo/issues/51081
        order = self._order(100.0)
        self.profile.write({"on_hold": True, "hold_reason": "Cheque returned"})
        copied = order.copy()
        copied.action_confirm()
        self.assertEqual((copied.state, copied.credit_state), ("draft", "held"))

    def test_goods_that_have_left_can_be_invoiced_over_the_limit(self):
        # github.com/frappe/erpnext/issues/37888
        self.profile.write({"limit_mode": "limited", "credit_limit": 1000.0})
        order = self._confirmed(900.0)
        order.order_line.qty_delivered = 1.0
        self.profile.write({"credit_limit": 100.0, "on_hold": True, "hold_reason": "Insolvent"})
        invoice = order._create_invoices()
        invoice.action_post()
        self.assertEqual((invoice.state, invoice.amount_total), ("posted", 900.0))

    def test_a_credit_note_ends_the_reminder_and_its_cancellation_brings_it_back(self):
        # github.com/frappe/erpnext/pull/49066
        invoice = self._dated(300.0, -40)
        credit_note = self._invoice(300.0, due=-5, move_type="out_refund")
        (invoice | credit_note).line_ids.filtered(
            lambda line: line.account_type == "asset_receivable").reconcile()
        self.assertEqual(self._fact("overdue_amount"), 0.0)
        credit_note.line_ids.remove_move_reconcile()
        credit_note.button_draft()
        credit_note.button_cancel()
        self.assertEqual(self._fact("overdue_amount"), 300.0)

    def test_an_order_delivered_and_credited_without_return_leaves_the_exposure_when_closed(self):
        # github.com/odoo/odoo/pull/262720
        order = self._confirmed(2000.0)
        order.order_line.qty_delivered = 1.0
        invoice = order._create_invoices()
        invoice.action_post()
        self.env["account.move.reversal"].with_context(active_model="account.move", active_ids=invoice.ids).create({
            "journal_id": invoice.journal_id.id,
        }).refund_moves()
        invoice.reversal_move_ids.action_post()
        (invoice | invoice.reversal_move_ids).line_ids.filtered(
            lambda line: line.account_type == "asset_receivable" and not line.reconciled).reconcile()
        # Delivered and not paid for: it may be invoiced anew, until somebody says that it will not.
        self.assertEqual(self._fact("exposure_total"), 2000.0)
        order._close_credit_rest("Goodwill, credited in full")
        self.assertEqual(self._fact("exposure_total"), 0.0)

    def test_credit_note_over_several_instalments_ages_the_rest(self):
        # github.com/odoo/odoo/pull/16235
        term = self.env["account.payment.term"].create({"name": "Two halves", "line_ids": [
            Command.create({"value": "percent", "value_amount": 50.0, "nb_days": 0}),
            Command.create({"value": "percent", "value_amount": 50.0, "nb_days": 60}),
        ]})
        invoice = self._invoice(
            1000.0, due=-40, invoice_date=self._days(-40), invoice_payment_term_id=term.id, invoice_date_due=False)
        self._pay(invoice, amount=300.0, date=self._days(-30))
        self.assertEqual(self._fact("overdue_amount"), 200.0)
        self.assertEqual(self._fact("days_overdue"), 40)

    def test_a_down_payment_moves_the_exposure_and_adds_nothing_to_it(self):
        # github.com/OCA/credit-control/issues/439
        order = self._confirmed(1000.0)
        self.env["sale.advance.payment.inv"].with_context(active_ids=order.ids, active_model="sale.order").create({
            "advance_payment_method": "fixed", "fixed_amount": 300.0}).create_invoices()
        down_payment = order.invoice_ids
        down_payment.action_post()
        self._refresh()
        self.assertRecordValues(self.profile, [{
            "exposure_receivable": 300.0, "exposure_orders": 700.0, "exposure_total": 1000.0}])
        self._pay(down_payment)
        self.assertEqual(self._fact("exposure_total"), 700.0)
        order.order_line.filtered(lambda line: not line.is_downpayment).qty_delivered = 1.0
        invoice = order._create_invoices(final=True)
        invoice.action_post()
        self.assertEqual(invoice.amount_total, 700.0)
        self._refresh()
        self.assertRecordValues(self.profile, [{
            "exposure_receivable": 700.0, "exposure_orders": 0.0, "exposure_total": 700.0}])
        self._pay(invoice)
        self.assertEqual(self._fact("exposure_total"), 0.0)

    def test_an_order_that_is_locked_is_still_to_be_delivered(self):
        # github.com/OCA/credit-control/issues/74
        order = self._confirmed(1000.0)
        order.action_lock()
        self.assertTrue(order.locked)
        self.assertEqual(self._fact("exposure_orders"), 1000.0)

    def test_a_credit_note_counts_while_it_is_posted_and_not_before_or_after(self):
        # github.com/OCA/credit-control/pull/568
        self._dated(1000.0, -40)
        credit_note = self._invoice(300.0, due=-5, move_type="out_refund", post=False)
        self.assertEqual((self._fact("exposure_receivable"), self._fact("open_credits")), (1000.0, 0.0))
        credit_note.action_post()
        self.assertEqual((self._fact("exposure_receivable"), self._fact("open_credits")), (700.0, 300.0))
        self.assertEqual(self._fact("overdue_amount"), 700.0)
        credit_note.button_draft()
        credit_note.button_cancel()
        self.assertEqual((self._fact("exposure_receivable"), self._fact("open_credits")), (1000.0, 0.0))
        self.assertEqual(self._fact("overdue_amount"), 1000.0)

    def test_a_credit_note_booked_with_the_signs_of_the_invoice(self):
        # github.com/odoo/odoo/pull/59073: storno accounting books it as a negative debit.
        self.company.account_storno = True
        invoice = self._dated(1000.0, -40)
        self.env["account.move.reversal"].with_context(active_model="account.move", active_ids=invoice.ids).create({
            "journal_id": invoice.journal_id.id, "date": self._days(-5)}).refund_moves()
        note = invoice.reversal_move_ids
        note.invoice_line_ids.price_unit = 300.0
        note.action_post()
        self.assertEqual(self._open_item(note).debit, -300.0)
        (invoice | note).line_ids.filtered(
            lambda line: line.account_type == "asset_receivable" and not line.reconciled).reconcile()
        self.assertEqual((self._fact("exposure_receivable"), self._fact("overdue_amount")), (700.0, 700.0))
        self.assertEqual(self._open_on(self._days(-6)), {invoice: 1000.0})

    def test_what_is_due_today_is_not_overdue(self):
        # github.com/odoo/odoo/pull/13104
        self._dated(400.0, 0)
        self._invoice(600.0, due=-1)
        self._refresh()
        self.assertRecordValues(self.profile, [{"overdue_gross": 600.0, "overdue_amount": 600.0, "days_overdue": 1}])

    def test_an_invoice_and_a_receipt_that_nobody_matched_owe_nothing(self):
        # cleanupowl.com/articles/overdue-invoices-unapplied-payments-zero-ar-balance
        self._invoice(200.0, due=-92)
        receipt = self.env["account.payment"].create({
            "payment_type": "inbound", "partner_id": self.customer.id, "amount": 200.0, "date": self._days(-87),
            "journal_id": self.company_data["default_journal_bank"].id})
        receipt.action_post()
        self._refresh()
        self.assertRecordValues(self.profile, [{
            "overdue_gross": 200.0, "open_credits": 200.0, "overdue_amount": 0.0, "days_overdue": 0,
            "exposure_receivable": 0.0}])
