"""Interest and fees: further reported situations, with the figures worked out by hand."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import ChargesCommon, day


@tagged("post_install", "-at_install")
class TestVariantsCharges(ChargesCommon):

    def _germany(self):
        self.customer.country_id = self.env.ref("base.de")

    def test_base_rate_below_zero(self):
        """Base rate -0.88 % + 9: 8.12 % of 1,000 for 31 days of July 2022 = 6.90; consumers are another matter."""
        self._germany()
        move = self._late(1000, day("2022-06-30"))
        self._pay(move, date=day("2022-07-31"))
        self.assertEqual(self._interest(move, day("2022-09-01")), 6.90)

    def test_due_on_the_last_day_of_the_half_year(self):
        """Interest begins on 1 July, so the old rate has no part: 1,000 x 12.12 % x 62 / 365 = 20.59."""
        self._germany()
        move = self._late(1000, day("2023-06-30"))
        self._pay(move, date=day("2023-08-31"))
        self.assertEqual(self._interest(move, day("2023-10-01")), 20.59)

    def test_first_day_late_decides_not_the_due_day(self):
        """Rate as on the first day late: due 30 June, late from 1 July: 5,000 x 13 % x 31 / 365 = 55.21."""
        terms = self.env["credit.interest.rule"].create({
            "name": "UK", "country_id": self.env.ref("base.uk").id, "follows": "first_day", "period": "half_year",
            "rate_ids": [(0, 0, {"date_from": start, "rate": rate, "margin": 8, "source": "BoE"})
                         for start, rate in (("2023-01-01", 3.5), ("2023-07-01", 5.0))]})
        self.customer.country_id = terms.country_id
        move = self._late(5000, day("2023-06-30"))
        self._pay(move, date=day("2023-07-31"))
        self.assertEqual(self._interest(move, day("2023-10-01")), 55.21)

    def test_leap_day(self):
        """10 % of 36,500 is 10 a day: due 28 Feb 2024, paid 1 Mar: 29 Feb and 1 Mar, two days."""
        move = self._late(36500, day("2024-02-28"))
        self._pay(move, date=day("2024-03-01"))
        self.assertEqual(self._interest(move, day("2024-04-01")), 20)
        other = self._late(36500, day("2023-02-28"))
        self._pay(other, date=day("2023-03-01"))
        self.assertEqual(self._interest(other, day("2024-04-01")), 10)

    def test_actual_year_over_new_year(self):
        """10,000 x 10 % x (31/365 + 31/366) = 169.63; with /365 169.86."""
        self.terms.day_count = "actual"
        move = self._late(10000, day("2023-11-30"))
        self._pay(move, date=day("2024-01-31"))
        self.assertEqual(self._interest(move, day("2024-03-01")), 169.63)
        self.terms.day_count = "365"
        self.assertEqual(self._interest(move, day("2024-03-01")), 169.86)

    def test_credited_before_it_was_due(self):
        """1,000 less 400 credited before the due day: 600 x 10 % x 30 / 365 = 4.93."""
        move = self._late(1000, self._days(-30))
        self._credit(move, 400, self._days(-40))
        self.assertEqual(self._interest(move), 4.93)

    def test_prepayment_matched_today(self):
        """500 came 70 days ago, matched today: it counts from the invoice. 500 x 10 % x 30 / 365 = 4.11."""
        payment = self.env["account.payment"].create({
            "payment_type": "inbound", "partner_type": "customer", "partner_id": self.customer.id, "amount": 500,
            "date": self._days(-70), "journal_id": self.company_data["default_journal_bank"].id})
        payment.action_post()
        move = self._late(1000, self._days(-30))
        (self._open_item(move) + self._open_item(payment.move_id)).reconcile()
        self.assertEqual(self._interest(move), 4.11)

    def test_posted_again_with_another_due_date_after_the_bill(self):
        """16.44 and 40 are billed; the due date was wrong, 8.22 remain: 8.22 are given back, the 40 stay once."""
        move = self._late(1000, self._days(-60))
        self._accrue()
        self.profile.charge_ids.action_bill()
        move.button_draft()
        move.invoice_date_due = self._days(-30)
        move.action_post()
        self._accrue()
        live = self.profile.charge_ids.filtered(lambda charge: charge.state in ("accrued", "billed"))
        self.assertAlmostEqual(sum(live.filtered(lambda charge: charge.kind == "interest").mapped("amount")), 8.22, 2)
        self.assertAlmostEqual(sum(live.filtered(lambda charge: charge.kind == "compensation").mapped("amount")), 40, 2)

    def test_due_date_moved_later_than_today_after_the_bill(self):
        move = self._late(1000, self._days(-60))
        self._accrue()
        self.profile.charge_ids.action_bill()
        self._open_item(move).date_maturity = self._days(10)
        self._accrue()
        live = self.profile.charge_ids.filtered(lambda charge: charge.state in ("accrued", "billed"))
        self.assertAlmostEqual(sum(live.mapped("amount")), 0, 2)

    def test_due_date_moved_later_than_today(self):
        move = self._late(1000, self._days(-60))
        self._accrue()
        self._open_item(move).date_maturity = self._days(10)
        self.assertFalse(self._accrue())

    def test_paid_in_time_as_it_turns_out_after_the_bill(self):
        """16.44 and 40 are billed; a receipt of the due day is found: both go back, by one credit note, once."""
        move = self._late(1000, self._days(-60))
        self._accrue().action_bill()
        self._pay(move, date=self._days(-60))
        back = self._accrue()
        self.assertEqual(sorted(back.mapped("amount")), [-40, -16.44])
        back.action_bill()
        self.assertRecordValues(back.bill_id, [{"move_type": "out_refund", "amount_total": 56.44, "state": "posted"}])
        self.assertFalse(self._accrue())

    def test_payment_of_the_due_day_that_is_taken_back_before_the_credit_note(self):
        move = self._late(1000, self._days(-60))
        self._accrue().action_bill()
        payment = self._pay(move, date=self._days(-60))
        self._accrue()
        payment.action_draft()
        payment.action_cancel()
        self.assertFalse(self._accrue())

    def test_invoice_that_was_issued_anew(self):
        """Reversed in full and issued anew today: what was wrong from the start bears no interest, nor does the new one yet."""
        move = self._late(1000, self._days(-60))
        self._credit(move, 1000, self._days(-10))
        new = self._late(1000, self.today)
        self.assertEqual(self._interest(move), 0)
        self.assertEqual(self._interest(new), 0)

    def test_receipt_of_tomorrow_stops_nothing_today(self):
        move = self._late(1000, self._days(-60))
        self._pay(move, date=self._days(5))
        self.assertEqual(self._interest(move), 16.44)
        self.assertEqual(self._interest(move, self._days(30)), 17.81)

    def test_waived_and_then_the_payment_turns_out_earlier(self):
        """16.44 waived; a receipt found of day -30 lowers it to 8.22: nothing is owed, nothing is given back."""
        move = self._late(1000, self._days(-60))
        self._accrue()._waive("Goodwill")
        self._pay(move, date=self._days(-30))
        self._accrue()
        live = self.profile.charge_ids.filtered(
            lambda charge: charge.kind == "interest" and charge.state in ("accrued", "billed"))
        self.assertAlmostEqual(sum(live.mapped("amount")), 0, 2)

    def test_waiver_in_a_locked_month(self):
        self._late(1000, self._days(-60))
        charges = self._accrue()
        charges.action_bill()
        bill = charges.bill_id
        self.company.fiscalyear_lock_date = self._days(-1)
        interest = charges.filtered(lambda charge: charge.kind == "interest")
        interest._waive("Goodwill")
        self.assertEqual(interest.credit_note_id.date, self.today)
        self.assertEqual(bill.amount_residual, 40)
        with self.assertRaises(UserError):
            interest._waive("Twice")

    def test_dialog_that_is_applied_twice(self):
        self._late(1000, self._days(-60))
        charge = self._accrue().filtered(lambda charge: charge.kind == "compensation")
        wizard = self.env["credit.charge.waive"].create({
            "charge_ids": [(6, 0, charge.ids)], "amount": 10, "note": "Goodwill"})
        wizard.action_waive()
        with self.assertRaisesRegex(UserError, "already"):
            wizard.action_waive()
        self.assertEqual(charge.amount, 30)

    def test_compensation_and_invoice_in_other_currencies(self):
        """40 euros are 80.00 of ours on the first day late, interest is that of 500 euros, 1,000.00 of ours, at the rate of the
        invoice; what is billed are these amounts, in our currency."""
        euro = self.setup_other_currency("EUR", rates=[("2000-01-01", 0.5), (self._days(-20), 0.8)])
        self.terms.compensation_currency_id = euro
        move = self._late(500, self._days(-60), currency_id=euro.id)
        charges = self._accrue()
        self.assertEqual(
            {charge.kind: charge.amount for charge in charges}, {"interest": 16.44, "compensation": 80})
        later = self._late(500, self._days(-10), currency_id=euro.id)
        charges = self._accrue()
        self.assertEqual(
            {(charge.move_id, charge.kind): charge.amount for charge in charges}[later, "compensation"], 50)
        charges.filtered(lambda charge: charge.move_id == move).action_bill()
        bill = charges.bill_id
        self.assertEqual((bill.currency_id, bill.amount_total), (self.company.currency_id, 96.44))

    def test_waived_when_a_part_is_billed_already(self):
        """16.44 are billed and 2.74 accrue later: 18 waived take the whole bill and 1.56 of what accrued, once."""
        move = self._late(1000, self._days(-60))
        self.company.credit_charge_compensation = False
        billed = self._accrue()
        billed.action_bill()
        accrued = self._accrue(self._days(10))
        self.assertEqual((billed.amount, accrued.amount), (16.44, 2.74))
        (billed | accrued).with_user(self._user("manager"))._waive("Goodwill", 18)
        self._refresh()
        self.assertEqual((billed.state, billed.bill_id.amount_residual), ("waived", 0))
        self.assertEqual(self._interest(move, self._days(10)), 1.18)
        self._accrue(self._days(10)).action_bill()
        self.assertEqual(self._interest(move, self._days(20)), 2.74)
