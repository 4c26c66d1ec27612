from odoo.tests import new_test_user, tagged

from odoo.addons.credit_collection.tests.base.tour import TourCase
from odoo.addons.credit_collection.tests.common import FollowupCommon


@tagged("post_install", "-at_install")
class TestToursPayeeGuard(FollowupCommon, TourCase):

    def test_changed_account_is_approved(self):
        self.company.partner_id.bank_ids.action_archive()
        self.company.credit_payee_guard = True
        account = self.env["res.partner.bank"].create({
            "partner_id": self.company.partner_id.id, "acc_number": "GB29NWBK60161331926819"})
        manager = new_test_user(
            self.env, "guard_tour", "credit_collection.credit_collection_group_manager", company_id=self.company.id)
        self.env.flush_all()
        self.start_tour(
            "/odoo/action-credit_collection_payee_guard.credit_payee_approval_action", "credit_payee_guard_approve",
            login=manager.login)
        self._refresh()
        approval = self.env["credit.payee.approval"].search([("bank_account_id", "=", account.id)])
        self.assertRecordValues(approval, [{"state": "approved", "decided_by_id": manager.id}])

    def test_customer_checks_a_code(self):
        self.start_tour("/credit/check", "credit_payee_guard_check")
