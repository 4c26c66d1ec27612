"""What a customer does on the credit account, in a browser."""

from odoo.tests import tagged

from ..base.tour import FRONTEND, TourCase
from .test_portal_pay import PayCommon


@tagged("post_install", "-at_install")
class TestToursPortal(PayCommon, TourCase):
    bundles = FRONTEND

    def _tour(self, name):
        self.env.flush_all()
        self.start_tour("/my/credit", name, login=self.ann.login)
        self._refresh()

    def test_pay(self):
        self._tour("credit_portal_pay")
        transaction = self.second.transaction_ids
        self.assertRecordValues(transaction, [{
            "amount": 250.0, "state": "draft", "partner_id": self.customer.id, "invoice_ids": self.second.ids}])
        self._settle_online(transaction)
        self.assertEqual((self.first.amount_residual, self.second.amount_residual), (1000.0, 0.0))

    def test_promise(self):
        self._tour("credit_portal_promise")
        self.assertRecordValues(self.profile.promise_ids, [{
            "state": "open", "amount": 1000.0, "source": "portal", "note": "Our bank is closed until Monday"}])
        self.assertEqual(self.profile.promise_ids.instalment_ids.date, self._days(5))

    def test_dispute(self):
        self._tour("credit_portal_dispute")
        self.assertRecordValues(self.first.credit_dispute_ids, [{
            "state": "open", "amount": 300.0, "note": "Three chairs are broken"}])

    def test_confirm_a_statement(self):
        statement = self.profile._create_statements(self._days(-60), self.today, "open_item")
        statement.with_user(self.collector).action_send()
        self._tour("credit_portal_statement")
        self.assertRecordValues(statement, [{"state": "confirmed", "answered_by": "Ann Buyer"}])
