import io

from openpyxl import load_workbook

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .common import CommissionCommon


@tagged("post_install", "-at_install")
class TestCommissionRun(CommissionCommon):

    def test_bad_plans_are_refused_in_words(self):
        with self.assertRaisesRegex(ValidationError, "both for all collectors"), self.cr.savepoint():
            self.plan.copy({"name": "Twice"})
        own = self.plan.copy({"name": "Anna", "user_ids": [Command.set(self.anna.ids)]})
        with self.assertRaisesRegex(ValidationError, "both for anna"), self.cr.savepoint():
            own.copy({"name": "Anna again"})
        # A rate alone, too.
        with self.assertRaisesRegex(ValidationError, "exactly one rate"), self.cr.savepoint():
            self.plan.rate_ids.amount_from = 100
        with self.assertRaisesRegex(ValidationError, "enter a rate"), self.cr.savepoint():
            self.plan.rate_ids.unlink()
        with self.assertRaisesRegex(ValidationError, "exactly one rate"), self.cr.savepoint():
            self.plan.rate_ids = [Command.create({"percent": 3})]
        with self.assertRaisesRegex(ValidationError, "enter a rate"), self.cr.savepoint():
            self.plan.rate_ids = [Command.clear()]
        with self.assertRaisesRegex(ValidationError, "must lie between"):
            self.plan.rate_ids.percent = 101

    def test_periods(self):
        self._pay(self._bill(1000, self._date(3, 1)), date=self._date(3, 10))
        self._settled(3)
        with self.assertRaisesRegex(UserError, "does not end before it"):
            self._run(2)
        with self.assertRaisesRegex(UserError, "has not ended"):
            self.env["credit.commission.run"].with_user(self.manager).create({
                "company_id": self.company.id, "date_from": self.today, "date_to": self.today}).action_calculate()
        self.plan.active = False
        with self.assertRaisesRegex(UserError, "no commission plan"):
            self._run(4)

    def test_two_drafts_of_a_period_are_not_both_approved(self):
        self._pay(self._bill(1000, self._date(3, 1)), date=self._date(3, 10))
        first, second = self._run(3), self._run(3)
        # Also within the second of the approval.
        first.sudo().calculated_on = second.sudo().calculated_on = fields.Datetime.now()
        first.with_user(self.other_manager).action_approve()
        with self.assertRaisesRegex(UserError, "since the last approval"):
            second.with_user(self.other_manager).action_approve()
        second.action_calculate()
        self.assertEqual(second.amount, 0)

    def test_approval_is_taken_back_last_first(self):
        self._pay(self._bill(1000, self._date(3, 1)), date=self._date(3, 10))
        march = self._run(3)
        march.with_user(self.other_manager).action_approve()
        april = self._run(4)
        april.with_user(self.other_manager).action_approve()
        with self.assertRaisesRegex(UserError, "A later settlement rests"):
            march.action_draft()
        april.action_draft()
        march.action_draft()
        self.assertEqual(march.state, "draft")

    def test_a_plan_that_ends_takes_nothing_back(self):
        """A new plan from April on, the old one archived or begun later: March stays settled, and what goes back of it is
        deducted at the rate of March."""
        payment = self._pay(self._bill(1000, self._date(3, 1)), date=self._date(3, 10))
        self._settled(3)
        self.plan.active = False
        new = self.plan.copy({"name": "New", "active": True, "date_from": self._date(4, 1)})
        new.rate_ids.percent = 3
        self._pay(self._bill(500, self._date(4, 1)), date=self._date(4, 10))
        self.assertEqual(self._lines(self._settled(4)), [(self.anna, "collected", 500, 15)])
        new.date_from = self._date(5, 1)
        self.assertFalse(self._settled(5).line_ids)
        # Whoever has the customer by then.
        self.profile.collector_id = self.bert
        self._return(payment, self._date(6, 5))
        self.assertEqual(self._lines(self._settled(6)), [(self.anna, "taken_back", -1000, -20)])

    def test_another_period_forgets_what_was_worked_out(self):
        self._pay(self._bill(1000, self._date(3, 1)), date=self._date(3, 10))
        run = self._run(3)
        self.assertTrue(run.line_ids)
        run.date_to = self._date(3, 9)
        self.assertFalse(run.line_ids or run.payout_ids or run.calculated_on or run.amount)
        run.action_calculate()
        self.assertEqual(run.collected, 0)

    def test_decided_settlement_is_evidence(self):
        run = self._settled(3)
        for step in (run.unlink, run.action_calculate, lambda: run.write({"date_to": self._date(4, 1)})):
            with self.assertRaisesRegex(UserError, "evidence|not a draft"):
                step()

    def test_workbook(self):
        self.customer.name = "=HYPERLINK(1)"
        self._pay(self._bill(1000, self._date(3, 1)), date=self._date(3, 10))
        run = self._run(3)
        book = load_workbook(io.BytesIO(run._generate()))
        self.assertEqual(book.sheetnames, ["Payouts", "Lines"])
        lines = [row for row in book["Lines"].values if row[1] == "=HYPERLINK(1)"]
        self.assertEqual((lines[0][6], lines[0][8]), (1000, 20))
        self.assertIn("Customer of the collector", lines[0][9])

    def test_what_was_paid_before_the_due_date_is_on_time(self):
        self._pay(self._bill(1000, self._date(3, 20)), date=self._date(3, 10))
        run = self._run(3)
        self.assertIn("on time: 2 %", run.line_ids.reason)
        (row,) = [row for row in load_workbook(io.BytesIO(run._generate()))["Lines"].values if row[6] == 1000]
        self.assertEqual(row[4], 0, "no days late below zero")

    def test_constant_queries(self):
        self._pay(self._bill(100, self._date(3, 1)), date=self._date(3, 10))
        run = self._run(3)

        def count():
            self._refresh()
            start = self.cr.sql_log_count
            run.sudo()._calculate()
            self.env.flush_all()
            return self.cr.sql_log_count - start

        count()
        few = count()
        for number in range(10):
            partner = self.env["res.partner"].create({"name": f"More {number}", "is_company": True})
            self._give(partner._get_credit_profiles(), self.anna)
            self._pay(self._bill(100, self._date(3, 1), partner), date=self._date(3, 10))
        self.assertEqual(count(), few)
        self.assertEqual(run.collected, 1100)
