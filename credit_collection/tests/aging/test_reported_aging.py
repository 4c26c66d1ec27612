"""Situations that people reported in public about aged balances of other systems; the address stands beside each."""

from datetime import date

from odoo.fields import Command
from odoo.tests import tagged

from .common import AgingCommon


@tagged("post_install", "-at_install")
class TestPublicReports(AgingCommon):

    def _check(self, day, buckets, credits=0.0):
        """The buckets of ``day``, before credits; with them, the balance of the account."""
        aging = self._age(day)
        self.assertEqual(self._get_columns(aging), buckets, day)
        rows = aging._get_rows()
        self.assertAlmostEqual(sum(row.amounts["credits"] for row in rows), credits, 2, day)
        self.assertAlmostEqual(sum(row.amounts["net"] for row in rows), sum(buckets) + credits, 2, day)
        self.assertAlmostEqual(self._get_ledger(day), sum(buckets) + credits, 2, day)
        self.assertFalse([check for check in aging._get_ledger_checks() if check.difference], day)

    def _halves(self):
        return self.env["account.payment.term"].create({"name": "Two halves", "line_ids": [
            Command.create({"value": "percent", "value_amount": 50, "nb_days": days}) for days in (10, 40)]})

    def test_each_amount_stands_in_the_bucket_of_its_days(self):
        # github.com/OCA/account-financial-reporting/pull/383
        for amount, month, year in ((500, 1, 2018), (1000, 12, 2017), (2000, 11, 2017), (4000, 10, 2017), (8000, 9, 2017)):
            before = date(year - (month == 1), month - 1 or 12, 15)
            self._dated_invoice(amount, before, date(year, month, 15))
        # 0, 16, 46, 77 and 107 days.
        self._check(date(2017, 12, 31), [500, 1000, 2000, 4000, 8000])

    def test_what_is_booked_and_due_on_the_day_itself(self):
        # github.com/odoo/odoo/pull/30195
        self._dated_invoice(100, date(2018, 12, 31), date(2018, 12, 31))
        self._dated_invoice(30, date(2018, 12, 1), date(2018, 12, 30))
        self._check(date(2018, 12, 30), [30, 0, 0, 0, 0])
        self._check(date(2018, 12, 31), [100, 30, 0, 0, 0])
        self._check(date(2019, 1, 1), [0, 130, 0, 0, 0])

    def test_what_falls_due_later_has_a_column_so_that_the_columns_are_the_total(self):
        # github.com/frappe/erpnext/issues/51596
        self._dated_invoice(700, date(2025, 12, 1), date(2026, 2, 15))
        self._dated_invoice(300, date(2025, 10, 1), date(2025, 11, 1))
        self._check(date(2025, 12, 30), [700, 0, 300, 0, 0])
        # As of a date to come, it is as late as it will be then.
        self._check(date(2026, 3, 1), [0, 700, 0, 0, 300])

    def test_entries_without_a_due_date_are_due_on_their_own_day(self):
        # github.com/frappe/erpnext/pull/28748
        debt = self._book(80, date(2025, 1, 1))
        advance = self._book(-50, date(2025, 1, 20))
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE account_move_line SET date_maturity = NULL WHERE id IN %s", [(debt.id, advance.id)])
        self.env.invalidate_all()
        self._check(date(2025, 1, 31), [0, 80, 0, 0, 0], -50)

    def test_an_advance_and_a_payment_over_instalments_leave_no_negative_rest(self):
        # github.com/frappe/erpnext/pull/36574
        invoice = self._dated_invoice(30000, date(2025, 1, 1), invoice_payment_term_id=self._halves().id)
        advance = self._book(-15000, date(2024, 12, 20), journal="default_journal_bank")
        (self._open_item(invoice) | advance).filtered(lambda line: not line.reconciled).reconcile()
        self._check(date(2025, 1, 15), [15000, 0, 0, 0, 0])
        self._pay(invoice, 8500, date(2025, 1, 20))
        # The second half was due on 10 February: 15,000 less 8,500.
        self._check(date(2025, 1, 31), [6500, 0, 0, 0, 0])
        self._check(date(2025, 2, 11), [0, 6500, 0, 0, 0])

    def test_what_is_left_of_a_credit_note_stays_below_zero(self):
        # github.com/OCA/account-financial-reporting/issues/1069
        note = self._dated_invoice(200, date(2025, 3, 1), move_type="out_refund")
        invoice = self._dated_invoice(50, date(2025, 3, 5), date(2025, 3, 20))
        (self._open_item(note) | self._open_item(invoice)).reconcile()
        self._check(date(2025, 3, 31), [0, 0, 0, 0, 0], -150)
        [item] = self._get_items(self._age(date(2025, 3, 31)))
        self.assertEqual((item.net, item.days_overdue), (-150, 0))

    def test_an_invoice_and_a_receipt_that_nobody_matched_are_both_shown(self):
        # cleanupowl.com/articles/overdue-invoices-unapplied-payments-zero-ar-balance
        self._dated_invoice(200, date(2025, 5, 1), date(2025, 5, 31))
        self._book(-200, date(2025, 6, 5), journal="default_journal_bank")
        self._check(date(2025, 8, 31), [0, 0, 0, 0, 200], -200)

    def test_matched_anew_after_it_was_taken_apart(self):
        # github.com/odoo/odoo/pull/7539
        invoice = self._dated_invoice(600, date(2025, 1, 1), date(2025, 1, 31))
        receipt = self._book(-600, date(2025, 2, 15), journal="default_journal_bank")
        lines = self._open_item(invoice) | receipt
        lines.reconcile()
        lines.remove_move_reconcile()
        self._check(date(2025, 2, 28), [0, 600, 0, 0, 0], -600)
        lines.reconcile()
        self._check(date(2025, 2, 10), [0, 600, 0, 0, 0])
        self._check(date(2025, 2, 28), [0, 0, 0, 0, 0])

    def test_a_receipt_that_was_booked_at_once_for_a_later_day(self):
        # github.com/odoo/odoo/pull/28728
        invoice = self._dated_invoice(100, date(2018, 11, 1), date(2018, 11, 1))
        (self._open_item(invoice) | self._book(-100, date(2018, 11, 11), journal="default_journal_bank")).reconcile()
        self._check(date(2018, 11, 2), [0, 100, 0, 0, 0])
        self._check(date(2018, 11, 11), [0, 0, 0, 0, 0])

    def test_debts_from_before_all_periods_and_due_after_the_day(self):
        # github.com/microsoft/BCApps/pull/10413
        self._dated_invoice(70, date(2009, 3, 1), date(2009, 3, 31))
        self._dated_invoice(30, date(2016, 8, 17), date(2016, 9, 19))
        self._check(date(2016, 8, 19), [30, 0, 0, 0, 70])

    def test_a_year_end_looks_the_same_when_all_was_paid_after_it(self):
        # github.com/OCA/account-payment/issues/386
        invoices = self._dated_invoice(100, date(2020, 10, 1), date(2020, 11, 1)) | self._dated_invoice(
            40, date(2020, 12, 20), date(2021, 1, 20))
        self._dated_invoice(25, date(2020, 12, 1), move_type="out_refund")
        self._pay(invoices, date=date(2021, 1, 10))
        self._check(date(2020, 12, 31), [40, 0, 100, 0, 0], -25)
