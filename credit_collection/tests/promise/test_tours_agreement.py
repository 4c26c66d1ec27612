from odoo.tests import new_test_user, tagged

from ..base.tour import TourCase
from ..dispute.common import DisputeCommon


@tagged("post_install", "-at_install")
class TestToursAgreement(DisputeCommon, TourCase):

    def _user(self, groups=""):
        return new_test_user(
            self.env, "cora", groups="credit_collection.credit_collection_group_collector" + groups,
            company_id=self.company.id)

    def test_collector_lays_out_a_plan_with_interest(self):
        self._invoice(1000, -20)
        url = f"/odoo/action-credit_collection.credit_profile_action/{self.profile.id}"
        self.start_tour(url, "credit_promise_plan", login=self._user().login)
        promise = self.profile.promise_ids
        self.assertRecordValues(promise, [{"state": "open", "amount": 1000.0, "interest_percent": 10.0}])
        self.assertEqual(promise.instalment_ids.mapped("amount"), [333.33, 333.33, 333.34])
        self.assertGreater(promise.interest_amount, 0)

    def test_dispute_becomes_a_credit_note(self):
        """From the invoice to the posted credit note in the browser; what is left is collected."""
        move = self._invoice(1000, -20)
        self.start_tour(
            f"/odoo/action-account.action_move_out_invoice_type/{move.id}", "credit_dispute",
            login=self._user(",account.group_account_invoice").login)
        self.assertRecordValues(move.credit_dispute_ids, [{"state": "accepted", "amount": 300.0, "excluded_amount": 0.0}])
        self.assertEqual((move.amount_residual, self._collectible(move)), (700.0, 700.0))
