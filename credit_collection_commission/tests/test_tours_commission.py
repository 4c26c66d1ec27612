from odoo.tests import tagged

from odoo.addons.credit_collection.tests.base.tour import TourCase

from .common import CommissionCommon


@tagged("post_install", "-at_install")
class TestToursCommission(CommissionCommon, TourCase):

    def test_settlement_is_looked_at_approved_and_paid_out(self):
        self._pay(self._bill(1000, self._date(3, 1)), date=self._date(3, 10))
        run = self._run(3)
        self.env.flush_all()
        self.start_tour(
            "/odoo/action-credit_collection_commission.credit_commission_run_action", "credit_commission_approve",
            login=self.other_manager.login)
        self._refresh()
        self.assertRecordValues(run, [{"state": "paid", "amount": 20, "approved_by_id": self.other_manager.id}])
