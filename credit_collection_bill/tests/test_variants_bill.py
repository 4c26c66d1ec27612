"""Bills of exchange: further reported situations."""

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import BillCommon


@tagged("post_install", "-at_install")
class TestVariantsBill(BillCommon):

    def test_oldest_debts_are_not_those_of_a_subsidiary(self):
        subsidiary = self.env["res.partner"].create(
            {"name": "Subsidiary", "is_company": True, "parent_id": self.customer.id})
        self._invoice(300, -30, subsidiary)
        own = self._invoice(300, -10)
        bill = self._bill(500, self._days(60), book=False)
        bill.with_user(self.collector).action_fill()
        self.assertEqual(bill.line_ids.move_id, own)

    def test_dishonored_after_the_rest_was_paid(self):
        """A bill of 300 for 500, 200 paid; dishonored: 300 are owed since the first due date."""
        move = self._invoice(500, -40)
        bill = self._bill(300, self._days(0), move)
        self._pay(move)
        self.assertEqual(move.amount_residual, 0)
        self._step(bill, "dishonor", date=self.today, reason="No funds")
        self.assertEqual((move.amount_residual, self.profile.days_overdue), (300, 40))

    def test_dishonored_after_what_was_on_account_paid_another_invoice(self):
        """A bill of 150 for 100: the rest pays a second invoice later. Dishonored, both are told and their level counts."""
        first, second = self._invoice(100, -10), self._invoice(50, -40)
        bill = self._bill(150, self._days(0), first)
        (self._open_item(second) + bill.move_id.line_ids.filtered(lambda line: line.account_id == self.receivable)).reconcile()
        self.env["credit.followup"].sudo().create({
            "profile_id": self.profile.id, "level_id": self.level_3.id, "date": self._days(-5), "channel": "email",
            "state": "sent", "line_ids": [Command.set(self._open_item(second).ids)]})
        self._step(bill, "dishonor", date=self.today, reason="No funds")
        self.assertEqual((first.amount_residual, second.amount_residual), (100, 50))
        self.assertEqual(self.profile.followup_level_id, self.level_3)
        self.assertIn(second.name, self.profile.message_ids[0].body)

    def test_bills_for_parts_are_all_named(self):
        """One invoice, three bills: one is held, one was endorsed and dishonored, one was handed back."""
        move = self._invoice(100, -10)
        _own, given, back = (
            self._bill(amount, self._days(5), move, name=name) for name, amount in (("A", 40), ("B", 35), ("C", 25)))
        self._step(given, "endorse", date=self.today, endorsee_id=self.supplier.id)
        self._step(given, "dishonor", date=self.today, reason="No funds")
        self._step(back, "return", date=self.today)
        self.assertEqual((move.amount_residual, self._balance(self.payable)), (60, 0))
        self.assertEqual(self._exposure(self.customer), (40, 100))
        note = self.env["credit.open.item"]._get_item_notes(self.today)[self._open_item(move).id]
        self.assertRegex(note, r"acceptance A .* was taken for a part; .* B .* was dishonored on")
        self.assertNotIn("acceptance C", note)

    def test_what_the_bank_charged_for_several_bills_is_shared(self):
        """Entered for all of them it was left aside, and each bore what the rate says."""
        first, second = (self._bill(amount, self._days(90), self._invoice(amount, -10)) for amount in (3000, 6000))
        self._step(first + second, "discount", date=self.today, journal_id=self.bank_journal.id, rate=4, cost=100)
        self.assertEqual([bill.cost for bill in first + second], [33.33, 66.67])
        self.assertEqual(self._balance(self.cost_account), 100)
        foreign = self._bill(100, self._days(90), currency_id=self.setup_other_currency("CHF", rates=[("2016-01-01", 2.0)]).id)
        with self.assertRaisesRegex(UserError, "of each currency apart"):
            self._step(foreign + self._bill(100, self._days(90), name="Own"), "discount", date=self.today,
                       journal_id=self.bank_journal.id, cost=10)
