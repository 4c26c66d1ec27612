"""Statements of account: figures by currency and company, frozen once they are made."""

from datetime import date, timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import FIRST, LAST, StatementCommon


@tagged("post_install", "-at_install")
class TestStatement(StatementCommon):

    def test_activity_from_opening_to_closing_balance(self):
        """700 open of 2024, an invoice of 300 and a receipt of 200 in January."""
        old = self._bill(700, date(2024, 11, 5), date(2024, 12, 5))
        invoice = self._bill(300, date(2025, 1, 10), date(2025, 2, 9), ref="PO 77")
        self._pay(old, 200, date=date(2025, 1, 20))
        self._bill(50, date(2025, 2, 1), date(2025, 3, 1))
        statement = self._january()
        self._assert_balances(statement, {
            "opening_balance": 700.0, "debit": 300.0, "credit": 200.0, "closing_balance": 800.0, "not_due": 300.0,
            "bucket_1": 0.0, "bucket_2": 500.0, "bucket_3": 0.0, "bucket_4": 0.0, "credits": 0.0})
        self.assertRecordValues(statement.line_ids, [
            {"date": date(2025, 1, 10), "kind": "invoice", "number": invoice.name, "reference": "PO 77", "debit": 300.0,
             "credit": 0.0, "balance": 1000.0, "move_id": invoice.id},
            {"date": date(2025, 1, 20), "kind": "payment", "number": statement.line_ids[1].move_id.name, "reference":
             statement.line_ids[1].reference, "debit": 0.0, "credit": 200.0, "balance": 800.0,
             "move_id": statement.line_ids[1].move_id.id},
        ])
        self.assertEqual((statement.state, statement.profile_id), ("draft", self.profile))

    def test_open_items_at_the_end_of_a_past_day(self):
        first = self._bill(700, date(2024, 11, 5), date(2024, 12, 5))
        second = self._bill(300, date(2025, 1, 10), date(2025, 2, 9))
        self._pay(first, 200, date=date(2025, 1, 20))
        self._pay(second, date=date(2025, 2, 3))
        note = self._invoice(40, 0, move_type="out_refund", invoice_date=date(2025, 1, 15), date=date(2025, 1, 15))
        statement = self._january(kind="open_item")
        self.assertEqual(
            [(line.number, line.kind, line.amount, line.open_amount, line.days_overdue) for line in statement.line_ids], [
                (first.name, "invoice", 700.0, 500.0, 57), (second.name, "invoice", 300.0, 300.0, 0),
                (note.name, "credit_note", -40.0, -40.0, 0)])
        self._assert_balances(statement, {"closing_balance": 760.0, "not_due": 300.0, "bucket_2": 500.0, "credits": -40.0})

    def test_aging_in_the_buckets_that_the_company_had(self):
        self.company.sudo().credit_aging_limits = "10,60"
        self._bill(700, date(2024, 11, 5), date(2024, 12, 5))
        self._bill(50, date(2024, 12, 5), date(2025, 1, 25))
        statement = self._january()
        self.company.sudo().credit_aging_limits = "30,60,90"
        self._refresh()
        self._assert_balances(statement, {"bucket_1": 50.0, "bucket_2": 700.0, "bucket_3": 0.0, "bucket_4": 0.0})
        [part] = statement.sudo()._describe()[statement]["parts"]
        self.assertEqual(part["bucket_labels"][1:], ["1–10 days", "11–60 days", "Over 60 days"])
        self.assertEqual(len(part["buckets"]), 4)
        self.assertIn("11–60 days", statement.balance_ids.aging_text)

    def test_a_statement_of_one_company_tells_nothing_of_another(self):
        """A shared customer owes 400 to another company, in which the user is at work too."""
        self.test_activity_from_opening_to_closing_balance()
        other = self.setup_other_company()
        self.env.user.company_ids = [Command.link(other["company"].id)]
        both = self.env(context={**self.env.context, "allowed_company_ids": (self.company | other["company"]).ids})
        entry = self._book(
            [("default_account_receivable", 400), ("default_account_revenue", -400)], date(2025, 1, 12), company_data=other)
        self.assertEqual(entry.company_id, other["company"])
        statement = self.profile.with_env(both)._create_statements(FIRST, LAST)
        self._assert_balances(statement.with_env(self.env), {"opening_balance": 700.0, "closing_balance": 800.0})
        theirs = self.customer._get_credit_profiles(other["company"])._create_statements(FIRST, LAST)
        self.assertEqual((theirs.company_id, theirs.balance_ids.closing_balance), (other["company"], 400.0))

    def test_a_branch_belongs_to_the_statement_of_its_company(self):
        self._book_in_branch(250, due=10)
        statement = self._as_of_today(kind="activity")
        self.assertEqual(statement.company_id, self.company)
        self.assertEqual(statement.balance_ids.closing_balance, 250.0)

    def test_what_is_booked_for_a_contact_belongs_to_the_customer(self):
        invoice = self._bill(120, date(2025, 1, 10), date(2025, 2, 9), self.contact)
        self.assertEqual(self._january().line_ids.move_id, invoice)

    def test_each_currency_has_its_own_balance(self):
        dollars = self._bill(100, date(2025, 1, 10), date(2025, 1, 20))
        euros = self._bill(60, date(2024, 12, 10), date(2024, 12, 20), currency_id=self.euro.id)
        self._bill(10, date(2025, 1, 10), date(2025, 1, 20), currency_id=self.euro.id)
        self._pay(euros, date=date(2025, 1, 25))
        statement = self._january()
        self._assert_balances(
            statement,
            {"currency_id": self.euro.id, "opening_balance": 60.0, "debit": 10.0, "credit": 60.0, "closing_balance": 10.0},
            {"currency_id": dollars.currency_id.id, "opening_balance": 0.0, "debit": 100.0, "credit": 0.0,
             "closing_balance": 100.0})

    def test_an_invoice_settled_in_another_currency_leaves_both_balances_right(self):
        """60 EUR are paid by 120 of the company currency: no entry in euros closes the invoice."""
        invoice = self._bill(60, date(2025, 1, 10), date(2025, 1, 20), currency_id=self.euro.id)
        receipt = self._book(
            [("default_account_receivable", -120), ("default_account_assets", 120)], date(2025, 1, 15),
            journal="default_journal_bank")
        self._match(invoice, receipt)
        self.assertEqual(invoice.amount_residual, 0.0)
        statement = self._january()
        company_currency = self.company.currency_id
        self.assertEqual(
            {balance.currency_id: (balance.debit, balance.credit, balance.closing_balance)
             for balance in statement.balance_ids},
            {self.euro: (60.0, 60.0, 0.0), company_currency: (120.0, 120.0, 0.0)})
        self.assertEqual(
            statement.line_ids.filtered(lambda line: line.currency_id == self.euro).mapped("kind"), ["invoice", "settlement"])

    def test_what_another_customer_paid_is_shown_on_both_statements(self):
        invoice = self._bill(80, date(2025, 1, 10), date(2025, 1, 20))
        receipt = self._book(
            [("default_account_receivable", -80), ("default_account_assets", 80)], date(2025, 1, 15),
            journal="default_journal_bank", partner=self.other_customer)
        self._match(invoice, receipt)
        ours, theirs = self._january(self.profile | self.other_profile)
        self.assertEqual([(line.kind, line.debit, line.credit) for line in ours.line_ids],
                         [("invoice", 80.0, 0.0), ("settlement", 0.0, 80.0)])
        self.assertEqual([(line.kind, line.debit, line.credit) for line in theirs.line_ids],
                         [("payment", 0.0, 80.0), ("settlement", 80.0, 0.0)])
        self.assertEqual((ours | theirs).balance_ids.mapped("closing_balance"), [0.0, 0.0])

    def _assert_one_amount(self, statement, amount):
        """The kept amount, from which code and e-mail are made, is what the payment page asks for."""
        self.assertEqual(statement.balance_ids.amount_to_pay, amount)
        self.assertEqual([asked for asked, _parts in statement._get_payable().values()], [amount] if amount else [])

    def test_running_discounts_are_deducted_as_on_the_payment_page(self):
        term = self.env["account.payment.term"].create({
            "name": "2 % 10 days", "early_discount": True, "discount_percentage": 2, "discount_days": 10,
            "line_ids": [Command.create({"value": "percent", "value_amount": 100, "nb_days": 30})]})
        invoice = self._bill(1000, self._days(-5), False, invoice_payment_term_id=term.id)
        self._bill(100, self._days(-20), False, invoice_payment_term_id=term.id)
        statement = self._as_of_today()
        self._assert_balances(statement, {
            "closing_balance": 1100.0, "discount": 20.0, "discount_until": self._days(5), "amount_to_pay": 1080.0})
        self._assert_one_amount(statement, 1080.0)
        # As of a day before, made today: the second discount ended in between.
        self._assert_one_amount(self.profile._create_statements(self._days(-15), self._days(-4), "open_item"), 1080.0)
        reason = self.env["credit.reason"].search([("kind", "=", "dispute")], limit=1)
        self.env["credit.dispute"].create({"move_id": invoice.id, "amount": 100.0, "reason_id": reason.id}).action_open()
        self._assert_one_amount(self._as_of_today(), 1000.0)

    def test_a_cheque_dated_ahead_keeps_the_discount_until_its_last_day(self):
        term = self.env["account.payment.term"].create({
            "name": "2 % 10 days", "early_discount": True, "discount_percentage": 2, "discount_days": 10,
            "line_ids": [Command.create({"value": "percent", "value_amount": 100, "nb_days": 30})]})
        for days, to_pay in ((5, 480.0), (6, 500.0)):
            with self.subTest(days=days):
                invoice = self._bill(1000, self._days(-5), False, invoice_payment_term_id=term.id)
                self._pay(invoice, 500, date=self._days(days))
                self._assert_one_amount(self._as_of_today(), to_pay)
                self._pay(invoice)

    def test_a_cheque_dated_ahead_is_not_asked_for_again(self):
        invoice = self._invoice(500, -10)
        cheque = self._book(
            [("default_account_receivable", -200), ("default_account_assets", 200)], self._days(20),
            journal="default_journal_bank")
        self._assert_one_amount(self._as_of_today(), 300.0)
        self._match(invoice, cheque)
        statement = self._as_of_today()
        self._assert_balances(statement, {"closing_balance": 500.0, "post_dated": 200.0, "amount_to_pay": 300.0})
        self._assert_one_amount(statement, 300.0)

    def test_what_is_on_its_way_is_read_once_for_all_documents(self):
        self.startPatcher(patch.object(type(self.env["account.move"]), "_get_invoice_in_payment_state", lambda _: "in_payment"))
        self.company_data["default_journal_bank"].inbound_payment_method_line_ids.payment_account_id = False
        counts = []
        for number in (1, 1, 8):
            for _invoice in range(number):
                self._pay(self._invoice(100, -10), 60)
            statement = self._as_of_today()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            [(amount, _parts)] = statement._get_payable().values()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(amount, 10 * 40)
        self.assertEqual(*counts[1:], "the first one fills caches")

    def test_a_credit_that_is_paid_back_is_no_credit(self):
        self.startPatcher(patch.object(type(self.env["account.move"]), "_get_invoice_in_payment_state", lambda _: "in_payment"))
        self.company_data["default_journal_bank"].outbound_payment_method_line_ids.payment_account_id = False
        self._invoice(1000, -10)
        self._pay(self._invoice(300, -10, move_type="out_refund"), 200)
        statement = self._as_of_today()
        self._assert_balances(statement, {
            "closing_balance": 700.0, "credits": -300.0, "paid_back": 200.0, "on_its_way": 0.0, "amount_to_pay": 900.0})
        self._assert_one_amount(statement, 900.0)

    def test_a_credit_that_was_used_since_is_no_credit(self):
        """Of a month that is over: the credit paid an invoice of the days after it, so it covers nothing of what is listed."""
        self._invoice(500, -10)
        note = self._invoice(100, -10, move_type="out_refund")
        self._match(self._invoice(80, 29), note)
        statement = self.profile._create_statements(self._days(-60), self._days(-3), "open_item")
        self._assert_balances(statement, {
            "closing_balance": 400.0, "credits": -100.0, "post_dated": 0.0, "paid_back": 80.0, "amount_to_pay": 480.0})
        self._assert_one_amount(statement, 480.0)

    def test_post_dated_receipts_are_named_and_not_deducted(self):
        self._invoice(500, -10)
        self._book(
            [("default_account_receivable", -200), ("default_account_assets", 200)], self._days(20),
            journal="default_journal_bank")
        self._assert_balances(self._as_of_today(), {"closing_balance": 500.0, "post_dated": 200.0, "bucket_1": 500.0})

    def test_registered_payments_are_named_and_not_asked_for_again(self):
        """Beside Odoo's Accounting app: 600 of 1,000 are registered, 100 in dispute; mail, code and page ask for 300."""
        self.startPatcher(patch.object(type(self.env["account.move"]), "_get_invoice_in_payment_state", lambda _: "in_payment"))
        self.company_data["default_journal_bank"].inbound_payment_method_line_ids.payment_account_id = False
        move = self._invoice(1000, -10)
        reason = self.env["credit.reason"].search([("kind", "=", "dispute")], limit=1)
        self.env["credit.dispute"].create({"move_id": move.id, "amount": 100.0, "reason_id": reason.id}).action_open()
        self._pay(move, 600)
        statement = self._as_of_today()
        self._assert_balances(statement, {
            "closing_balance": 1000.0, "bucket_1": 1000.0, "disputed": 100.0, "on_its_way": 600.0, "amount_to_pay": 300.0})
        self.assertEqual([amount for amount, _parts in statement._get_payable().values()], [300.0])
        self._pay(move, 400)
        again = self._as_of_today()
        self._assert_balances(again, {
            "closing_balance": 1000.0, "disputed": 100.0, "on_its_way": 900.0, "amount_to_pay": 0.0})
        self.assertFalse(again._get_payable())

    def test_a_disputed_part_is_named(self):
        move = self._invoice(500, -10)
        reason = self.env["credit.reason"].search([("kind", "=", "dispute")], limit=1)
        self.env["credit.dispute"].create({"move_id": move.id, "amount": 120.0, "reason_id": reason.id}).action_open()
        statement = self._as_of_today()
        self.assertEqual((statement.balance_ids.disputed, statement.line_ids.disputed), (120.0, 120.0))
        self.assertEqual(statement.balance_ids.closing_balance, 500.0)

    def test_instalments_are_one_entry_and_several_open_items(self):
        term = self.env["account.payment.term"].create({"name": "Halves", "line_ids": [
            Command.create({"value": "percent", "value_amount": 50, "nb_days": days}) for days in (10, 40)]})
        self._bill(100, date(2025, 1, 5), False, invoice_payment_term_id=term.id)
        self.assertEqual([(line.debit, line.due_date) for line in self._january().line_ids], [(100.0, date(2025, 1, 15))])
        self.assertEqual(self._january(kind="open_item").line_ids.mapped("open_amount"), [50.0, 50.0])

    def test_a_customer_who_owes_nothing_gets_an_empty_statement(self):
        statement = self._january()
        self.assertFalse(statement.balance_ids | statement.line_ids.mapped("statement_id").balance_ids)
        self.assertEqual(statement.state, "draft")

    def test_what_was_made_stays_whatever_is_booked_later(self):
        invoice = self._bill(5000, date(2024, 12, 5), date(2025, 1, 4))
        statement = self._january()
        self._pay(invoice, 1000, date=date(2025, 1, 5))
        self._refresh()
        self.assertEqual(statement.balance_ids.closing_balance, 5000.0)
        self.assertEqual(self._january().balance_ids.closing_balance, 4000.0)

    def test_a_period_ends_after_it_begins_and_not_after_today(self):
        with self.assertRaisesRegex(UserError, "comes before"):
            self.profile._create_statements(LAST, FIRST)
        with self.assertRaisesRegex(UserError, "today at the latest"):
            self.profile._create_statements(FIRST, self.today + timedelta(1))

    def test_statements_are_evidence_for_everybody_who_reads_them(self):
        self._bill(300, date(2025, 1, 10), date(2025, 2, 9))
        statement = self._january()
        for role in ("collector", "manager"):
            user = self.collector if role == "collector" else self._user(role)
            for record in (statement, statement.balance_ids, statement.line_ids):
                self.assertTrue(record.with_user(user).read())
                with self.subTest(role=role, model=record._name), self.assertRaises(AccessError):
                    record.with_user(user).write({record._rec_name or "date_to": False})
                with self.subTest(role=role, model=record._name), self.assertRaises(AccessError):
                    record.with_user(user).unlink()
        viewer = self._user("viewer")
        with self.assertRaises(AccessError):
            statement.with_user(viewer).action_cancel()
        statement.with_user(self.collector).action_cancel()
        self.assertEqual(statement.state, "cancelled")

    def test_users_of_another_company_see_none_of_it(self):
        self._bill(300, date(2025, 1, 10), date(2025, 2, 9))
        statement = self._january()
        other = self.setup_other_company()["company"]
        self.collector.write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
        for record in (statement, statement.balance_ids, statement.line_ids):
            Model = self.env[record._name].with_user(self.collector).with_company(other)
            self.assertFalse(Model.search([("id", "in", record.ids)]), record._name)

    def test_statements_of_merged_customers_stay_with_the_customer_who_stays(self):
        self._bill(300, date(2025, 1, 10), date(2025, 2, 9), self.other_customer)
        statement = self._january(self.other_profile)
        self.env["base.partner.merge.automatic.wizard"].create({
            "dst_partner_id": self.customer.id, "partner_ids": [Command.set((self.customer | self.other_customer).ids)],
        }).action_merge()
        self.assertEqual(statement.profile_id.partner_id, self.customer)

    def test_statements_of_many_take_as_many_queries_as_statements_of_few(self):
        partners = self.env["res.partner"].create([{"name": f"Customer {number}", "is_company": True} for number in range(12)])
        for partner in partners:
            self._bill(100, date(2025, 1, 10), date(2025, 2, 9), partner)
            self._bill(30, date(2024, 12, 10), date(2025, 1, 9), partner, currency_id=self.euro.id)
        profiles = partners._get_credit_profiles()
        self._refresh()
        self._january(profiles)
        counts = []
        for group in (profiles[:2], profiles):
            before = self.cr.sql_log_count
            statements = self._january(group)
            counts.append(self.cr.sql_log_count - before)
            self.assertEqual(len(statements), len(group))
        self.assertEqual(counts[0], counts[1])
        self.assertLessEqual(counts[1], 16)
