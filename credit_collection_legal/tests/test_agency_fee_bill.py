"""What is left to be billed of an agency's fee follows from the bills and credit notes that are there."""

from pathlib import Path

from odoo.exceptions import AccessError
from odoo.modules.migration import load_script
from odoo.tests import tagged

from .common import AgencyCommon

SCRIPT = load_script(
    str(Path(__file__).parents[1] / "migrations" / "19.0.1.1.0" / "post-fee_bills.py"), "credit_collection_legal_fee_bills")


@tagged("post_install", "-at_install")
class TestAgencyFeeBill(AgencyCommon):

    def setUp(self):
        """400 and 1,000 are placed at 25 %; the customer pays 600 to us, of which 400 are matched at first."""
        super().setUp()
        self.first, self.second = self._invoice(400, -100), self._invoice(1000, -100)
        self.placement = self._place(self.first | self.second)
        self.payment = self._pay(self.first, 600)
        self._refresh()

    def _bill(self, amount, post=False):
        """Draft the next document and check that it asks for ``amount``; below zero, a credit note."""
        bill = self.env["account.move"].browse(self.placement.action_bill_fee()["res_id"])
        self.assertEqual(-bill.amount_total_signed, amount)
        self.assertEqual(self.placement.fee_to_bill, 0)
        if post:
            bill.action_post()
        return bill

    def _match_the_rest(self):
        """The other 200 of the payment: 50 more of fee."""
        receipt = self.placement.sudo().recovery_ids.receipt_id
        (self._open_item(self.second) + receipt).reconcile()
        self._refresh()
        self.assertRecordValues(self.placement, [{"recovered": 600, "fee": 150}])

    def test_a_deleted_draft_takes_back_its_own_share_alone(self):
        """100 billed and posted, 50 more drafted, and the draft deleted: 50 are left to be billed, not 150."""
        posted = self._bill(100, post=True)
        self._match_the_rest()
        self.assertEqual(self.placement.fee_to_bill, 50)
        self._bill(50).unlink()
        self.assertEqual(self.placement.fee_to_bill, 50)
        self.assertEqual(self.placement.recovery_ids.bill_id, posted)
        self._bill(50)

    def test_a_deleted_credit_note_is_drafted_anew(self):
        """100 billed and posted, the payment goes back, its credit note is deleted: the agency is still asked for the 100."""
        self._bill(100, post=True)
        self._open_item(self.first).remove_move_reconcile()
        self._refresh()
        note = self._bill(-100)
        self._refresh()
        note.unlink()
        self._refresh()
        self.assertEqual(self.placement.fee_to_bill, -100)
        self._bill(-100)

    def test_a_cancelled_bill_bills_nothing(self):
        bill = self._bill(100)
        bill.button_cancel()
        self.assertEqual(self.placement.fee_to_bill, 100)
        bill.button_draft()
        self.assertEqual(self.placement.fee_to_bill, 0)

    def test_what_was_billed_is_written_by_code_only(self):
        self._bill(100)
        row = self.placement.recovery_ids.fee_bill_ids
        self.assertRecordValues(row.with_user(self.collector), [{"amount": 100}])
        for step in (lambda: row.with_user(self.manager).write({"amount": 1}), row.with_user(self.manager).unlink):
            with self._refused(AccessError, ""):
                step()

    # Databases that kept the last document alone

    def _migrate(self, billed):
        """The recovery has what the version before kept: its last document, and what all of them had."""
        self.env.flush_all()
        recovery = self.placement.sudo().recovery_ids
        self.cr.execute("DELETE FROM credit_agency_fee_bill")
        self.cr.execute("UPDATE credit_agency_recovery SET fee_billed = %s WHERE id = %s", [billed, recovery.id])
        self.env.invalidate_all()
        SCRIPT.migrate(self.cr, "19.0.1.0.0")
        self._refresh()
        self.assertEqual(recovery.fee_billed, billed)

    def test_rows_are_made_of_the_last_bill(self):
        bill = self._bill(100)
        self._migrate(100)
        self.assertRecordValues(self.placement.recovery_ids.fee_bill_ids, [{"move_id": bill.id, "amount": 100}])
        SCRIPT.migrate(self.cr, "19.0.1.0.0")
        self.assertEqual(len(self.placement.recovery_ids.fee_bill_ids), 1)
        bill.unlink()
        self.assertEqual(self.placement.fee_to_bill, 100)

    def test_what_earlier_bills_had_is_not_billed_again(self):
        self._bill(100, post=True)
        self._match_the_rest()
        draft = self._bill(50)
        self._migrate(150)
        draft.unlink()
        self.assertEqual(self.placement.fee_to_bill, 50)

    def test_what_a_deleted_credit_note_had_is_asked_for_again(self):
        self._bill(100, post=True)
        self._open_item(self.first).remove_move_reconcile()
        self._refresh()
        note = self._bill(-100)
        self._migrate(0)
        note.unlink()
        self.assertEqual(self.placement.fee_to_bill, -100)
