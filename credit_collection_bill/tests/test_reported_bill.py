"""Situations that people reported in public about checks and bills in other systems; the address stands beside each."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import BillCommon


@tagged("post_install", "-at_install")
class TestReportedBill(BillCommon):

    def test_bill_that_was_endorsed_is_rejected_once(self):
        # github.com/ingadhoc/account-payment/pull/978: two documents by hand, and the second rejection booked both anew.
        move = self._invoice(500, -10)
        bill = self._bill(500, self._days(0), move)
        self._step(bill, "endorse", date=self.today, endorsee_id=self.supplier.id)
        self._step(bill, "dishonor", date=self.today, reason="No funds")
        with self.assertRaisesRegex(UserError, "is “Dishonored”"):
            self._step(bill, "dishonor", date=self.today, reason="No funds")
        self.assertEqual((move.amount_residual, self._balance(self.payable), self._balance(self.bill_account)), (500, 0, 0))

    def test_bill_pays_one_supplier_and_is_given_again_after_it_came_back(self):
        # github.com/odoo/odoo/pull/136358: one check paid two suppliers; once that was forbidden, none could be given back.
        move = self._invoice(500, -10)
        bill = self._bill(500, self._days(0), move, name="C-1")
        self._step(bill, "endorse", date=self.today, endorsee_id=self.supplier.id)
        with self.assertRaisesRegex(UserError, "is “Endorsed”"):
            self._step(bill, "endorse", date=self.today, endorsee_id=self.bank_partner.id)
        self._step(bill, "dishonor", date=self.today, reason="Signature missing")
        again = self._bill(500, self._days(30), move, name="C-1")
        self.assertEqual((move.amount_residual, self._exposure(self.customer)), (0, (500, 500)))
        self._step(again, "return", date=self.today)
        third = self._bill(500, self._days(60), move, name="C-1")
        self._step(third, "collect", date=self.today, journal_id=self.bank_journal.id)
        self.assertEqual((move.amount_residual, self._balance(self.bill_account)), (0, 0))
        self.assertEqual(self._exposure(self.customer), (0, 0))

    def test_bill_for_what_is_left_of_an_invoice(self):
        # github.com/axelor/axelor-open-suite/pull/11669, pull/14271: part of it was paid before; then the same is paid again.
        move = self._invoice(500, -10)
        self._pay(move, 200, date=self._days(-5))
        bill = self._bill(300, self._days(0), move)
        self.assertEqual(move.amount_residual, 0)
        self._step(bill, "dishonor", date=self.today, reason="No funds")
        self.assertEqual((move.amount_residual, self.profile._get_aging(self.today)[self.profile.id]["total"]), (300, 300))
        self._pay(move, 300)
        self.assertEqual((move.amount_residual, self._balance(self.receivable), self._balance(self.bill_account)), (0, 0, 0))
