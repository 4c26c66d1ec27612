"""Key figures of a company from its ledger."""

from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from ...tools.kpi.key_figures import KEY_FIGURES
from .common import KpiCommon


@tagged("post_install", "-at_install")
class TestKeyFigures(KpiCommon):

    def _check(self, figures, **expected):
        for code, value in expected.items():
            with self.subTest(code):
                if value is None:
                    self.assertIsNone(figures[code])
                else:
                    self.assertAlmostEqual(figures[code], value, 3)

    def test_nothing_to_divide_by(self):
        figures = self._figures(date(2020, 1, 1), date(2020, 1, 31))
        self.assertEqual(figures, dict.fromkeys(KEY_FIGURES), "all of them, and no others")

    def test_a_quarter(self):
        """Opening 500, sales 900; 880 collected, so 520 are open, 220 of them overdue."""
        first, last = self._quarter()
        february = self.env["account.move"].search([
            ("invoice_date", "=", date(2025, 2, 15)), ("partner_id", "=", self.customer.id)])
        self._pay(february, 80, date=date(2025, 3, 20))
        self._check(
            self._figures(first, last), collection_effectiveness=0.8, dso=52, best_possible_dso=30,
            average_days_delinquent=22, overdue_ratio=220 / 520, overdue_90_ratio=0, collection_rate=880 / 1100,
            concentration_10=1, bad_debt_ratio=0, dispute_ratio=0, promise_kept_ratio=None,
            # 500 after 62 days (31 late), 300 after 31 (0), 80 after 33 (3).
            days_to_pay=(62 + 31 + 33) / 3, weighted_days_to_pay=(500 * 62 + 300 * 31 + 80 * 33) / 880,
            weighted_days_late=(500 * 31 + 80 * 3) / 880, on_time_ratio=300 / 880)

    def test_opening_is_the_end_of_the_month_before(self):
        self._bill(500, date(2025, 1, 1), date(2025, 1, 31))
        self._check(self._figures(date(2025, 1, 1), date(2025, 1, 31)), collection_effectiveness=None, dso=31)

    def test_countback_with_true_months(self):
        january = self._bill(70, date(2024, 1, 10), date(2024, 1, 28))
        self._bill(80, date(2024, 2, 10), date(2024, 2, 28))
        self._bill(100, date(2024, 3, 10), date(2024, 4, 10))
        self._pay(january, 38, date=date(2024, 3, 5))
        self._check(self._figures(date(2024, 3, 1), date(2024, 3, 31)), dso_countback=74.171)

    def test_countback_takes_credit_notes_off_the_sales_of_their_month(self):
        january = self._bill(70, date(2024, 1, 10), date(2024, 1, 28))
        self._bill(80, date(2024, 2, 10), date(2024, 2, 28))
        march = self._bill(100, date(2024, 3, 10), date(2024, 4, 10))
        self._credit(march, 20, date(2024, 3, 20))
        self._pay(january, 18, date=date(2024, 3, 5))
        self._check(self._figures(date(2024, 3, 1), date(2024, 3, 31)), dso_countback=31 + 29 + 52 / 70 * 31)

    def test_average_of_two_payments(self):
        """1,000 after 30 days and 3,000 after 50 days: 45 by amount, 40 by payment."""
        small = self._bill(1000, date(2025, 1, 1), date(2025, 1, 31))
        large = self._bill(3000, date(2025, 1, 1), date(2025, 1, 31))
        self._pay(small, date=date(2025, 1, 31))
        self._pay(large, date=date(2025, 2, 20))
        self._check(
            self._figures(date(2025, 1, 1), date(2025, 2, 28)), weighted_days_to_pay=45, days_to_pay=40,
            weighted_days_late=3000 * 20 / 4000, on_time_ratio=0.25)

    def test_payment_before_the_due_date_counts_as_early(self):
        self._pay(self._bill(100, date(2025, 1, 1), date(2025, 1, 31)), date=date(2025, 1, 21))
        self._check(self._figures(date(2025, 1, 1), date(2025, 1, 31)), weighted_days_late=-10, on_time_ratio=1)

    def test_credit_notes_are_neither_payment_nor_left_to_collect(self):
        invoice = self._bill(1000, date(2025, 1, 1), date(2025, 1, 20))
        self._credit(invoice, 400, date(2025, 1, 25))
        self._pay(invoice, 300, date=date(2025, 1, 30))
        self._check(
            self._figures(date(2025, 1, 1), date(2025, 1, 31)), collection_rate=0.5, days_to_pay=29,
            dso=300 / 600 * 31, bad_debt_ratio=0)

    def test_a_receipt_that_comes_back_lowers_the_month_of_its_return(self):
        invoice = self._bill(1000, date(2025, 1, 1), date(2025, 1, 20))
        self._bill(500, date(2025, 1, 1), date(2025, 2, 20))
        payment = self._pay(invoice, 600, date=date(2025, 1, 30))
        self._open_item(invoice).remove_move_reconcile()
        back = self._book(
            [("default_account_receivable", 600), ("default_account_assets", -600)], date(2025, 2, 5),
            journal="default_journal_bank")
        self._match(back, payment.move_id)
        self._check(self._figures(date(2025, 1, 1), date(2025, 1, 31)), collection_rate=0.6, dso=900 / 1500 * 31)
        self._check(self._figures(date(2025, 2, 1), date(2025, 2, 28)), collection_rate=-600 / 900)

    def test_written_off_to_expense(self):
        invoice = self._bill(1000, date(2025, 1, 1), date(2025, 1, 20))
        loss = self._book(
            [("default_account_expense", 200), ("default_account_receivable", -200)], date(2025, 1, 31))
        self._match(invoice, loss)
        other = self._book(
            [("default_account_payable", 300), ("default_account_receivable", -300)], date(2025, 1, 31))
        self._match(invoice, other)
        self._check(
            self._figures(date(2025, 1, 1), date(2025, 1, 31)), bad_debt_ratio=0.2, days_to_pay=None, collection_rate=0)

    def test_open_credits_cover_the_oldest_debts(self):
        self._bill(600, date(2025, 1, 1), date(2025, 1, 10))
        self._bill(500, date(2025, 1, 1), date(2025, 2, 10))
        self._book([("default_account_receivable", -100), ("default_account_assets", 100)], date(2025, 1, 20),
                   journal="default_journal_bank")
        # A customer in credit owes nothing, and takes nothing off what others owe.
        self._book([("default_account_receivable", -900), ("default_account_assets", 900)], date(2025, 1, 20),
                   journal="default_journal_bank", partner=self.other_customer)
        self._check(
            self._figures(date(2025, 1, 1), date(2025, 1, 31)), overdue_ratio=0.5, concentration_10=1, dso=1000 / 1100 * 31,
            best_possible_dso=500 / 1100 * 31, collection_effectiveness=(1100 - 100) / (1100 - 100 + 500))

    def test_more_than_ninety_days(self):
        self._bill(100, date(2024, 10, 1), date(2024, 11, 1))
        self._bill(300, date(2024, 10, 1), date(2024, 11, 2))
        self._check(
            self._figures(date(2025, 1, 1), date(2025, 1, 31)), overdue_ratio=1, overdue_90_ratio=0.25, dso=None)

    def test_a_credit_that_was_open_before_is_taken_off_what_is_due_once(self):
        note = self._invoice(
            100, 0, move_type="out_refund", invoice_date=date(2024, 12, 20), date=date(2024, 12, 20),
            invoice_date_due=date(2024, 12, 20))
        old = self._bill(300, date(2024, 12, 1), date(2024, 12, 31))
        self._match(self._bill(100, date(2025, 1, 1), date(2025, 1, 20)), note)
        self._pay(old, 150, date=date(2025, 1, 30))
        self._check(self._figures(date(2025, 1, 1), date(2025, 1, 31)), collection_rate=0.5)

    def test_ten_largest(self):
        for number in range(12):
            customer = self.env["res.partner"].create({"name": f"Customer {number}", "is_company": True})
            self._bill(100 if number < 10 else 50, date(2025, 1, 1), date(2025, 1, 31), customer)
        self._check(self._figures(date(2025, 1, 1), date(2025, 1, 31)), concentration_10=1000 / 1100)

    def test_no_trade_receivable(self):
        loan = self.company_data["default_account_receivable"].copy({"code": "114998", "non_trade": True})
        self._book([(loan, 700), ("default_account_assets", -700)], date(2025, 1, 10))
        self._bill(100, date(2025, 1, 1), date(2025, 1, 20))
        self._check(self._figures(date(2025, 1, 1), date(2025, 1, 31)), dso=31, overdue_ratio=1)

    def test_disputes_of_that_day(self):
        invoice = self._bill(1000, date(2025, 1, 1), date(2025, 1, 20))
        dispute = self.env["credit.dispute"].create({
            "move_id": invoice.id, "amount": 250,
            "reason_id": self.env["credit.reason"].search([("kind", "=", "dispute")], limit=1).id})
        dispute.action_open()
        dispute.sudo().date_opened = date(2025, 2, 10)
        self._check(self._figures(date(2025, 1, 1), date(2025, 1, 31)), dispute_ratio=0)
        self._check(self._figures(date(2025, 2, 1), date(2025, 2, 28)), dispute_ratio=0.25)
        dispute.sudo().write({"state": "rejected", "date_closed": date(2025, 3, 15)})
        self._check(self._figures(date(2025, 2, 1), date(2025, 2, 28)), dispute_ratio=0.25)
        self._check(self._figures(date(2025, 3, 1), date(2025, 3, 31)), dispute_ratio=0)

    def test_promises_that_fell_due(self):
        invoice = self._bill(900, date(2025, 1, 1), date(2025, 1, 20))
        for state, day, amount in (
            ("kept", date(2025, 2, 3), 100), ("broken", date(2025, 2, 4), 200), ("partial", date(2025, 2, 5), 100),
            ("kept", date(2025, 2, 28), 100), ("kept", date(2025, 3, 1), 100), ("open", date(2025, 2, 20), 100),
        ):
            promise = self.env["credit.promise"].create({
                "profile_id": self.profile.id, "line_ids": [Command.set(self._open_item(invoice).ids)],
                "instalment_ids": [Command.create({"date": day, "amount": amount})]})
            promise.sudo().write({"state": state})
            promise.instalment_ids.sudo().state = state
        self._check(self._figures(date(2025, 2, 1), date(2025, 2, 28)), promise_kept_ratio=0.5)

    def test_customers_of_a_domain(self):
        self._bill(100, date(2025, 1, 1), date(2025, 1, 20))
        self._pay(self._bill(300, date(2025, 1, 1), date(2025, 1, 20), self.other_customer), date=date(2025, 1, 20))
        first, last = date(2025, 1, 1), date(2025, 1, 31)
        self._check(self._figures(first, last), collection_rate=0.75)
        self._check(self._figures(first, last, [("id", "=", self.profile.id)]), collection_rate=0, dso=31)
        self._check(
            self._figures(first, last, [("partner_id.name", "=", "Other Customer")]), collection_rate=1, on_time_ratio=1, dso=0)

    def test_entries_on_a_contact_belong_to_the_customer(self):
        self._book([("default_account_receivable", 100), ("default_account_assets", -100)], date(2025, 1, 10),
                   partner=self.contact)
        self._check(
            self._figures(date(2025, 1, 1), date(2025, 1, 31), [("id", "=", self.profile.id)]), concentration_10=1, dso=None)

    def test_branch_and_company(self):
        branch = self.env["res.company"].create({"name": "Branch", "parent_id": self.company.id})
        self.env.user.company_ids = [Command.link(branch.id)]
        entry = self.env["account.move"].with_company(branch).create({
            "move_type": "entry", "date": date(2025, 1, 10), "company_id": branch.id,
            "journal_id": self.company_data["default_journal_misc"].id,
            "line_ids": [
                Command.create({
                    "account_id": self.company_data["default_account_receivable"].id, "partner_id": self.customer.id,
                    "debit": 300, "date_maturity": date(2025, 1, 20)}),
                Command.create({"account_id": self.company_data["default_account_revenue"].id, "credit": 300}),
            ],
        })
        entry.action_post()
        self._bill(100, date(2025, 1, 1), date(2025, 2, 20))
        first, last = date(2025, 1, 1), date(2025, 1, 31)
        self._check(self._figures(first, last), overdue_ratio=0.75, dso=400 / 100 * 31)
        self._check(self._figures(first, last, company=branch), overdue_ratio=1, dso=None)

    def test_several_periods_at_once_are_the_same_one_by_one(self):
        self._quarter()
        periods = [(date(2025, 1, 1), date(2025, 1, 31)), (date(2025, 2, 1), date(2025, 2, 28)),
                   (date(2025, 1, 1), date(2025, 3, 31)), (date(2025, 2, 10), date(2025, 2, 14))]
        self._refresh()
        together = self.company._get_credit_figures_of(periods)
        for period, figures in zip(periods, together, strict=True):
            self.assertEqual(figures, self.company._get_credit_figures_of([period])[0], period)

    def test_the_same_number_of_queries_for_any_period_and_number_of_customers(self):
        first, last = self._quarter()
        self._figures(first, last)
        with self.assertQueryCount(5):  # the settings of the company too
            self._refresh()
            self.company._get_credit_key_figures(first, last)
        months = [(date(2025, month, 1), date(2025, month, 28)) for month in range(1, 13)]
        with self.assertQueryCount(5):
            self._refresh()
            self.company._get_credit_figures_of(months)

    def test_a_period_that_ends_before_it_begins(self):
        with self.assertRaisesRegex(UserError, "ends before it begins"):
            self.company._get_credit_key_figures(date(2025, 2, 1), date(2025, 1, 31))

    def test_rights(self):
        first, last = self._quarter()
        viewer = self._user("viewer")
        self._check(self.company.with_user(viewer)._get_credit_key_figures(first, last), dso=60)
        with self.assertRaises(AccessError):
            self.company.with_user(self._user("salesperson"))._get_credit_key_figures(first, last)

    def test_another_company_counts_for_itself(self):
        first, last = self._quarter()
        other = self.setup_other_company()
        self.env.user.company_ids = [Command.link(other["company"].id)]
        self.customer._get_credit_profiles(other["company"])
        self._book([("default_account_receivable", 100), ("default_account_revenue", -100)], date(2025, 1, 10),
                   company_data=other)
        self._check(self._figures(first, last, company=other["company"]), overdue_ratio=1, dso=None)
        self._check(self._figures(first, last), dso=60)
