from odoo.tests import tagged

from odoo.addons.credit_collection.tests.base.tour import TourCase

from .common import InsuranceCommon


@tagged("post_install", "-at_install")
class TestToursInsurance(InsuranceCommon, TourCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cover = cls._cover(50000)
        cls._deliver(10000, cls._days(-100), cls._days(-70), taxed=True)

    def test_overdue_item_is_reported(self):
        self.env.flush_all()
        self.start_tour(
            "/odoo/action-credit_collection_insurance.credit_insurance_item_action", "credit_insurance_report",
            login=self.collector.login)
        self._refresh()
        claim = self.env["credit.insurance.claim"].search([("profile_id", "=", self.profile.id)])
        self.assertRecordValues(claim, [{"state": "reported", "insured_amount": 9000, "reported_on": self.today}])

    def test_limit_is_changed_from_today(self):
        self.env.flush_all()
        self.start_tour(
            "/odoo/action-credit_collection_insurance.credit_insurance_cover_action", "credit_insurance_change_limit",
            login=self.manager.login)
        self._refresh()
        self.assertEqual(self.cover.valid_until, self._days(-1))
        self.assertEqual(self.env["credit.insurance.cover"].search(
            [("profile_id", "=", self.profile.id)], order="valid_from").mapped("amount"), [50000, 20000])
