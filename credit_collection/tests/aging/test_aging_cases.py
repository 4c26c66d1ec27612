"""Worked cases of agings that went wrong elsewhere, with the right outcome."""

from datetime import date

from odoo.fields import Command
from odoo.tests import tagged

from .common import AgingCommon


@tagged("post_install", "-at_install")
class TestAgingCases(AgingCommon):

    def _check(self, day, buckets, days_overdue=None):
        aging = self._age(day)
        with self.subTest(day=day):
            self.assertEqual(self._get_columns(aging), buckets)
            self.assertEqual(sum(row.amounts["net"] for row in aging._get_rows()), sum(buckets))
            self.assertEqual(self._get_ledger(day), sum(buckets))
            if days_overdue is not None:
                self.assertEqual(self._get_items(aging).mapped("days_overdue"), days_overdue)

    def test_part_payments_count_once_from_their_date(self):
        invoice = self._dated_invoice(1000, date(2024, 12, 10), date(2025, 1, 10))
        for amount, day in ((300, date(2025, 1, 20)), (200, date(2025, 2, 5)), (500, date(2025, 3, 10))):
            self._pay(invoice, amount, day)
        self._check(date(2025, 1, 31), [0, 700, 0, 0, 0], [21])
        self._check(date(2025, 2, 28), [0, 0, 500, 0, 0], [49])
        self._check(date(2025, 3, 9), [0, 0, 500, 0, 0], [58])
        self._check(date(2025, 3, 10), [0, 0, 0, 0, 0], [])

    def test_a_match_counts_from_the_later_of_its_two_entries_not_from_the_click(self):
        first, second = (self._dated_invoice(600, date(2025, 1, 1), date(2025, 1, 31)) for _number in range(2))
        receipt = self._book(-600, date(2025, 2, 15), journal="default_journal_bank")
        note = self._dated_invoice(600, date(2025, 3, 20), move_type="out_refund")
        for invoice, credit in ((first, receipt), (second, note.line_ids)):
            (invoice.line_ids | credit).filtered(
                lambda line: line.account_id.account_type == "asset_receivable").reconcile()
        self._check(date(2025, 2, 10), [0, 1200, 0, 0, 0], [10, 10])
        self._check(date(2025, 2, 28), [0, 600, 0, 0, 0], [28])
        self._check(date(2025, 3, 31), [0, 0, 0, 0, 0], [])

    def test_days_are_counted_from_the_due_date_and_a_limit_belongs_to_the_lower_bucket(self):
        invoices = [self._dated_invoice(amount, date(2026, 4, 1), date(2026, 5, 1)) for amount in (400, 350, 250)]
        self._pay(invoices[0], 400, date(2026, 6, 15))
        self._pay(invoices[1], 300, date(2026, 6, 15))
        self._check(date(2026, 5, 15), [0, 1000, 0, 0, 0], [14, 14, 14])
        self._check(date(2026, 6, 30), [0, 0, 300, 0, 0], [60, 60])

    def test_days_left_are_not_days_late(self):
        term = self.env["account.payment.term"].create({"name": "1st of next month + 90 days", "line_ids": [
            Command.create({"value": "percent", "value_amount": 100, "delay_type": "days_after_end_of_month", "nb_days": 91})]})
        self._dated_invoice(100, date(2025, 6, 30), invoice_payment_term_id=term.id)
        aging = self._age(date(2025, 7, 1))
        self.assertRecordValues(self._get_items(aging), [{
            "due_date": date(2025, 9, 29), "days_overdue": 0, "not_due": 100, "overdue": 0, "net": 100}])
