"""Money of an agency is booked once, by whatever way, and taken back with a reason; its fee follows."""

from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import AgencyCommon


@tagged("post_install", "-at_install")
class TestAgencyTakeBack(AgencyCommon):

    def _take_back(self, recovery, kind="mistake", reason="Meant for another customer", **vals):
        wizard = self.env["credit.agency.take.back"].with_user(self.manager).create({
            "recovery_id": recovery.id, "kind": kind, "reason": reason, **vals})
        wizard.action_take_back()
        self._refresh()

    def _balance(self, account):
        return sum(self.env["account.move.line"].search([
            ("account_id", "=", account.id), ("parent_state", "=", "posted")]).mapped("balance"))

    def test_a_mistake_is_undone_with_its_fee(self):
        """600 collected, 450 sent: taken back, 1,000 are owed again and nothing is left of it."""
        move = self._invoice(1000, -100)
        placement = self._place(move)
        recovery = self._remit(placement, 600)
        self._take_back(recovery)
        self.assertEqual(self._open_item(move).amount_residual, 1000)
        self.assertEqual((self._balance(self.fee_account), self._balance(self.bank.default_account_id)), (0, 0))
        self.assertRecordValues(placement, [{"recovered": 0, "fee": 0, "net": 0, "success": 0}])
        self.assertRecordValues(recovery, [{
            "taken_back": "mistake", "taken_back_by_id": self.manager.id, "taken_back_on": self.today,
            "take_back_reason": "Meant for another customer", "amount": 600, "fee": 150}])
        self.assertEqual(recovery.move_id.state, "posted")
        for entry in (recovery.move_id, recovery.reversal_id):
            with self._refused(UserError, "evidence and stays posted"):
                entry.button_draft()
        counts = self.env["credit.receipts"]._count_returned(self.today, self._days(-30))
        self.assertFalse(counts.get((self.customer.id, self.company.id)))

    def test_a_returned_payment_of_which_the_agency_keeps_its_fee(self):
        move = self._invoice(1000, -100)
        placement = self._place(move)
        recovery = self._remit(placement, 600)
        self._take_back(recovery, "returned", "Direct debit returned", fee_back=0)
        self.assertEqual(self._open_item(move).amount_residual, 1000)
        self.assertEqual((self._balance(self.fee_account), self._balance(self.bank.default_account_id)), (150, -150))
        self.assertRecordValues(placement, [{"recovered": 0, "fee": 150, "net": -150}])
        counts = self.env["credit.receipts"]._count_returned(self.today, self._days(-30))
        self.assertEqual(counts[self.customer.id, self.company.id], 1)

    def test_returned_items_are_not_read_where_nothing_was_a_mistake(self):
        """The score counts the returned payments of all customers: without a mistake, none of their items is read."""
        placement = self._place(self._invoice(1000, -100))
        self._take_back(self._remit(placement, 600), "returned", "Direct debit returned", fee_back=0)
        self.env.flush_all()
        self.env.invalidate_all()
        with patch.object(
                self.registry["account.move.line"], "fetch", side_effect=AssertionError("an item of the ledger is read")):
            counts = self.env["credit.receipts"]._count_returned(self.today, self._days(-30))
        self.assertEqual(counts[self.customer.id, self.company.id], 1)

    def test_taken_back_it_is_recorded_anew(self):
        placement = self._place(self._invoice(1000, -100))
        self._take_back(self._remit(placement, 600))
        self._remit(placement, 600)
        self.assertEqual(placement.recovered, 600)

    def test_what_taking_back_needs(self):
        placement = self._place(self._invoice(1000, -100))
        recovery = self._remit(placement, 600, date=self._days(0))
        with self._refused(UserError, "Say why"):
            self._take_back(recovery, reason=" ")
        with self._refused(UserError, "not more of it comes back"):
            self._take_back(recovery, fee_back=151)
        with self._refused(UserError, "choose a later day"):
            self._take_back(recovery, date=self._days(-1))
        with self._refused(UserError, "has not come yet"):
            self._take_back(recovery, date=self._days(1))
        with self._refused(AccessError, "Only credit managers"):
            recovery.with_user(self.collector)._take_back("mistake", "No reason", self.today, 0)
        with self._refused(AccessError, ""):
            self.env["credit.agency.take.back"].with_user(self.collector).create({"recovery_id": recovery.id, "reason": "x"})
        self._take_back(recovery)
        with self._refused(UserError, "once"):
            self._take_back(recovery)

    def test_the_rules_stand_in_the_model(self):
        """Another way in than the dialog: a journal that is no bank, and the same money twice."""
        move = self._invoice(1000, -100)
        placement = self._place(move)
        with self._refused(UserError, "bank or cash journal"):
            placement._book_received(self.today, 300, 0, self.company_data["default_journal_sale"])
        with self._refused(AccessError, "Only credit managers"):
            placement.with_user(self.collector)._book_received(self.today, 300, 0, self.bank)
        placement._book_received(self.today, 300, 0, self.bank)
        with self._refused(UserError, "were booked already"):
            placement._book_received(self.today, 300, 0, self.bank)
        with self._refused(UserError, "were booked already"):
            self._remit(placement, 300)
        placement._book_received(self.today, 300, 0, self.bank, reference="2")
        self._refresh()
        self.assertEqual(self._open_item(move).amount_residual, 400)

    def test_the_billed_fee_of_a_direct_payment_that_goes_back_is_credited(self):
        """400 paid to us, 100 billed by the agency; the payment goes back: a credit note of 100, and a record of why."""
        move = self._invoice(1000, -100)
        placement = self._place(move)
        self._pay(move, 400)
        self._refresh()
        placement.action_bill_fee()
        self._open_item(move).remove_move_reconcile()
        self._refresh()
        self.assertRecordValues(placement.recovery_ids, [{"taken_back": "returned", "amount": 400}])
        self.assertRecordValues(placement, [{"recovered": 0, "fee": 0, "fee_to_bill": -100}])
        credit = self.env["account.move"].browse(placement.action_bill_fee()["res_id"])
        self.assertRecordValues(credit, [{"move_type": "in_refund", "amount_total": 100}])
        self._refresh()
        self.assertEqual(placement.fee_to_bill, 0)

    def test_the_billed_fee_of_a_direct_payment_whose_entry_is_deleted_is_credited(self):
        """Two payments to us, one fee billed; both payments are deleted: 100 come back, of the other nothing is left."""
        move = self._invoice(1000, -100)
        placement = self._place(move)
        payments = self._pay(move, 400)
        self._refresh()
        placement.action_bill_fee()
        payments |= self._pay(move, 200)
        self._refresh()
        self.assertRecordValues(placement, [{"recovered": 600, "fee": 150, "fee_to_bill": 50}])
        payments.action_draft()
        payments.unlink()
        self._refresh()
        self.assertRecordValues(placement.recovery_ids, [{"taken_back": "returned", "amount": 400, "receipt_id": False}])
        self.assertRecordValues(placement, [{"recovered": 0, "fee": 0, "fee_to_bill": -100}])

    def test_a_direct_payment_goes_back_after_the_end(self):
        move = self._invoice(1000, -100)
        placement = self._place(move)
        self._pay(move, 400)
        self._refresh()
        placement.action_close()
        self.assertEqual(placement.recovered, 400)
        self._open_item(move).remove_move_reconcile()
        self._refresh()
        self.assertEqual(placement.recovered, 0)

    def test_recalled_after_a_part_and_the_payment_goes_back_then(self):
        """600 of 1,000 come, the rest is recalled and 300 of it paid to us; then the 600 go back: 700 are owed to us, and the
        agency keeps nothing."""
        move = self._invoice(1000, -100)
        placement = self._place(move)
        recovery = self._remit(placement, 600)
        placement.recall_reason = "Too slow"
        placement.action_recall()
        self._refresh()
        self.assertFalse(self._open_item(move).credit_placement_id)
        self._pay(move, 300)
        self._take_back(recovery, "returned", "Direct debit returned")
        self.assertEqual(self._open_item(move).amount_residual, 700)
        self.assertRecordValues(placement, [{"state": "recalled", "recovered": 0, "fee": 0, "net": 0, "fee_to_bill": 0}])
        self.assertEqual(self._balance(self.fee_account), 0)
        self.profile._run_followups(self.today)
        self._refresh()
        followups = self.env["credit.followup"].search([("profile_id", "=", self.profile.id)])
        self.assertEqual(followups.line_ids, self._open_item(move))
        # Placed anew, the same money is no double.
        again = self._place(move)
        self._remit(again, 600)
        self.assertEqual((self._open_item(move).amount_residual, again.recovered, placement.recovered), (100, 600, 0))
