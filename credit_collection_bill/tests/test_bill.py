"""Bills of exchange from receipt to payment or dishonor: entries, exposure, days overdue."""

from datetime import date

from freezegun import freeze_time

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .common import BillCommon


@tagged("post_install", "-at_install")
class TestAcceptance(BillCommon):
    """14.6: invoice of 100,000 due 31 March 2025; notes of that day maturing 30 September over 40,000 and 60,000, the second
    endorsed to a supplier."""

    def _taken(self, kind="trade"):
        move = self.env["account.move"].create({
            "move_type": "out_invoice", "partner_id": self.customer.id, "invoice_date": date(2025, 3, 1),
            "invoice_date_due": date(2025, 3, 31), "invoice_payment_term_id": False, "invoice_line_ids": [Command.create({
                "name": "Goods", "quantity": 1, "price_unit": 100000, "tax_ids": [Command.clear()]})]})
        move.action_post()
        vals = {"kind": kind, "acceptor_id": (self.bank_partner if kind == "bank" else self.customer).id,
                "date": date(2025, 3, 31), "issue_date": date(2025, 3, 31)}
        with freeze_time("2025-04-30 12:00:00"):
            own = self._bill(40000, date(2025, 9, 30), move, **vals)
            given = self._bill(60000, date(2025, 9, 30), move, **vals)
            self._step(given, "endorse", date=date(2025, 4, 15), endorsee_id=self.supplier.id)
        return move, own, given

    def test_30_april(self):
        move, _own, given = self._taken()
        with freeze_time("2025-04-30 12:00:00"):
            self._refresh()
            self.assertEqual(self._balance(self.receivable), 0)
            self.assertEqual(self._balance(self.bill_account), 40000)
            self.assertEqual(given.contingent, 60000)
            self.assertEqual(self._balance(self.payable), 60000, "the supplier is paid by it")
            self.assertEqual(self._exposure(self.customer), (100000, 100000))
            self.assertEqual(self.profile._get_aging(date(2025, 4, 30)).get(self.profile.id, {"total": 0})["total"], 0)
            self.assertEqual((move.invoice_date, move.invoice_date_due), (date(2025, 3, 1), date(2025, 3, 31)))

    def test_bank_acceptance_is_on_the_bank(self):
        self._taken("bank")
        with freeze_time("2025-04-30 12:00:00"):
            self.assertEqual(self._exposure(self.customer), (0, 0))
            self.assertEqual(self._exposure(self.bank_partner), (100000, 100000))

    def test_paid(self):
        move, own, given = self._taken()
        with freeze_time("2025-10-20 12:00:00"):
            self._step(own, "collect", date=date(2025, 9, 30), journal_id=self.bank_journal.id)
            self.env["credit.bill"].sudo().search([])._follow(date(2025, 10, 20))
            self._refresh()
            self.assertEqual((own.state, given.state, given.contingent), ("collected", "collected", 0))
            self.assertEqual(self._balance(self.bill_account), 0)
            self.assertEqual(self._exposure(self.customer), (0, 0))
            self.assertEqual(move.amount_residual, 0)

    def test_dishonored(self):
        move, own, given = self._taken()
        item = self._open_item(move)
        followup = self.env["credit.followup"].sudo().create({
            "profile_id": self.profile.id, "level_id": self.level_2.id, "date": date(2025, 3, 31), "channel": "email",
            "state": "sent", "line_ids": [Command.set(item.ids)]})
        self.assertFalse(self.profile.followup_level_id)
        with freeze_time("2025-09-30 12:00:00"):
            self._step(own + given, "dishonor", date=date(2025, 9, 30), reason="No funds")
            self.assertEqual(move.amount_residual, 100000)
            self.assertEqual((item.date_maturity, move.invoice_date_due, move.invoice_date), (
                date(2025, 3, 31), date(2025, 3, 31), date(2025, 3, 1)))
            self.assertEqual(self.profile.days_overdue, 183)
            self.assertEqual(self.profile.exposure_receivable, 100000)
            self.assertEqual(self._exposure(self.customer), (0, 100000))
            self.assertEqual(self._balance(self.bill_account), 0)
            self.assertEqual(self._balance(self.payable), 0, "the supplier claims it back")
            self.assertEqual(self.profile.followup_level_id, followup.level_id)
            [aging] = self.profile._get_aging(date(2025, 4, 30)).values()
            self.assertEqual(aging["total"], 0, "on 30 April nothing was owed")
        self.assertEqual(given.reason, "No funds")

    def test_letter_and_page_name_the_bill(self):
        move, own, given = self._taken()
        with freeze_time("2025-09-30 12:00:00"):
            self._step(own + given, "dishonor", date=date(2025, 9, 30), reason="No funds")
            text = self.env["credit.open.item"]._get_item_notes(date(2025, 9, 30))[self._open_item(move).id]
            self.assertIn("was dishonored on", text)
            rows = self.env["credit.portal.account"]._describe(self.profile, date(2025, 9, 30))["parts"][0]["rows"]
            self.assertTrue(any("was dishonored on" in note[1] for row in rows for note in row["notes"]))


