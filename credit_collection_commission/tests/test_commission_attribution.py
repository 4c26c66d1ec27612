"""Whom a receipt counts for, and at which rate."""

from odoo.fields import Command
from odoo.tests import tagged

from .common import CommissionCommon


@tagged("post_install", "-at_install")
class TestCommissionAttribution(CommissionCommon):

    def _contact(self, user, day):
        plan = self.env.ref("credit_collection.credit_followup_plan_default")
        return self.env["credit.followup"].sudo().create({
            "profile_id": self.profile.id, "level_id": plan.level_ids[0].id, "channel": "call", "state": "done",
            "user_id": user.id, "date": day, "done_date": day})

    def _paid(self, day, amount=1000, due=None):
        self._pay(self._bill(amount, due or day), date=day)

    def test_last_contact_within_the_days_goes_before_the_portfolio(self):
        self._contact(self.bert, self._date(3, 6))
        self._paid(self._date(3, 20))
        line = self._run(3).line_ids
        self.assertRecordValues(line, [{"user_id": self.bert.id, "cause": "contact", "cause_date": self._date(3, 6)}])
        self.assertIn("Contact of", line.reason)

    def test_contact_before_these_days_does_not(self):
        self._contact(self.bert, self._date(3, 5))
        self._paid(self._date(3, 20))
        self.assertRecordValues(self._run(3).line_ids, [{"user_id": self.anna.id, "cause": "portfolio"}])

    def test_contact_after_the_receipt_does_not(self):
        self._contact(self.bert, self._date(3, 21))
        self._paid(self._date(3, 20))
        self.assertEqual(self._run(3).line_ids.user_id, self.anna)

    def test_the_later_of_contact_and_promise_counts(self):
        self._contact(self.bert, self._date(3, 10))
        invoice = self._bill(1000, self._date(2, 1))
        promise = self.env["credit.promise"].create({
            "profile_id": self.profile.id, "user_id": self.manager.id, "date": self._date(3, 12),
            "line_ids": [Command.set(self._open_item(invoice).ids)],
            "instalment_ids": [Command.create({"date": self._days(5), "amount": 1000})]})
        promise.action_open()
        self._pay(invoice, date=self._date(3, 20))
        line = self._run(3).line_ids
        self.assertRecordValues(line, [{"user_id": self.manager.id, "cause": "promise", "cause_date": self._date(3, 12)}])
        self.assertIn("Promise of", line.reason)

    def test_without_days_the_portfolio_counts(self):
        self.plan.contact_days = 0
        self._contact(self.bert, self._date(3, 20))
        self._paid(self._date(3, 20))
        self.assertEqual(self._run(3).line_ids.user_id, self.anna)

    def test_nobody(self):
        self._give(self.profile, self.env["res.users"])
        self._paid(self._date(3, 20))
        run = self._run(3)
        self.assertRecordValues(run, [{"collected": 1000, "unattributed": 1000, "amount": 0}])
        self.assertRecordValues(run.line_ids, [{"user_id": False, "cause": "nobody", "amount": 0}])

    def test_rate_by_age_of_the_debt(self):
        self.plan.rate_ids = [Command.clear(), Command.create({"percent": 1}), Command.create({"age_from": 60, "percent": 4})]
        self._paid(self._date(3, 20), 1000, due=self._date(3, 19))
        self._paid(self._date(3, 21), 1000, due=self._date(1, 20))
        self._paid(self._date(3, 22), 1000, due=self._date(4, 30))
        self.assertEqual(
            [(line.age_days, line.percent, line.amount) for line in self._run(3).line_ids],
            [(1, 1, 10), (60, 4, 40), (-39, 1, 10)])

    def test_steps_of_the_period(self):
        self.plan.rate_ids = [
            Command.clear(), Command.create({"percent": 1}), Command.create({"amount_from": 1500, "percent": 2})]
        self._paid(self._date(3, 20))
        self._paid(self._date(3, 21))
        run = self._settled(3)
        self.assertEqual([line.amount for line in run.line_ids], [10, 5, 10])
        self._paid(self._date(4, 2))
        self.assertEqual(self._run(4).line_ids.mapped("amount"), [10])

    def test_plan_of_their_own_goes_first_and_without_plan_nothing_is_earned(self):
        own = self.plan.copy({"name": "Anna", "user_ids": [Command.set(self.anna.ids)]})
        own.rate_ids.percent = 5
        self._paid(self._date(3, 20))
        self.assertEqual(self._run(3).line_ids.amount, 50)
        own.active = self.plan.active = False
        self.plan.copy({"name": "Bert", "user_ids": [Command.set(self.bert.ids)], "active": True})
        run = self._run(3)
        self.assertRecordValues(run.line_ids, [{"user_id": self.anna.id, "amount": 0, "plan_id": False, "base_amount": 1000}])

    def test_plan_of_a_collector_who_left_is_not_that_of_all_others(self):
        """Its only collector archived, it had none, as a plan for all has; the newer of the two counted."""
        own = self.plan.copy({"name": "Bert", "user_ids": [Command.set(self.bert.ids)]})
        own.rate_ids.percent = 10
        self.bert.active = False
        self._paid(self._date(3, 20))
        self.assertRecordValues(self._run(3).line_ids, [{"user_id": self.anna.id, "plan_id": self.plan.id, "amount": 20}])

    def _pay_short(self, invoices, amount, day):
        """A payment that settles ``invoices`` and writes off itself what it does not pay."""
        wizard = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoices.ids).create({"payment_date": day, "group_payment": True})
        wizard.write({
            "amount": amount, "payment_difference_handling": "reconcile",
            "writeoff_account_id": self.company_data["default_account_expense"].id})
        return wizard._create_payments()

    def test_what_the_payment_itself_writes_off_did_not_come_in(self):
        invoice = self._bill(1000, self._date(3, 1))
        self._pay_short(invoice, 600, self._date(3, 10))
        self.assertEqual(invoice.amount_residual, 0)
        self.assertRecordValues(self._settled(3).line_ids, [{"base_amount": 600, "amount": 12}])
        self.assertFalse(self._run(4).line_ids)

    def test_what_a_payment_of_several_invoices_writes_off_is_shared(self):
        invoices = self.env["account.move"].union(*(
            self._bill(amount, self._date(3, day)) for day, amount in ((1, 333.33), (2, 333.33), (3, 333.34))))
        payment = self._pay_short(invoices, 977, self._date(3, 10))
        settled = self._settled(3)
        self.assertEqual(settled.collected, 977)
        self.assertFalse(self._run(4).line_ids, "rounded once, nothing is left")
        self._return(payment, self._date(5, 5))
        self.assertAlmostEqual(sum(self._run(5).line_ids.mapped("base_amount")), -977, 2)

    def test_part_payments_and_money_on_account(self):
        invoice = self._bill(1000, self._date(3, 1))
        self._pay(invoice, 300, self._date(3, 10))
        self.env["account.payment"].create({
            "payment_type": "inbound", "partner_type": "customer", "partner_id": self.customer.id, "amount": 700,
            "date": self._date(3, 15), "journal_id": self.company_data["default_journal_bank"].id}).action_post()
        self.assertEqual(self._settled(3).collected, 300)
        self._refresh()
        # Money on account counts once it is matched, for the collector of the day it came in.
        receipt = self.env["account.move.line"].search([
            ("partner_id", "=", self.customer.id), ("amount_residual", "<", 0), ("parent_state", "=", "posted")])
        (receipt | self._open_item(invoice)).reconcile()
        april = self._run(4)
        self.assertRecordValues(april.line_ids, [{"base_amount": 700, "date": self._date(3, 15), "amount": 14}])

    def test_foreign_currency_counts_in_company_currency(self):
        currency = self.setup_other_currency("EUR", rates=[("2015-01-01", 0.5)])
        invoice = self._bill(1000, self._date(3, 1), currency_id=currency.id)
        self._pay(invoice, date=self._date(3, 10))
        self.assertEqual(self._run(3).collected, 2000)

    def test_receipt_matched_with_another_invoice(self):
        """Settled for one invoice, matched with another one since: nothing is earned twice."""
        first = self._bill(1000, self._date(3, 1))
        self._pay(first, date=self._date(3, 10))
        self._settled(3)
        receipt = self._open_item(first).matched_credit_ids.credit_move_id
        receipt.remove_move_reconcile()
        (receipt | self._open_item(self._bill(1000, self._date(3, 5)))).reconcile()
        april = self._run(4)
        self.assertEqual(sorted(april.line_ids.mapped("amount")), [-20, 20])
        self.assertEqual(april.amount, 0)
        self.assertIn("does not pay", april.line_ids.filtered(lambda line: line.amount < 0).reason)

    def test_receipt_whose_entry_was_deleted(self):
        invoice = self._bill(1000, self._date(3, 1))
        payment = self._pay(invoice, date=self._date(3, 10))
        self._settled(3)
        payment.action_draft()
        payment.unlink()
        april = self._run(4)
        self.assertEqual(self._lines(april), [(self.anna, "taken_back", -1000, -20)])
