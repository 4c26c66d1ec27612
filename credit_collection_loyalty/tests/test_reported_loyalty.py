"""Situations that people reported in public about points of other systems; the address stands beside each."""

from odoo.fields import Command
from odoo.tests import tagged

from .test_loyalty import LoyaltyCommon


@tagged("post_install", "-at_install")
class TestPublicReports(LoyaltyCommon):

    def _refund(self, invoice, amount):
        """:return: a credit note over ``amount`` of ``invoice``"""
        note = invoice._reverse_moves([{"invoice_date": self.today}])
        note.invoice_line_ids = [Command.update(note.invoice_line_ids.id, {"price_unit": amount})]
        note.action_post()
        return note

    def _rewarded(self, amount):
        invoice = self._invoice(amount, -10)
        self._pay(invoice, date=self._days(-10))
        self._night()
        return invoice

    def test_money_paid_back_on_a_credit_note_takes_its_points_back(self):
        # github.com/frappe/erpnext/issues/32951, github.com/odoo/odoo/pull/257854
        invoice = self._rewarded(1290)
        self.assertEqual(self._points(), 12)
        self._pay(self._refund(invoice, 90))
        self._night()
        self.assertRecordValues(self._award(invoice), [{"state": "given", "paid_amount": 1200, "points": 12}])
        self._pay(self._refund(invoice, 400))
        self._night()
        self._night()
        self.assertRecordValues(self._award(invoice), [{"state": "given", "paid_amount": 800, "points": 8}])
        self.assertEqual(self._points(), 8)
        self._pay(self._refund(invoice, 800))
        self._night()
        self.assertEqual((self._award(invoice).state, self._points()), ("taken_back", 0))

    def test_points_of_a_rest_are_counted_as_they_were_given(self):
        # github.com/frappe/erpnext/issues/32951
        invoice = self._rewarded(1090)
        self.company.credit_loyalty_unit = 50
        self._pay(self._refund(invoice, 40))
        self._night()
        self.assertRecordValues(self._award(invoice), [{"state": "given", "paid_amount": 1050, "points": 10}])
        self.company.write({"credit_loyalty_program_id": False, "credit_loyalty_unit": 0})
        self._pay(self._refund(invoice, 450))
        self._night()
        self.assertRecordValues(self._award(invoice), [{"state": "given", "paid_amount": 600, "points": 6}])

    def test_credit_note_that_pays_another_invoice_is_no_money(self):
        # github.com/odoo/odoo/pull/212922
        invoice = self._rewarded(1000)
        note = self._refund(invoice, 400)
        other = self._invoice(1000, -10)
        (self._open_item(other) | self._open_item(note)).reconcile()
        self._pay(other, date=self._days(-10))
        self._night()
        self.assertEqual([self._award(invoice).points, self._award(other).points], [10, 6])

    def test_invoice_that_was_cancelled_keeps_no_points(self):
        # github.com/Repair-DeskPOS/RepairDesk-BUGS-IMPROVEMENTS/issues/1517
        invoice = self._rewarded(1000)
        self.assertEqual(self._points(), 10)
        invoice.button_draft()
        invoice.button_cancel()
        self._night()
        self.assertEqual((self._award(invoice).state, self._points()), ("taken_back", 0))

    def test_what_will_not_change_is_not_looked_at_each_night(self):
        invoice = self._invoice(1000, -130)
        award = self.env["credit.loyalty.award"].sudo().create({
            "move_id": invoice.id, "profile_id": self.profile.id, "due_date": invoice.invoice_date_due, "state": "taken_back"})
        self._pay(invoice)
        self.assertNotIn(award, award.search(award._get_domain(self.today)))
        award.due_date = self._days(-10)
        self.assertIn(award, award.search(award._get_domain(self.today)))
