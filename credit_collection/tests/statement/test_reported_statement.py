"""Situations that people reported in public about statements of other systems; the address stands beside each."""

from datetime import date

from odoo.tests import tagged

from .common import StatementCommon


@tagged("post_install", "-at_install")
class TestPublicReports(StatementCommon):

    def test_items_that_are_not_followed_up_are_owed_all_the_same(self):
        # github.com/OCA/account-financial-reporting/issues/557
        quiet = self._bill(100, date(2024, 12, 5), date(2024, 12, 31))
        self._open_item(quiet).no_followup = True
        self._bill(200, date(2025, 1, 8), date(2025, 2, 7))
        self._pay(quiet, date=date(2025, 1, 20))
        self._assert_balances(self._january(), {
            "opening_balance": 100.0, "debit": 200.0, "credit": 100.0, "closing_balance": 200.0})

    def test_a_refund_that_nobody_claimed_makes_the_columns_and_the_balance_agree(self):
        # github.com/OCA/account-financial-reporting/issues/300
        self._bill(100, date(2024, 12, 1), date(2024, 12, 31))
        self._bill(30, date(2025, 1, 5), date(2025, 1, 5), move_type="out_refund")
        self._assert_balances(self._january(kind="open_item"), {
            "not_due": 0.0, "bucket_2": 100.0, "credits": -30.0, "closing_balance": 70.0, "amount_to_pay": 70.0})

    def test_a_few_cents_too_much_that_were_written_off_leave_nothing(self):
        # github.com/OCA/account-financial-reporting/issues/622
        invoice = self._bill(464.09, date(2025, 1, 5), date(2025, 1, 20))
        receipt = self._book(
            [("default_account_receivable", -464.19), ("default_account_assets", 464.19)], date(2025, 1, 20),
            journal="default_journal_bank")
        rest = self._book([("default_account_receivable", 0.10), ("default_account_revenue", -0.10)], date(2025, 1, 20))
        self._match(invoice, receipt, rest)
        self.assertFalse(self._january(kind="open_item").line_ids)
        activity = self._january()
        self._assert_balances(activity, {"opening_balance": 0.0, "debit": 464.19, "credit": 464.19, "closing_balance": 0.0})
        self.assertEqual(len(activity.line_ids), 3)

    def test_the_balance_brought_forward_is_that_of_its_currency(self):
        # github.com/OCA/account-financial-reporting/issues/1121
        for amount, day in ((5000.5, date(2023, 4, 1)), (4175.35, date(2024, 8, 1))):
            self._bill(amount, day, day, currency_id=self.euro.id)
        self._bill(7000, date(2023, 6, 1), date(2023, 7, 1))
        self._bill(100, date(2025, 1, 3), date(2025, 1, 30), currency_id=self.euro.id)
        balances = {balance.currency_id: balance for balance in self._january().balance_ids}
        self.assertEqual(
            (balances[self.euro].opening_balance, balances[self.euro].closing_balance), (9175.85, 9275.85))
        self.assertEqual(balances[self.company.currency_id].opening_balance, 7000.0)

    def test_the_aging_stands_below_the_account_in_the_currency_of_the_customer(self):
        # github.com/frappe/erpnext/issues/52372
        self._bill(60, date(2024, 12, 10), date(2024, 12, 20), currency_id=self.euro.id)
        self._bill(40, date(2025, 1, 10), date(2025, 2, 20), currency_id=self.euro.id)
        statement = self._january()
        self._assert_balances(statement, {
            "currency_id": self.euro.id, "not_due": 40.0, "bucket_1": 0.0, "bucket_2": 60.0, "closing_balance": 100.0})
        self.assertIn("60.00", statement.balance_ids.aging_text)

    def test_credit_in_another_currency_is_named_where_something_is_to_be_paid(self):
        # github.com/OCA/account-financial-reporting/issues/810
        self._bill(1000, date(2025, 1, 5), date(2025, 1, 20))
        self._bill(500, date(2025, 1, 8), date(2025, 1, 8), move_type="out_refund", currency_id=self.euro.id)
        statement = self._january(kind="open_item")
        parts = {part["currency"]: part for part in statement._describe()[statement]["parts"]}
        self.assertIn("500.00", parts["USD"]["elsewhere"])
        self.assertFalse(parts["EUR"]["elsewhere"])
        page, _kind = self.env["ir.actions.report"]._render_qweb_html("credit_collection.report_statements", statement.ids)
        self.assertEqual(page.decode().count("in other currencies, not deducted here"), 1)

    def test_an_invoice_that_was_booked_later_belongs_to_the_period_of_its_entry(self):
        # github.com/OCA/account-financial-reporting/issues/672
        self._invoice(500, 0, invoice_date=date(2024, 12, 20), date=date(2025, 1, 3), invoice_date_due=date(2025, 1, 19))
        self.assertFalse(self.profile._create_statements(date(2024, 12, 1), date(2024, 12, 31)).balance_ids)
        statement = self._january()
        self._assert_balances(statement, {"opening_balance": 0.0, "debit": 500.0, "closing_balance": 500.0, "bucket_1": 500.0})
        self.assertEqual(self.profile._get_aging(date(2025, 1, 2))[self.profile.id]["total"], 0.0)

    def test_gains_on_exchange_are_no_business_of_the_customer(self):
        # github.com/OCA/account-financial-reporting/issues/852
        self.env["res.currency.rate"].create({"name": "2025-01-15", "rate": 0.8, "currency_id": self.euro.id})
        self._pay(self._bill(100, date(2025, 1, 5), date(2025, 1, 20), currency_id=self.euro.id), date=date(2025, 1, 20))
        statement = self._january()
        self._assert_balances(statement, {
            "currency_id": self.euro.id, "debit": 100.0, "credit": 100.0, "closing_balance": 0.0})
        self.assertEqual(statement.line_ids.mapped("kind"), ["invoice", "payment"])

    def test_companies_below_another_one_have_statements_of_their_own(self):
        # github.com/OCA/account-financial-reporting/issues/299
        branches = self.env["res.partner"].create([
            {"name": name, "is_company": True, "parent_id": self.customer.id} for name in ("North", "South")])
        for partner, amount in ((branches[0], 103.5), (branches[1], 20.7), (self.customer, 50)):
            self._bill(amount, date(2025, 1, 5), date(2025, 1, 20), partner)
        statements = self._january(branches._get_credit_profiles() | self.profile)
        self.assertEqual(statements.mapped("balance_ids.closing_balance"), [103.5, 20.7, 50.0])

    def test_what_was_cancelled_or_never_posted_is_on_no_statement(self):
        # github.com/frappe/erpnext_com/issues/806
        kept = self._bill(100, date(2025, 1, 5), date(2025, 1, 20))
        cancelled = self._bill(900, date(2025, 1, 6), date(2025, 1, 20))
        cancelled.button_draft()
        cancelled.button_cancel()
        self._invoice(50, 0, post=False, invoice_date=date(2025, 1, 7), date=date(2025, 1, 7))
        for kind in ("activity", "open_item"):
            statement = self._january(kind=kind)
            self.assertEqual(statement.line_ids.move_id, kept, kind)
            self.assertEqual(statement.balance_ids.closing_balance, 100.0)

    def test_a_cancelled_statement_moves_no_balance(self):
        # github.com/gather-community/gather/issues/1099
        self._bill(700, date(2024, 11, 5), date(2024, 12, 5))
        self._bill(300, date(2025, 1, 10), date(2025, 2, 9))
        january = self._january()
        self.assertEqual(january.balance_ids.closing_balance, 1000.0)
        january.action_cancel()
        february = self.profile._create_statements(date(2025, 2, 1), date(2025, 2, 28), "activity")
        self.assertEqual(february.balance_ids.opening_balance, 1000.0)

    def test_one_receipt_for_several_invoices_leaves_no_rows_of_zero(self):
        # github.com/OCA/account-financial-reporting/issues/860
        first, second, third = (self._bill(amount, date(2025, 1, 5), date(2025, 1, 20)) for amount in (100, 50.05, 49.95))
        for amount in (80, 120):
            self._match(first, second, third, self._book(
                [("default_account_receivable", -amount), ("default_account_assets", amount)], date(2025, 1, 25),
                journal="default_journal_bank"))
        self.assertFalse(self._january(kind="open_item").line_ids)

    def _receive_euros(self, amount, invoice):
        """:return: nothing; what came in euros, two in company currency for each, is matched with ``invoice``"""
        journal, euros = self.company_data["default_journal_bank"], {"currency_id": self.euro.id}
        entry = self.env["account.move"].create({"journal_id": journal.id, "date": date(2025, 1, 25), "line_ids": [
            (0, 0, {"account_id": journal.default_account_id.id, "amount_currency": amount, "balance": 2 * amount, **euros}),
            (0, 0, {"account_id": self.company_data["default_account_receivable"].id, "partner_id": self.customer.id,
                    "amount_currency": -amount, "balance": -2 * amount, **euros})]})
        entry.action_post()
        self._match(invoice, entry)

    def test_an_invoice_that_was_paid_in_another_currency_leaves_nothing_in_either(self):
        # github.com/odoo/odoo/pull/219439, github.com/odoo/odoo/pull/180189
        self._receive_euros(50, self._bill(100, date(2025, 1, 2), date(2025, 1, 20)))
        part = self._bill(80, date(2025, 1, 3), date(2025, 1, 20))
        self._receive_euros(10, part)
        for kind in ("activity", "open_item"):
            balances = {balance.currency_id: balance for balance in self._january(kind=kind).balance_ids}
            self.assertEqual(
                [(balances[currency].closing_balance, balances[currency].amount_to_pay)
                 for currency in (self.company.currency_id, self.euro)], [(60, 60), (0, 0)], kind)
        [row] = self._january(kind="open_item").line_ids
        self.assertEqual((row.move_id, row.debit), (part, 60))

    def test_a_year_that_was_typed_wrong_stops_nothing(self):
        # github.com/OCA/account-financial-reporting/issues/304
        self._bill(100, date(217, 2, 28), date(217, 3, 30))
        self._bill(40, date(2025, 1, 3), date(217, 2, 28))
        self._assert_balances(self._january(), {"opening_balance": 100.0, "debit": 40.0, "closing_balance": 140.0})
        self._assert_balances(self._january(kind="open_item"), {"bucket_4": 140.0, "closing_balance": 140.0})
        self.env["credit.cash.in"]._forecast(self.profile, self.today)
        self.env["credit.snapshot"].sudo()._rebuild_profiles(self.profile, 2, self.today)
        snapshot = self.env["credit.snapshot"].search([("profile_id", "=", self.profile.id)], order="date desc", limit=1)
        self.assertEqual((snapshot.receivable, snapshot.overdue_90), (140, 140))
        self.profile._run_followups(self.today)
        self.assertEqual(self.profile.overdue_amount, 140)


