"""Write-offs: requested with reason and evidence, approved by another one, posted once, with tax relief where there is any."""

from dateutil.relativedelta import relativedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged

from .common import LossCommon


@tagged("post_install", "-at_install")
class TestWriteOff(LossCommon):

    def test_entry_with_tax_relief(self):
        """1,200 with 200 of tax: the tax on its own account, 1,000 are lost."""
        invoice = self._bill(1200, 400)
        write_off = self._write_off(invoice)
        self.assertEqual(self._open_item(invoice).amount_residual, 0)
        self.assertRecordValues(write_off, [{
            "state": "posted", "amount": 1200, "relief": 200, "loss": 1000, "requested_by_id": self.collector.id,
            "approved_by_id": self.manager.id, "posted_by_id": self.manager.id}])
        tax_account = invoice.line_ids.filtered("tax_line_id").account_id
        self.assertEqual(self._amounts(write_off.move_id), {
            self.receivable: -1200, tax_account: 200, self.loss_account: 1000})
        self.assertEqual(self.profile._get_aging(self.today)[self.profile.id]["total"], 0)

    def test_relief_on_the_account_of_the_setting_and_none_without(self):
        self.company.credit_relief_account_id = self.relief_account
        write_off = self._write_off(self._bill(1200, 400))
        self.assertEqual(self._amounts(write_off.move_id), {
            self.receivable: -1200, self.relief_account: 200, self.loss_account: 1000})
        self.company.credit_loss_tax_relief = False
        write_off = self._write_off(self._bill(1200, 400))
        self.assertEqual(self._amounts(write_off.move_id), {self.receivable: -1200, self.loss_account: 1200})

    def test_no_relief_before_the_waiting_period(self):
        self.company.credit_relief_months = 6
        invoice = self._bill(1200, 100)
        write_off = self._write_off(invoice)
        self.assertRecordValues(write_off, [{"relief": 0, "loss": 1200}])
        self.assertEqual(write_off.line_ids.relief_from, invoice.invoice_date_due + relativedelta(months=6))
        with self.assertRaisesRegex(UserError, "no tax to get back yet: Tax from"):
            write_off.with_user(self.manager).action_claim_relief()
        self.company.credit_relief_months = 3
        self._refresh()
        write_off.with_user(self.manager).action_claim_relief()
        tax_account = invoice.line_ids.filtered("tax_line_id").account_id
        self.assertEqual(self._amounts(write_off.relief_move_id), {tax_account: 200, self.loss_account: -200})
        self.assertRecordValues(write_off, [{"relief": 200, "amount": 1200}])
        with self.assertRaisesRegex(UserError, "no tax to get back"):
            write_off.with_user(self.manager).action_claim_relief()

    def test_what_the_allowance_covers(self):
        """1,000 with a specific allowance of 60 %: 600 of the allowance, 400 are a loss of the day."""
        self.env["credit.loss.specific"].create({
            "profile_id": self.profile.id, "rate": 60, "reason": "Insolvent", "date_from": self._days(-5)})
        invoice = self._bill(1000, 120, taxed=False)
        self._posted()
        write_off = self._write_off(invoice)
        self.assertRecordValues(write_off, [{"allowance_used": 600, "loss": 400}])
        self.assertEqual(self._amounts(write_off.move_id), {
            self.receivable: -1000, self.allowance_account: 600, self.loss_account: 400})
        self.assertEqual(self._balance(self.allowance_account), 0)
        self.assertEqual(self._run().difference, 0)

    def test_part_of_an_item(self):
        invoice = self._bill(1200, 400)
        write_off = self._write_off(invoice, 300)
        self.assertEqual(self._open_item(invoice).amount_residual, 900)
        self.assertRecordValues(write_off, [{"amount": 300, "relief": 50, "loss": 250}])

    def test_item_in_another_currency(self):
        currency = self.env.ref("base.CHF")
        currency.active = True
        self.env["res.currency.rate"].create([
            {"currency_id": currency.id, "company_id": self.company.id, "name": self._days(days), "rate": rate}
            for days, rate in ((-500, 2.0), (-10, 4.0))])
        invoice = self._bill(1000, 400, taxed=False, currency_id=currency.id)
        write_off = self._write_off(invoice)
        self.assertRecordValues(write_off, [{"amount": 500}])
        self.assertRecordValues(self._open_item(invoice), [{"amount_residual": 0, "amount_residual_currency": 0}])
        self.assertFalse(self.env["account.move"].search([
            ("journal_id", "=", self.company.currency_exchange_journal_id.id), ("partner_id", "=", self.customer.id)]))

    def test_by_the_form(self):
        item = self._open_item(self._bill(1200, 400))
        form = Form(self.env["credit.write.off"].with_user(self.collector))
        form.profile_id = self.profile
        form.reason_id = self.reason
        with form.line_ids.new() as line:
            line.line_id = item
        self.assertEqual(form.amount, 1200)
        self.assertRecordValues(form.save().line_ids, [{"amount": 1200, "relief": 200}])

    def test_all_open_items(self):
        invoices = self._bill(1200, 400) + self._bill(600, 300)
        # A company below the customer in the address book is a customer of its own.
        self._bill(240, 200, self.env["res.partner"].create({
            "name": "Subsidiary", "is_company": True, "parent_id": self.customer.id}))
        write_off = self._request()
        write_off.action_fill()
        write_off.action_fill()
        self.assertEqual(write_off.line_ids.line_id.move_id, invoices)
        self.assertEqual(write_off.amount, 1800)

    def test_bad_debt_ratio(self):
        self._write_off(self._bill(1200, 400, taxed=False), date=self._days(-1))
        self._bill(2400, 5, taxed=False, invoice_date=self._days(-1))
        figures = self.company._get_credit_key_figures(self._days(-1), self._days(-1))
        self.assertEqual(figures["bad_debt_ratio"], 0.5)

    def test_wholly_against_the_allowance_is_in_the_ratio(self):
        self._book_allowance(5000)
        self.env["credit.loss.specific"].create({
            "profile_id": self.profile.id, "rate": 100, "reason": "Insolvent", "date_from": self._days(-5)})
        invoice = self._bill(1200, 400, taxed=False)
        self._posted()
        write_off = self._write_off(invoice)
        self.assertRecordValues(write_off, [{"allowance_used": 1200, "loss": 0}])
        self._bill(2400, 5, taxed=False, invoice_date=self.today)
        self._refresh()
        self.assertEqual(self.company._get_credit_key_figures(self.today, self.today)["bad_debt_ratio"], 0.5)

    def test_reversed_the_item_is_owed_again(self):
        invoice = self._bill(1200, 400)
        write_off = self._write_off(invoice)
        write_off.with_user(self.manager).action_reverse()
        self._refresh()
        self.assertEqual(self._open_item(invoice).amount_residual, 1200)
        self.assertEqual(self._balance(self.loss_account), 0)
        self._bill(2400, 5, taxed=False, invoice_date=self.today)
        self.assertEqual(self.company._get_credit_key_figures(self.today, self.today)["bad_debt_ratio"], 0)
        with self.assertRaisesRegex(UserError, "no entry to reverse"):
            write_off.with_user(self.manager).action_reverse()

    # Bad input

    def test_what_a_request_needs(self):
        invoice = self._bill(1200, 400)
        write_off = self._request()
        with self.assertRaisesRegex(UserError, "name the items"):
            write_off.action_submit()
        write_off.line_ids = [Command.create({"line_id": self._open_item(invoice).id})]
        write_off.reason_id = False
        with self.assertRaisesRegex(UserError, "give a reason"):
            write_off.action_submit()
        write_off.reason_id = self.reason
        write_off.evidence = " "
        with self.assertRaisesRegex(UserError, "say what shows"):
            write_off.action_submit()
        write_off.message_post(body="Order of the court", attachments=[("order.txt", b"Closed")])
        for amount in (0, 1200.01):
            write_off.line_ids.amount = amount
            with self.assertRaisesRegex(UserError, "above zero, up to"):
                write_off.action_submit()
        write_off.line_ids.amount = 1200
        write_off.action_submit()
        self.assertEqual(write_off.state, "submitted")
        with self.assertRaisesRegex(UserError, "not a draft"):
            write_off.evidence = "Changed"
        with self.assertRaisesRegex(UserError, "not a draft"):
            write_off.line_ids.amount = 5
        with self.assertRaisesRegex(UserError, "not a draft"):
            write_off.line_ids.unlink()

    def test_items_of_others(self):
        write_off = self._request()
        other = self._bill(1200, 400, self._customer("Other"))
        with self.assertRaisesRegex(ValidationError, "not owed by"):
            write_off.sudo().line_ids = [Command.create({"line_id": self._open_item(other).id})]
        with self.assertRaisesRegex(ValidationError, "no debt of a customer"):
            write_off.sudo().line_ids = [Command.create({"line_id": other.invoice_line_ids.id, "amount": 5})]

    def test_paid_meanwhile_locked_day_and_twice(self):
        invoice = self._bill(1200, 400)
        write_off = self._approved(invoice)
        self._pay(invoice, 100)
        with self.assertRaisesRegex(UserError, "up to"):
            write_off.with_user(self.manager).action_post()
        write_off = self._approved(self._bill(500, 400), date=self._days(-2))
        self.company.fiscalyear_lock_date = self._days(-1)
        with self.assertRaisesRegex(UserError, "locked"):
            write_off.with_user(self.manager).action_post()
        self.company.fiscalyear_lock_date = False
        write_off.with_user(self.manager).action_post()
        with self.assertRaisesRegex(UserError, "posted already"):
            write_off.with_user(self.manager).action_post()
        with self.assertRaisesRegex(UserError, "evidence and stays posted"):
            write_off.move_id.button_draft()
        with self.assertRaisesRegex(UserError, "evidence"):
            write_off.sudo().unlink()

    # Who

    def test_who_decides(self):
        write_off = self._request(self._bill(1200, 400), user=self.manager)
        write_off.with_user(self.manager).action_submit()
        self.assertNotIn(self.manager, write_off.sudo().activity_ids.user_id)
        with self.assertRaisesRegex(AccessError, "Another credit manager"):
            write_off.with_user(self.manager).action_approve()
        for step in ("action_approve", "action_refuse", "action_post", "action_reverse", "action_book_recovery"):
            with self.subTest(step), self.assertRaises(AccessError):
                getattr(write_off.with_user(self.collector), step)()
        viewer = self._user("viewer")
        with self.assertRaises(AccessError):
            write_off.with_user(viewer).action_submit()
        with self.assertRaises(AccessError):
            self.env["credit.write.off"].with_user(viewer).create({"profile_id": self.profile.id})
        write_off.with_user(self.other_manager).action_refuse()
        self.assertEqual(write_off.state, "refused")

    def test_tier_counts_what_was_approved_lately(self):
        self.env["credit.approval.tier"].create({
            "name": "Small", "user_ids": [Command.set(self.manager.ids)], "max_amount": 1000, "company_id": self.company.id})
        with self.assertRaisesRegex(AccessError, "above your approval tier"):
            self._approved(self._bill(1001, 400, taxed=False))
        self._write_off(self._bill(600, 400, taxed=False))
        with self.assertRaisesRegex(AccessError, "above your approval tier"):
            self._approved(self._bill(600, 400, taxed=False))

    def test_nobody_enters_what_was_decided(self):
        write_off = self._request(self._bill(1200, 400))
        for vals in ({"state": "posted"}, {"approved_by_id": self.manager.id}, {"allowance_used": 5}, {"kind": "small"}):
            with self.assertRaises(AccessError):
                write_off.with_user(self.manager).write(vals)
        made = self.env["credit.write.off"].with_user(self.collector).with_context(
            default_state="approved", default_requested_by_id=self.manager.id).create({"profile_id": self.profile.id})
        self.assertRecordValues(made, [{"state": "draft", "requested_by_id": False}])

    def test_other_company(self):
        write_off = self._request(self._bill(1200, 400))
        other = self.setup_other_company()["company"]
        stranger = new_test_user(
            self.env, "stranger", "credit_collection.credit_collection_group_manager", company_id=other.id,
            company_ids=[Command.set(other.ids)])
        for step in ("action_submit", "action_approve", "action_post"):
            with self.assertRaises(AccessError):
                getattr(write_off.with_user(stranger), step)()
        with self.assertRaises(AccessError):
            self.env["credit.write.off"].with_user(stranger).create({"profile_id": self.profile.id})

    # Small balances

    def test_small_balances_by_preview(self):
        small, larger, fresh = self._bill(3, 60, taxed=False), self._bill(30, 60, taxed=False), self._bill(2, 5, taxed=False)
        other = self._customer("Other")
        rest = self._bill(100, 90, other, taxed=False)
        self._pay(rest, 99)
        wizard = self.env["credit.write.off.small"].with_user(self.collector).create({"max_amount": 5, "overdue_days": 30})
        wizard.action_preview()
        self.assertEqual(wizard.line_ids.sudo().line_id.move_id, small + rest)
        self.assertEqual(wizard.total, 4)
        wizard.action_request()
        write_offs = self.env["credit.write.off"].search([("kind", "=", "small")])
        self.assertEqual(write_offs.profile_id.partner_id, self.customer + other)
        self.assertEqual(set(write_offs.mapped("state")), {"submitted"})
        write_offs.with_user(self.manager).action_approve()
        write_offs.with_user(self.manager).action_post()
        self._refresh()
        self.assertEqual([self._open_item(move).amount_residual for move in (small, larger, fresh, rest)], [0, 30, 2, 0])
        wizard = self.env["credit.write.off.small"].with_user(self.collector).create({"max_amount": 5})
        wizard.action_preview()
        self.assertFalse(wizard.line_ids)

    def test_small_balances_of_whole_customers(self):
        self._bill(3, 60, taxed=False)
        self._bill(30, 60, taxed=False)
        wizard = self.env["credit.write.off.small"].with_user(self.collector).create({"max_amount": 5, "scope": "customer"})
        wizard.action_preview()
        self.assertFalse(wizard.line_ids)
        wizard.max_amount = 40
        wizard.action_preview()
        self.assertEqual(wizard.total, 33)
        wizard.line_ids[0].is_chosen = False
        wizard.action_request()
        self.assertIn(self.env["credit.write.off"].search([("profile_id", "=", self.profile.id)]).amount, (3, 30))

    def test_what_is_no_small_balance_is_not_requested_as_one(self):
        small, large = self._bill(3, 60, taxed=False), self._bill(500, 60, taxed=False)
        wizard = self.env["credit.write.off.small"].with_user(self.collector).create({
            "max_amount": 5, "line_ids": [
                Command.create({"profile_id": self.profile.id, "line_id": self._open_item(move).id, "amount": 3})
                for move in (small, large)]})
        wizard.action_request()
        requested = self.env["credit.write.off"].search([("profile_id", "=", self.profile.id)])
        self.assertEqual(requested.line_ids.line_id, self._open_item(small))

    def test_small_rests_are_requested_from_outside(self):
        """As ``credit_collection_short_payment`` does, by a door of the main add-on."""
        moves = self._bill(3, 60, taxed=False) | self._bill(2, 60, self._customer("Other"), taxed=False)
        made = self.env["credit.open.item"].with_user(self.collector)._request_small_write_offs(self._open_item(moves).ids)
        self.assertEqual(sorted(made.mapped("amount")), [2, 3])
        self.assertEqual(set(made.mapped("kind")) | set(made.mapped("state")), {"small", "submitted"})
        self.assertEqual(made.requested_by_id, self.collector)
        self.assertEqual(made.profile_id.partner_id, moves.partner_id)

    def test_small_balances_need_an_amount_and_a_choice(self):
        wizard = self.env["credit.write.off.small"].with_user(self.collector).create({"max_amount": 0})
        with self.assertRaisesRegex(UserError, "above zero"):
            wizard.action_preview()
        with self.assertRaisesRegex(UserError, "Choose"):
            wizard.action_request()
