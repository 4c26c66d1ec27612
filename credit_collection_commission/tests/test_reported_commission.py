"""Situations that people reported in public about commission in other systems; the address stands beside each."""

from odoo.fields import Command
from odoo.tests import tagged

from .common import CommissionCommon


@tagged("post_install", "-at_install")
class TestReportedCommission(CommissionCommon):

    def test_the_day_of_the_payment_counts_and_only_what_was_paid(self):
        # github.com/OCA/commission/issues/158, github.com/OCA/commission/pull/104
        term = self.env["account.payment.term"].create({"name": "Half and half", "line_ids": [
            Command.create({"value": "percent", "value_amount": 50, "nb_days": 7}),
            Command.create({"value": "percent", "value_amount": 50, "nb_days": 28})]})
        move = self._invoice(
            20000, 0, invoice_date=self._date(4, 27), invoice_payment_term_id=term.id, invoice_date_due=False)
        self._pay(move, 10000, date=self._date(5, 6))
        self.assertFalse(self._settled(4).line_ids)
        self.assertEqual(self._lines(self._settled(5)), [(self.anna, "collected", 10000, 200)])
        self._pay(move, 10000, date=self._date(6, 8))
        self.assertEqual(self._lines(self._settled(6)), [(self.anna, "collected", 10000, 200)])

    def test_cash_in_another_currency_is_paid_in_that_of_the_company(self):
        # github.com/OCA/commission/issues/240
        foreign = self.env.ref("base.EUR") if self.company.currency_id.name != "EUR" else self.env.ref("base.USD")
        foreign.active = True
        self.env["res.currency.rate"].create({
            "name": self._date(1, 1), "currency_id": foreign.id, "rate": 0.5, "company_id": self.company.id})
        move = self._bill(1000, self._date(3, 1), currency_id=foreign.id)
        self._pay(move, date=self._date(3, 10))
        run = self._settled(3)
        self.assertEqual(self._lines(run), [(self.anna, "collected", 2000, 40)])

    def test_a_second_run_of_the_same_month_settles_nothing(self):
        # github.com/OCA/commission/issues/110
        self._pay(self._bill(1000, self._date(3, 1)), date=self._date(3, 10))
        self.assertEqual(self._settled(3).amount, 20)
        self.assertFalse(self._settled(3).line_ids)

    def test_invoice_that_is_cancelled_after_its_commission_was_settled(self):
        # github.com/OCA/commission/pull/309: it was cancelled, and the commission stayed.
        move = self._bill(1000, self._date(3, 1))
        self._pay(move, date=self._date(3, 10))
        self._settled(3)
        move.button_draft()
        move.button_cancel()
        self.assertEqual(self._lines(self._settled(4)), [(self.anna, "taken_back", -1000, -20)])
        # The money is on account now; once it pays another invoice, it counts.
        self.assertFalse(self._settled(5).line_ids)

    def test_one_payment_of_several_invoices_whose_rate_has_moved(self):
        # github.com/OCA/commission/pull/446: at which rate. What came in counts, whether the rate has risen or fallen.
        foreign = self.env.ref("base.EUR") if self.company.currency_id.name != "EUR" else self.env.ref("base.USD")
        foreign.active = True
        self.env["res.currency.rate"].create([
            {"name": self._date(month, 1), "currency_id": foreign.id, "rate": rate, "company_id": self.company.id}
            for month, rate in ((1, 1.0), (2, 0.5), (3, 0.8))])
        moves = [self._bill(amount, self._date(3, 1), currency_id=foreign.id, invoice_date=self._date(month, 5))
                 for amount, month in ((100, 1), (200, 2))]
        payment = self._pay(moves[0] | moves[1], date=self._date(3, 10))
        self.assertEqual(payment.amount_company_currency_signed, 375)
        self.assertEqual(sum(self._settled(3).line_ids.mapped("base_amount")), 375)
