"""Situations that people reported in public about interest and fees in other systems; the address stands beside each."""

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
