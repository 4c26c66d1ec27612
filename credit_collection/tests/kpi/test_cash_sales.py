"""Cash sales: due at once and paid on their day. A company may leave them out of what it calls sales on account."""

from datetime import date

from odoo.tests import tagged

from .test_snapshot import SnapshotCommon

DAY, FIRST, LAST = date(2025, 1, 10), date(2025, 1, 1), date(2025, 1, 31)


@tagged("post_install", "-at_install")
class TestCashSales(SnapshotCommon):

    def _cash_and_credit(self):
        """300 on account, of which nothing is paid, and 100 in cash."""
        self._bill(300, DAY, LAST)
        cash = self._bill(100, DAY, DAY)
        self._pay(cash, date=DAY)
        return cash

    def _dso(self):
        figures = self._figures(FIRST, LAST)
        return figures["dso"] / 31, figures["dso_countback"] / 31

    def _leave_out(self):
        self.company.credit_leave_out_cash_sales = True

    def _assert_sales(self, amount, owed=300):
        """DSO of a month is what is owed by sales; counting back sees no more than the month."""
        dso, countback = self._dso()
        self.assertAlmostEqual(dso, owed / amount)
        self.assertAlmostEqual(countback, owed / amount)

    def test_they_count_unless_the_company_leaves_them_out(self):
        self._cash_and_credit()
        self._assert_sales(400)
        self._leave_out()
        self._assert_sales(300)

    def test_an_invoice_with_a_term_that_is_paid_at_once_is_on_account(self):
        self._cash_and_credit()
        self._pay(self._bill(50, DAY, LAST), date=DAY)
        self._leave_out()
        self._assert_sales(350)

    def test_an_invoice_that_is_due_at_once_and_paid_later_is_on_account(self):
        self._cash_and_credit()
        self._pay(self._bill(50, DAY, DAY), date=date(2025, 1, 11))
        self._pay(self._bill(40, DAY, DAY), 39.99, date=DAY)
        self._leave_out()
        self._assert_sales(390, owed=300.01)

    def test_paid_in_advance_is_no_sale_on_account(self):
        self._cash_and_credit()
        self._pay(self._bill(50, DAY, DAY), date=date(2025, 1, 5))
        self._leave_out()
        self._assert_sales(300)

    def test_settled_by_a_credit_note_is_not_paid(self):
        self._cash_and_credit()
        self._credit(self._bill(50, DAY, DAY), 50, DAY)
        self._leave_out()
        self._assert_sales(300)

    def test_a_credit_note_that_is_paid_out_at_once(self):
        self._cash_and_credit()
        note = self._invoice(100, 0, move_type="out_refund", invoice_date=DAY, date=DAY, invoice_date_due=DAY)
        self._assert_sales(300, owed=200)
        self._match(note, self._book(
            [("default_account_receivable", 100), ("default_account_assets", -100)], DAY, journal="default_journal_bank"))
        self._leave_out()
        self._assert_sales(300)

    def test_months_are_kept_without_them(self):
        first, last = self.months[-1]
        self._bill(300, first, last)
        self._pay(self._bill(100, first, first), date=first)
        self.assertEqual(self._rebuild().filtered(lambda kept: kept.date == last).sales, 400)
        self._leave_out()
        kept = self._rebuild().filtered(lambda kept: kept.date == last)
        self.assertEqual((kept.sales, kept.collected), (300, 100), "what came in is no less")

    def test_the_same_number_of_queries(self):
        self._cash_and_credit()
        self._leave_out()
        self._dso()
        with self.assertQueryCount(5):  # the settings of the company too
            self._dso()

    def test_the_setting_is_that_of_the_root_company(self):
        settings = self.env["res.config.settings"].create({"credit_leave_out_cash_sales": True})
        settings.execute()
        self.assertTrue(self.company.credit_leave_out_cash_sales)
