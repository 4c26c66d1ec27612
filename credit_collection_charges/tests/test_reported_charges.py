"""Situations that people reported in public about interest and fees in other systems; the address stands beside each."""

from datetime import date, timedelta

from odoo.fields import Command
from odoo.tests import tagged

from .common import ChargesCommon, day


@tagged("post_install", "-at_install")
class TestReportedCharges(ChargesCommon):

    def _live(self):
        return self.profile.charge_ids.filtered(lambda charge: charge.state in ("accrued", "billed"))

    def test_interest_is_claimed_when_the_principal_was_paid_without_it(self):
        # github.com/frappe/erpnext/issues/58220
        move = self._late(1000, self._days(-73))
        self._accrue()
        self._pay(move)
        self.assertEqual(sorted(self._accrue().mapped("amount")), [20.0, 40.0])
        demands = self.profile._get_demands(self.today)
        self.assertEqual(sum(demand.amount for demand in demands), 60.0)
        bill = self.env["account.move"].search(self._live().action_bill()["domain"])
        self.assertEqual((bill.amount_total, bill.state), (60.0, "posted"))
        # Nothing is claimed a second time, and the bill itself is owed until it is paid.
        self.assertFalse(self._accrue(self._days(30)).filtered(lambda charge: charge.state == "accrued"))
        self.assertEqual(bill.amount_residual, 60.0)

    def test_days_that_were_billed_are_not_billed_again(self):
        # github.com/mikkelkrogsholm/rentemester/issues/145
        move = self._late(1000, day("2024-06-15"))
        self._accrue(day("2024-06-20")).action_bill()
        self._accrue(day("2024-07-20")).action_bill()
        billed = self.profile.charge_ids.filtered(lambda charge: charge.kind == "interest" and charge.move_id == move)
        self.assertEqual(set(billed.mapped("state")), {"billed"})
        self.assertEqual(round(sum(billed.mapped("amount")), 2), 9.59)  # 1,000 × 10 % × 35 / 365
        self.assertEqual(len(self.profile.charge_ids.filtered(lambda charge: charge.kind == "compensation")), 1)

    def test_a_rate_of_zero_leaves_the_fixed_sum(self):
        # github.com/frappe/erpnext/pull/26286
        self.terms.rate_ids.rate = 0
        self._late(1000, self._days(-40))
        self.assertEqual([(charge.kind, charge.amount) for charge in self._accrue()], [("compensation", 40.0)])
        self.assertEqual(sum(demand.amount for demand in self.profile._get_demands(self.today)), 40.0)

    def test_several_payments_of_one_invoice_count_from_their_own_days(self):
        # github.com/ingadhoc/account-financial-tools/pull/694
        move = self._late(1000, day("2024-01-31"))
        self._pay(move, 300, date=day("2024-02-10"))
        self._pay(move, 200, date=day("2024-03-01"))
        self._pay(move, 500, date=day("2024-03-31"))
        # 10 days on 1,000, 20 on 700, 30 on 500.
        self.assertEqual(self._interest(move), round(1000 * .1 * 10 / 365 + 700 * .1 * 20 / 365 + 500 * .1 * 30 / 365, 2))

    def _set_rates(self, rates, **vals):
        self.terms.rate_ids = [Command.clear(), *(
            Command.create({"date_from": date_from, "rate": rate, "source": "Test"}) for date_from, rate in rates)]
        self.terms.write(vals)

    def test_rates_that_change_several_times_a_year_and_a_leap_year(self):
        # github.com/peti/hledger-interest/pull/23: a rate was taken to last until the end of its year.
        rates = [(day(date_from), rate) for date_from, rate in (
            ("2020-10-07", 5.6), ("2021-10-07", 6), ("2021-11-04", 6.75), ("2021-12-09", 7.25), ("2022-01-05", 7.75),
            ("2022-02-09", 8.25), ("2022-03-09", 9), ("2022-04-07", 10), ("2022-05-06", 10.75), ("2022-06-09", 11.5),
            ("2022-07-08", 12), ("2022-09-08", 12.25), ("2023-09-07", 11.5), ("2023-10-05", 11.25))]
        self._set_rates(rates, day_count="actual")
        move = self._late(20000, day("2021-09-10"))
        late = [day("2021-09-11") + timedelta(number) for number in range((day("2024-03-10") - day("2021-09-10")).days)]
        by_day = sum(
            200 * max(rate for rate in rates if rate[0] <= one)[1] / (366 if one.year == 2024 else 365) for one in late)
        self.assertEqual(self._interest(move, day("2024-03-10")), round(by_day, 2))

    def test_days_of_a_leap_year(self):
        # wirtschaftswissen.de, "Verzugszinsen berechnen": due 1 July, paid 5 July is four days; a leap year has 366.
        self._set_rates([("2000-01-01", 9)], day_count="actual")
        amounts = []
        for year in (2023, 2024):
            move = self._late(36600, date(year, 7, 1))
            self._pay(move, date=date(year, 7, 5))
            amounts.append(self._interest(move))
        self.assertEqual(amounts, [36.1, 36.0])

    def test_fixed_compensation_at_the_border_of_its_bands(self):
        # late-payment-law.co.uk/compensation.html; psl4law.com has a debt of exactly 1,000 in the lower band.
        bands = ((0, 40), (1000, 70), (10000, 100))
        self.terms.compensation_ids = [Command.clear(), *(
            Command.create({"amount_from": border, "amount": amount}) for border, amount in bands)]
        moves = [self._late(amount, self._days(-5)) for amount in (999.99, 1000, 9999.99, 10000)]
        charges = self._accrue().filtered(lambda charge: charge.kind == "compensation").grouped("move_id")
        self.assertEqual([charges[move].amount for move in moves], [40, 70, 70, 100])
