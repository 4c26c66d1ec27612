from odoo.tests import tagged

from odoo.addons.credit_collection.tests.base.tour import TourCase

from .common import NettingCommon


@tagged("post_install", "-at_install")
class TestToursNetting(NettingCommon, TourCase):

    def test_set_off_is_proposed_decided_and_undone(self):
        """One credit manager proposes, another one decides; undone, both sides are owed as before."""
        bill = self._bill(200)
        self._refresh()
        action = "/odoo/action-credit_collection_netting.credit_netting_action"
        self.start_tour(action, "credit_netting_propose", login=self.manager.login)
        self._refresh()
        netting = self.env["credit.netting"].search([("profile_id", "=", self.profile.id)])
        self.assertRecordValues(netting, [{"state": "submitted", "amount": 200, "requested_by_id": self.manager.id}])
        self.start_tour(action, "credit_netting_decide", login=self.other.login)
        self._refresh()
        self.assertRecordValues(netting, [{"state": "reversed", "approved_by_id": self.other.id}])
        self.assertEqual((self.debt.amount_residual, bill.amount_residual), (300, 200))
