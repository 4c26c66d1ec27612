"""A dispute lives as long as its invoice is owed, and is never about more than that."""

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import DisputeCommon


@tagged("post_install", "-at_install")
class TestDisputeAndInvoice(DisputeCommon):

    def test_dispute_is_never_about_more_than_is_open(self):
        invoice = self._invoice(520, -20)
        dispute = self._dispute(invoice, 420)
        self._pay(invoice, 420)
        self._refresh()
        self.assertEqual((dispute.excluded_amount, self.profile.disputed_amount), (100, 100))
        self.assertEqual(invoice.credit_disputed_amount, 100)
        self._unreconcile(invoice)
        self._refresh()
        self.assertEqual((dispute.excluded_amount, self.profile.disputed_amount), (420, 420))

    def test_of_two_disputes_the_older_keeps_its_amount(self):
        invoice = self._invoice(500, -20)
        older, younger = self._dispute(invoice, 200), self._dispute(invoice, 300)
        self._pay(invoice, 250)
        self._refresh()
        self.assertEqual((older.excluded_amount, younger.excluded_amount), (200, 50))

    def test_invoice_reset_to_draft_closes_its_dispute_and_tells_the_owner(self):
        invoice = self._invoice(500, -20)
        dispute = self._dispute(invoice, 200)
        invoice.button_draft()
        self.assertEqual((dispute.state, dispute.excluded_amount), ("rejected", 0))
        self.assertIn("reset to draft", dispute.resolution)
        self.assertIn("reset to draft", dispute.activity_ids.summary)

    def test_cancelled_invoice_closes_its_dispute(self):
        invoice = self._invoice(500, -20)
        dispute = self._dispute(invoice, 200)
        invoice.button_draft()
        invoice.button_cancel()
        self.assertEqual(dispute.state, "rejected")
        self.assertEqual(self.profile.disputed_amount, 0)

    def test_accepted_dispute_of_a_cancelled_invoice_takes_nothing_out(self):
        invoice = self._invoice(500, -20)
        dispute = self._dispute(invoice, 200)
        dispute.action_accept()
        invoice.button_draft()
        self._refresh()
        self.assertEqual((dispute.state, dispute.excluded_amount), ("accepted", 0))

    def test_draft_invoice_follows_a_contact_who_moves(self):
        draft = self._invoice(500, 10, partner=self.contact, post=False)
        self.assertEqual(draft.commercial_partner_id, self.customer)
        other = self.env["res.partner"].create({"name": "New Employer", "is_company": True})
        self.contact.parent_id = other
        self._refresh()
        self.assertEqual(draft.commercial_partner_id, other)
        self.assertEqual(self._open_item(draft).partner_id, other)
        self.assertEqual((self.profile.exposure_draft, other._get_credit_profiles().exposure_draft), (0, 500))

    def test_contested_lines_of_an_open_dispute_stay(self):
        invoice = self._invoice(500, -20)
        dispute = self._dispute(invoice, 200, line_ids=[Command.set(invoice.invoice_line_ids.ids)])
        with self.assertRaises(UserError):
            dispute.line_ids = False
