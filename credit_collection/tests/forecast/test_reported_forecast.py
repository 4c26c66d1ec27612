"""Situations that people reported in public about cash forecasts of other systems; the address stands beside each."""

from odoo.tests import tagged

from .test_expected_payment import ForecastCase


@tagged("post_install", "-at_install")
class TestPublicReports(ForecastCase):

    def _sum(self, rows):
        return sum(rows.mapped("amount"))

    def test_cancelled_invoices_bring_nothing(self):
        # github.com/OCA/account-financial-reporting/pull/802
        kept, cancelled = self._invoice(100, 10), self._invoice(900, 10)
        cancelled.button_draft()
        cancelled.button_cancel()
        rows = self._forecast()
        self.assertEqual(rows.line_id.move_id, kept)
        self.assertEqual(self._sum(rows), 100)

    def test_a_cheque_for_later_brings_its_money_on_its_day_and_once(self):
        # github.com/odoo/odoo/pull/28728
        invoice = self._invoice(1000, -20)
        self._pay(invoice, 600, date=self._days(15))
        rows = self._forecast()
        self.assertEqual(self._sum(rows), 1000, "what is owed today, on the cheque or not")
        self.assertIn((15, 600), [(day, amount) for day, amount, _source in self._parts(rows)])

    def test_a_cheque_on_account_is_not_expected_beside_the_invoice_it_is_for(self):
        # github.com/frappe/erpnext/issues/6785
        self._invoice(1000, -20)
        self._invoice(700, -40)
        self.env["account.payment"].create({
            "payment_type": "inbound", "partner_id": self.customer.id, "amount": 900, "date": self._days(15),
            "journal_id": self.company_data["default_journal_bank"].id}).action_post()
        # It pays the older invoice and 200 of the other one.
        self.assertEqual(
            [(day, amount) for day, amount, source in self._parts(self._forecast()) if source == "receipt"],
            [(15, 200), (15, 700)])
        self.assertEqual(self._sum(self.Cash.search([("profile_id", "=", self.profile.id)])), 1700)

    def test_what_is_expected_once_is_not_carried_on_to_every_week(self):
        # github.com/OCA/account-financial-reporting/issues/636
        self._invoice(1000, 14)
        self._invoice(300, 28)
        self._forecast()
        groups = self.Cash._read_group([("profile_id", "=", self.profile.id)], ["date:week"], ["amount:sum"])
        self.assertEqual([amount for _week, amount in sorted(groups)], [1000, 300])

    def test_an_expected_payment_in_the_past_is_expected_from_today_on(self):
        # github.com/OCA/mis-builder/issues/464
        invoice = self._invoice(1000, 5)
        self._promise(invoice, [(1, 1000)])
        self.Cash._forecast(self.profile, self._days(20))
        rows = self.Cash.search([("profile_id", "=", self.profile.id)])
        self.assertEqual(self._sum(rows), 1000)
        self.assertFalse(rows.filtered(lambda row: row.date and row.date < self._days(20)))