@tagged("post_install", "-at_install")
class TestPublicReportsOfSchedules(StatementCommon):

    def setUp(self):
        super().setUp()
        self.env["credit.profile"].search([]).write({"statement_frequency": False})
        self.env["credit.rating"].search([]).write({"statement_frequency": False})
        self._bill(700, date(2024, 11, 5), date(2024, 12, 5))

    def _night(self, day):
        with self._at(day), self._batches():
            self.env["credit.profile"].sudo()._cron_schedule_statements()
            self.env["credit.statement"].sudo()._cron_send()
        self._refresh()

    def test_no_movement_is_on_two_statements_when_the_schedule_changes(self):
        # github.com/bcgov/entity/issues/24294
        with self._at("2025-01-10"):
            self.profile.write({"statement_frequency": "monthly", "statement_first_date": date(2025, 1, 31)})
            self.env.flush_all()
        self._bill(100, date(2025, 1, 16), date(2025, 2, 16))
        self._night(date(2025, 1, 31))
        with self._at("2025-02-10"):
            self.profile.statement_frequency = "quarterly"
            self.env.flush_all()
        self._bill(40, date(2025, 2, 16), date(2025, 3, 16))
        for day in (date(2025, 2, 28), date(2025, 3, 31), date(2025, 4, 30)):
            self._night(day)
        first, second = self.profile.statement_ids.sorted("date_to")
        self.assertEqual((first.date_from, first.date_to), (date(2025, 1, 1), date(2025, 1, 31)))
        self.assertEqual((second.date_from, second.date_to), (date(2025, 2, 1), date(2025, 4, 30)))
        self.assertEqual(second.line_ids.mapped("debit"), [40.0])
        self.assertEqual(second.balance_ids.opening_balance, 800.0)

    def test_a_schedule_that_becomes_shorter_begins_where_the_last_statement_ended(self):
        # github.com/bcgov/entity/issues/24294
        with self._at("2025-01-10"):
            self.profile.write({"statement_frequency": "quarterly", "statement_first_date": date(2025, 1, 15)})
            self.env.flush_all()
        self._night(date(2025, 1, 15))
        with self._at("2025-01-20"):
            self.profile.write({"statement_frequency": "monthly", "statement_first_date": date(2025, 1, 31)})
            self.env.flush_all()
        self._bill(40, date(2025, 1, 20), date(2025, 2, 16))
        self._night(date(2025, 1, 31))
        first, second = self.profile.statement_ids.sorted("date_to")
        self.assertEqual((first.date_to, second.date_from, second.date_to), (
            date(2025, 1, 15), date(2025, 1, 16), date(2025, 1, 31)))
