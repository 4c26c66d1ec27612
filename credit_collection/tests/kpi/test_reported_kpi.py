"""Situations that people reported in public about figures of payment behaviour; the address stands beside each."""

from datetime import date

from odoo.fields import Command
from odoo.tests import tagged

from .common import KpiCommon
from .test_what_works import EffectCommon

JANUARY, MARCH = date(2025, 1, 1), date(2025, 3, 31)


@tagged("post_install", "-at_install")
class TestPublicReports(KpiCommon):

    def _check(self, figures, **expected):
        for code, value in expected.items():
            with self.subTest(code):
                if value is None:
                    self.assertIsNone(figures[code])
                else:
                    self.assertAlmostEqual(figures[code], value, 4)

    def test_each_instalment_is_late_by_its_own_days(self):
        # github.com/OCA/account-invoice-reporting/pull/67
        term = self.env["account.payment.term"].create({"name": "Two halves", "line_ids": [
            Command.create({"value": "percent", "value_amount": 50, "nb_days": days}) for days in (31, 59)]})
        invoice = self._bill(1000, JANUARY, False, invoice_payment_term_id=term.id)
        # Due on 1 February and 1 March: ten days late, and on the day.
        self._pay(invoice, 500, date=date(2025, 2, 11))
        self._pay(invoice, 500, date=date(2025, 3, 1))
        self._check(
            self._figures(JANUARY, MARCH), weighted_days_late=5.0, on_time_ratio=0.5, days_to_pay=(41 + 59) / 2)

    def test_a_receipt_matched_long_after_it_came_counts_from_its_day(self):
        # github.com/OCA/account-invoice-reporting/issues/225
        invoice = self._bill(400, JANUARY, date(2025, 1, 31))
        receipt = self._book(
            [("default_account_receivable", -400), ("default_account_assets", 400)], date(2025, 1, 21),
            journal="default_journal_bank")
        self._match(invoice, receipt)
        self._check(self._figures(JANUARY, MARCH), days_to_pay=20, weighted_days_late=-10, on_time_ratio=1)

    def test_money_that_came_before_the_invoice_took_no_days(self):
        # github.com/dhongu/deltatech/pull/875
        advance = self._book(
            [("default_account_receivable", -400), ("default_account_assets", 400)], date(2024, 12, 20),
            journal="default_journal_bank")
        self._match(self._bill(400, JANUARY, date(2025, 1, 31)), advance)
        self._check(self._figures(JANUARY, MARCH), days_to_pay=0, weighted_days_to_pay=0, on_time_ratio=1)

    def test_what_was_written_off_was_not_paid(self):
        # github.com/killbill/killbill/issues/444
        lost, paid = (self._bill(500, JANUARY, date(2025, 1, 31)) for _number in range(2))
        self._pay(paid, date=date(2025, 1, 31))
        self._match(lost, self._book(
            [("default_account_expense", 500), ("default_account_receivable", -500)], date(2025, 1, 31)))
        self._check(
            self._figures(JANUARY, MARCH), on_time_ratio=1, days_to_pay=30, bad_debt_ratio=0.5, collection_rate=0.5,
            overdue_ratio=None)

    def test_contacts_and_their_company_are_one_customer(self):
        # github.com/OCA/account-invoice-reporting/pull/268
        invoices = [
            self._bill(amount, JANUARY, date(2025, 1, 31), partner) for amount, partner in (
                (300, self.customer), (100, self.contact))]
        self._pay(invoices[0], date=date(2025, 1, 31))
        self._pay(invoices[1], date=date(2025, 2, 20))
        figures = self._figures(JANUARY, MARCH, [("partner_id", "=", self.customer.id)])
        self._check(figures, weighted_days_late=5, on_time_ratio=0.75)

    def test_a_credit_note_is_taken_off_the_sales_once(self):
        # github.com/margince/margince/pull/731
        invoice = self._bill(1000, JANUARY, date(2025, 1, 31))
        self._credit(invoice, 250, date(2025, 1, 20))
        [components] = self.company._get_credit_components([(JANUARY, MARCH)])
        self.assertEqual((components["sales"], components["owing"], components["due"]), (750.0, 750.0, 750.0))

    def test_a_bill_of_a_supplier_is_no_receivable(self):
        # github.com/OCA/account-invoice-reporting/issues/225
        self._bill(400, JANUARY, date(2025, 1, 31))
        self._bill(9000, JANUARY, date(2025, 1, 31), move_type="in_invoice")
        [components] = self.company._get_credit_components([(JANUARY, MARCH)])
        self.assertEqual((components["sales"], components["owing"], components["overdue"]), (400.0, 400.0, 400.0))


@tagged("post_install", "-at_install")
class TestPublicReportsOfFollowups(EffectCommon):

    def test_a_demand_that_never_arrived_earned_nothing(self):
        # github.com/OCA/credit-control/pull/447
        line = self._debt()
        reached = self._followup(60, lines=line)
        lost = self._followup(55, self.level_2, line, state="failed")
        self._pay_ago(line, 1000, 50)
        self.assertRecordValues(self._effect(reached), [{"received_14": 1000, "paid_14": 1}])
        self.assertFalse(self._effect(lost))

    def test_a_part_of_several_invoices_is_received_once(self):
        # github.com/frappe/erpnext/issues/46650
        first, second = self._debt(600), self._debt(400)
        followup = self._followup(60, lines=first | second)
        payment = self._pay(first.move_id | second.move_id, 700, date=self._days(-50))
        self.assertEqual(len(payment), 1)
        self.assertRecordValues(self._effect(followup), [{"received_14": 700, "paid_14": 1, "share_14": 0.7}])