@tagged("post_install", "-at_install")
class TestBillSteps(BillCommon):

    def test_discounted_with_its_cost(self):
        bill = self._bill(9000, self._days(90), self._invoice(9000, -10))
        wizard = self._step(bill, "discount", date=self.today, journal_id=self.bank_journal.id, rate=4)
        self.assertEqual(wizard.cost, 90)
        self.assertEqual((bill.state, bill.cost, bill.contingent, bill.cash_amount), ("discounted", 90, 9000, 8910))
        self.assertEqual(self._balance(self.cost_account), 90)
        self.assertEqual(self._balance(self.bill_account), 0)
        self.assertEqual(self._exposure(self.customer), (9000, 9000))

    def test_discounted_and_dishonored_is_paid_back_to_the_bank(self):
        move = self._invoice(9000, -10)
        bill = self._bill(9000, self._days(0), move)
        self._step(bill, "discount", date=self.today, journal_id=self.bank_journal.id, cost=50)
        self._step(bill, "dishonor", date=self.today, journal_id=self.bank_journal.id, reason="Account closed")
        self.assertEqual((move.amount_residual, bill.state, bill.contingent), (9000, "dishonored", 0))
        self.assertEqual(self._balance(self.bill_account), 0)
        self.assertEqual(self.profile.days_overdue, 10)

    def test_handed_back(self):
        move = self._invoice(500, -10)
        bill = self._bill(500, self._days(60), move)
        self._step(bill, "return", date=self.today, reason="Name misspelled")
        self.assertEqual((bill.state, move.amount_residual), ("returned", 500))
        self._bill(500, self._days(60), move)
        self.assertEqual(move.amount_residual, 0)

    def test_more_than_is_owed_stays_on_account(self):
        move = self._invoice(500, -10)
        bill = self._bill(800, self._days(60), move)
        self.assertEqual(move.amount_residual, 0)
        self.assertEqual(self._balance(self.receivable), -300)
        self._step(bill, "dishonor", date=self.today, reason="No funds")
        self.assertEqual((move.amount_residual, self._balance(self.receivable)), (500, 500))

    def test_oldest_debts(self):
        moves = self._invoice(300, -30) | self._invoice(300, -20) | self._invoice(300, -10)
        bill = self._bill(500, self._days(60), book=False)
        bill.with_user(self.collector).action_fill()
        self.assertEqual(bill.line_ids.move_id, moves[:2])
        bill.with_user(self.manager).action_receive()
        self._refresh()
        self.assertEqual(moves.mapped("amount_residual"), [0, 100, 300])

    def test_other_currency(self):
        currency = self.setup_other_currency("CHF", rates=[("2016-01-01", 2.0)])
        move = self._invoice(1000, -10, currency_id=currency.id)
        bill = self._bill(1000, self._days(30), move, currency_id=currency.id)
        self.assertEqual((bill.company_amount, move.amount_residual), (500, 0))
        self.assertEqual(self._exposure(self.customer), (500, 500))
        self._step(bill, "dishonor", date=self.today, reason="No funds")
        self.assertEqual((move.amount_residual, self.profile.exposure_receivable), (1000, 500))

    def test_bad_input_is_refused_in_words(self):
        move = self._invoice(500, -10)
        for vals, message in (
            ({"amount": 0}, "above zero"), ({"maturity": self._days(-1)}, "before it was received"),
            ({"issue_date": self._days(40), "maturity": self._days(30)}, "before it was issued"),
            ({"kind": "bank"}, "name the bank"), ({"amount": float("inf")}, ""),
        ):
            with self.subTest(message), self.assertRaisesRegex(ValidationError, message):
                self.env["credit.bill"].with_user(self.collector).create({
                    "name": f"X {message}", "profile_id": self.profile.id, "amount": 5, "maturity": self._days(30), **vals})
        other = self._invoice(500, -10, self.env["res.partner"].create({"name": "Other", "is_company": True}))
        with self.assertRaisesRegex(ValidationError, "not owed by"):
            self._bill(499, self._days(30), other)
        bill = self._bill(500, self._days(30), move)
        for step, vals, message in (
            ("endorse", {}, "say to whom"), ("discount", {"journal_id": self.bank_journal.id, "cost": 500}, "less than"),
            ("discount", {}, "choose the bank journal"), ("collect", {}, "choose the bank journal"),
            ("dishonor", {"reason": " "}, "say why"), ("collect", {"date": self._days(1)}, "has not come yet"),
            ("collect", {"date": self._days(-3)}, "before its last step"),
        ):
            with self.subTest(step + message), self.assertRaisesRegex(UserError, message):
                self._step(bill, step, **{"date": self.today, **vals})
        with self.assertRaisesRegex(UserError, "booked already"):
            bill.with_user(self.manager).action_receive()
        self._step(bill, "collect", date=self.today, journal_id=self.bank_journal.id)
        with self.assertRaisesRegex(UserError, "this step is not possible"):
            self._step(bill, "dishonor", date=self.today, reason="x")

    def test_settings_that_are_missing_or_wrong(self):
        bill = self._bill(500, self._days(30), book=False)
        self.company.credit_bill_account_id = False
        with self.assertRaisesRegex(UserError, "Choose first in Settings .* > Bills of Exchange of .*: Bills Receivable"):
            bill.with_user(self.manager).action_receive()
        with self.assertRaisesRegex(ValidationError, "would change the balances"):
            self.company.credit_bill_account_id = self.receivable

    def test_locked_day_and_paid_meanwhile(self):
        move = self._invoice(500, -10)
        bill = self._bill(500, self._days(30), move, book=False, date=self._days(-5))
        self.company.fiscalyear_lock_date = self._days(-2)
        with self.assertRaisesRegex(UserError, "locked"):
            bill.with_user(self.manager).action_receive()
        self.company.fiscalyear_lock_date = False
        self._pay(move)
        with self.assertRaisesRegex(UserError, "not open any more"):
            bill.with_user(self.manager).action_receive()

    def test_entries_stay(self):
        bill = self._bill(500, self._days(30), self._invoice(500, -10))
        with self.assertRaisesRegex(UserError, "evidence and stays posted"):
            bill.move_id.button_draft()
        with self.assertRaisesRegex(UserError, "evidence"):
            bill.unlink()

    def test_import_of_a_list(self):
        result = self.env["credit.bill"].with_user(self.collector).load(
            ["name", "kind", "profile_id/.id", "amount", "maturity", "acceptor_id/.id"],
            [["BA-1", "Bank acceptance", str(self.profile.id), "1000", str(self._days(60)), str(self.bank_partner.id)],
             ["CA-2", "trade", str(self.profile.id), "2000", str(self._days(90)), ""]])
        self.assertFalse([message for message in result["messages"] if message["type"] == "error"], result["messages"])
        bills = self.env["credit.bill"].browse(result["ids"])
        self.assertEqual([(bill.kind, bill.amount, bill.state) for bill in bills], [
            ("bank", 1000, "draft"), ("trade", 2000, "draft")])
