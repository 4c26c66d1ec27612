from odoo.tests import tagged

from odoo.addons.credit_collection.tests.base.tour import TourCase

from .common import LossCommon


@tagged("post_install", "-at_install")
class TestToursLoss(LossCommon, TourCase):

    def test_run_is_approved_posted_and_reversed(self):
        """Worked out by a manager; approved, posted and reversed by another one."""
        self._worked()
        run = self._run()
        self.env.flush_all()
        self.start_tour(
            "/odoo/action-credit_collection_loss.credit_loss_run_action", "credit_loss_approve_post_reverse",
            login=self.other_manager.login)
        self._refresh()
        self.assertRecordValues(run, [{"state": "posted", "difference": 750}])
        self.assertEqual(run.reversal_id.state, "posted")
        self.assertEqual(self._balance(self.allowance_account), 0)

    def test_write_off_is_requested(self):
        self._bill(1200, 400)
        self.env.flush_all()
        self.start_tour(
            "/odoo/action-credit_collection_loss.credit_write_off_action", "credit_write_off_request",
            login=self.collector.login)
        self._refresh()
        write_off = self.env["credit.write.off"].search([("profile_id", "=", self.profile.id)])
        self.assertRecordValues(write_off, [{"state": "submitted", "amount": 1200, "requested_by_id": self.collector.id}])
        self.assertTrue(write_off.activity_ids)
