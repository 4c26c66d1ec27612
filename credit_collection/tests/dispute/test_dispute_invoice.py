"""A dispute lives as long as its invoice is owed, and is never about more than that."""

from odoo import SUPERUSER_ID
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

    def test_invoice_paid_in_full_closes_its_dispute_until_the_payment_is_taken_back(self):
        invoice = self._invoice(500, -20)
        dispute = self._dispute(invoice, 200, resolution="Asked the carrier")
        self._pay(invoice, 300)
        self._refresh()
        self.assertEqual(dispute.state, "open")
        self._pay(invoice, 200)
        self._refresh()
        self.assertEqual((dispute.state, dispute.date_closed, self.profile.disputed_amount), ("rejected", self.today, 0))
        self.assertRegex(dispute.resolution, "(?s)Asked the carrier.*paid in full")
        self.assertEqual(len(dispute.activity_ids), 1)
        self.assertIn("paid in full", dispute.activity_ids.summary)
        self._unreconcile(invoice)
        self._refresh()
        self.assertEqual((dispute.state, dispute.date_closed, dispute.excluded_amount), ("open", False, 200))
        self.assertRegex(dispute.resolution, "(?s)paid in full.*owed again")
        self.assertIn("Resolve", dispute.activity_ids.summary)

    def test_what_somebody_decided_is_not_opened_again(self):
        invoice = self._invoice(500, -20)
        dispute = self._dispute(invoice, 200)
        dispute.action_reject()
        self._pay(invoice)
        self._unreconcile(invoice)
        self._refresh()
        self.assertEqual(dispute.state, "rejected")
        with self.assertRaisesRegex(UserError, "is closed"):
            dispute.action_open()

    def test_invoice_credited_in_full_accepts_the_claim(self):
        invoice = self._invoice(500, -20)
        dispute = self._dispute(invoice, 200)
        note = invoice._reverse_moves([{"invoice_date": self.today, "date": self.today}])
        note.action_post()
        (self._open_item(invoice) | self._open_item(note)).filtered(lambda line: not line.reconciled).reconcile()
        self._refresh()
        self.assertEqual((dispute.state, dispute.credited_amount), ("accepted", 200))
        self.assertIn("credited", dispute.resolution)

    def _undo_matches(self, invoice, move_type):
        """Undo the matches of ``invoice`` with entries of this type."""
        self._open_item(invoice).matched_credit_ids.filtered(
            lambda match: match.credit_move_id.move_id.move_type == move_type).unlink()
        self._refresh()

    def test_a_claim_that_was_credited_stays_closed_when_a_payment_is_taken_back(self):
        invoice = self._invoice(500, -20)
        dispute = self._dispute(invoice, 200)
        self._credit_note(invoice, 200)
        self._pay(invoice, 300)
        self._refresh()
        self.assertEqual(dispute.state, "accepted")
        self._undo_matches(invoice, "entry")
        self.assertEqual((invoice.amount_residual, dispute.state, self._collectible(invoice)), (300, "accepted", 300))
        self._undo_matches(invoice, "out_refund")
        self.assertEqual((dispute.state, self._collectible(invoice)), ("open", 300), "nothing is credited any more")

    def test_a_credit_note_that_is_taken_back_leaves_the_whole_claim_in_dispute(self):
        invoice = self._invoice(500, -20)
        dispute = self._dispute(invoice, 200)
        self._credit_note(invoice, 100)
        self._pay(invoice, 400)
        self._refresh()
        self.assertEqual(dispute.state, "rejected")
        self._undo_matches(invoice, "out_refund")
        self.assertEqual((dispute.state, dispute.credited_claim, dispute.excluded_amount), ("open", 0, 100))
        self._undo_matches(invoice, "entry")
        self.assertEqual((dispute.excluded_amount, self._collectible(invoice)), (200, 300))

    def test_invoice_written_off_closes_its_dispute(self):
        invoice = self._invoice(500, -20)
        dispute = self._dispute(invoice, 200)
        item = self._open_item(invoice)
        entry = self.env["account.move"].create({"date": self.today, "line_ids": [
            Command.create({"account_id": account.id, "partner_id": self.customer.id, "balance": balance})
            for account, balance in ((item.account_id, -500), (self.company_data["default_account_expense"], 500))]})
        entry.action_post()
        (item | entry.line_ids.filtered(lambda line: line.account_id == item.account_id)).reconcile()
        self._refresh()
        self.assertEqual(dispute.state, "rejected")
        self.assertIn("written off", dispute.resolution)

    def test_tasks_of_an_owner_who_has_left_go_to_the_collector(self):
        owner, self.profile.collector_id = self._user("manager"), self._user("collector")
        invoice = self._invoice(500, -20)
        dispute = self._dispute(invoice, 200, user_id=owner.id)
        owner.active = False
        self._pay(invoice)
        self._refresh()
        self.assertEqual(dispute.activity_ids.user_id, self.profile.collector_id)
        # The night belongs to no user who is at work.
        self.profile.collector_id = self.company.credit_manager_id = self.company.credit_escalation_user_id = False
        dispute.with_user(SUPERUSER_ID)._escalate(self.today)
        self.assertEqual(dispute.escalated_on, self.today)

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
