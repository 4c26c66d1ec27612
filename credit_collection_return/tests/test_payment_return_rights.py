from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged

from .common import ReturnCommon


@tagged("post_install", "-at_install")
class TestPaymentReturnRights(ReturnCommon):

    def _as(self, user, payment):
        return self.env["credit.payment.return"].with_user(user).create({
            "payment_id": payment.id, "reason_id": self.reason.id})

    def test_collector_records_and_does_not_book(self):
        record = self._as(self._user("collector"), self._debit())
        with self.assertRaisesRegex(AccessError, "credit managers"):
            record.action_post()
        self.assertEqual(record.sudo().profile_id, self.profile)
        record.with_user(self.manager).action_post()
        self.assertEqual(record.state, "posted")

    def test_viewer_reads_only(self):
        payment = self._debit()
        record = self._return(payment)
        viewer = self._user("viewer")
        self.assertEqual(record.with_user(viewer).amount, 700)
        with self.assertRaises(AccessError):
            record.with_user(viewer).action_post()
        with self.assertRaises(AccessError):
            self._as(viewer, self._debit(days=0))

    def test_state_and_evidence_are_closed(self):
        record = self._as(self.manager, self._debit())
        with self.assertRaises(AccessError):
            record.state = "posted"
        record.action_post()
        with self.assertRaisesRegex(UserError, "evidence"):
            record.bank_fee = 100
        with self.assertRaisesRegex(UserError, "evidence"):
            record.unlink()

    def test_entries_stay_posted_behind_the_return(self):
        """The payment was set to draft after its return: the reversal alone was in the books, and the customer owed twice."""
        payment = self._debit()
        record = self._return(payment)
        for entry in payment.move_id | record.move_id | record.fee_move_id:
            with self.assertRaisesRegex(UserError, "Take the return back"):
                entry.button_draft()
        with self.assertRaisesRegex(UserError, "Take the return back"):
            payment.action_draft()
        record.with_user(self.manager).action_cancel()
        payment.move_id.button_draft()
        self.assertEqual(payment.move_id.state, "draft")

    def test_users_of_another_company_see_nothing(self):
        record = self._return(self._debit())
        other = self.env["res.company"].create({"name": "Other"})
        stranger = new_test_user(
            self.env, "stranger", "credit_collection.credit_collection_group_manager", company_id=other.id,
            company_ids=[(6, 0, other.ids)])
        self.assertFalse(self.env["credit.payment.return"].with_user(stranger).search([("id", "=", record.id)]))
        with self.assertRaises(AccessError):
            record.with_user(stranger).action_cancel()
        with self.assertRaises(AccessError):
            self._as(stranger, self._debit(self._invoice(10, -3), days=0))

    def test_form_of_a_collector(self):
        """What is filled in by hand on the screen, from the payment on."""
        payment, collector = self._debit(), self._user("collector")
        action = payment.with_user(collector).action_credit_return()
        with Form(self.env["credit.payment.return"].with_user(collector).with_context(**action["context"])) as form:
            self.assertEqual(form.amount, 700)
            form.reason_id = self.reason
            form.bank_fee = 7.5
        record = form.record
        self.assertRecordValues(record, [{"date": self.today, "claims_fee": True, "state": "draft"}])
        record.with_user(self.manager).action_post()
        action = record.with_user(collector).action_attempt()
        dialog = Form(self.env[action["res_model"]].with_user(collector).with_context(**action["context"]))
        dialog.date = self._days(5)
        promise = self.env["credit.promise"].browse(dialog.save().action_make()["res_id"])
        self.assertEqual((promise.state, promise.amount, promise.covered_until >= self._days(5)), ("open", 700, True))

    def test_days_of_refund_have_an_upper_bound(self):
        """A day in the year 27,000 is none: refused in words."""
        for days in (-1, 3651, 10 ** 7):
            with self.assertRaisesRegex(ValidationError, "must lie between"), self.cr.savepoint():
                self.method.credit_refund_days = days
        self.method.credit_refund_days = 3650
