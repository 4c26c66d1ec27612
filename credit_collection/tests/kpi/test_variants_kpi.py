"""Key figures where there is little to divide by, where rates change, and where a payment leaves a rest that is given up."""

from datetime import date

from odoo.tests import tagged

from .common import KpiCommon

JANUARY = date(2025, 1, 1), date(2025, 1, 31)


@tagged("post_install", "-at_install")
class TestVariantsKpi(KpiCommon):

    def _check(self, *period, **expected):
        figures = self._figures(*(period or JANUARY))
        for code, value in expected.items():
            with self.subTest(code):
                self.assertEqual(figures[code] if value is None else round(figures[code], 6), value)

    def test_rest_that_a_payment_takes_to_expense(self):
        """80 of 100 come, «mark as fully paid»: 80 were collected, 20 are a bad debt."""
        move = self._bill(100, date(2025, 1, 3), date(2025, 1, 20))
        self.env["account.payment.register"].with_context(active_model="account.move", active_ids=move.ids).create({
            "payment_date": date(2025, 1, 30), "amount": 80, "payment_difference_handling": "reconcile",
            "writeoff_account_id": self.company_data["default_account_expense"].id})._create_payments()
        self._check(bad_debt_ratio=0.2, collection_rate=0.8, dso=0, weighted_days_late=10)

    def test_all_that_was_due_is_collected_whatever_became_of_the_rate(self):
        """1,000 CHF of 500 bring 250; 1,000 SEK of 250 bring 500."""
        for code, before, after in (("CHF", 2.0, 4.0), ("SEK", 4.0, 2.0)):
            currency = self.setup_other_currency(code, rates=[("2016-01-01", before), ("2025-01-20", after)])
            move = self._bill(1000, date(2025, 1, 1), date(2025, 1, 15), currency_id=currency.id)
            self._pay(move, date=date(2025, 1, 25))
            self._check(collection_rate=1, dso=0, bad_debt_ratio=0, weighted_days_late=10)

    def test_credit_notes_alone_and_a_month_without_sales(self):
        self._check(dso=None, dso_countback=None, overdue_ratio=None)
        note = self._invoice(
            100, 0, move_type="out_refund", invoice_date=date(2025, 1, 10), date=date(2025, 1, 10),
            invoice_date_due=date(2025, 1, 10))
        self._check(dso=None, dso_countback=None, bad_debt_ratio=None, collection_rate=None, concentration_10=None)
        self._match(note, self._bill(400, date(2024, 12, 1), date(2024, 12, 31)))
        # 300 are owed, of 400 of December; January took 100 off.
        self._check(dso=None, dso_countback=62, overdue_ratio=1, collection_rate=0)

    def test_leap_day(self):
        self._bill(290, date(2024, 2, 1), date(2024, 3, 1))
        self._check(date(2024, 2, 1), date(2024, 2, 29), dso=29, dso_countback=29, best_possible_dso=29, overdue_ratio=0)
