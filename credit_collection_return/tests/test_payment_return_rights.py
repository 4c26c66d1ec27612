from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

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
