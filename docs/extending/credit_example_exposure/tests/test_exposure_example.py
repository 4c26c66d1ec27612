from odoo.tests import tagged

from odoo.addons.credit_collection.tests.common import CreditCommon


@tagged("post_install", "-at_install")
class TestExposureExample(CreditCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.profile.write({"limit_mode": "limited", "credit_limit": 1000})
        cls.env["credit.example.consignment"].create({"partner_id": cls.contact.id, "amount": 950})

    def test_goods_on_consignment_use_up_the_limit(self):
        self._refresh()
        self.assertRecordValues(self.profile, [{
            "exposure_consignment": 950, "exposure_total": 950, "available_credit": 50}])
        self.assertIn(self.profile, self.profile.search([("exposure_consignment", ">", 900)]))
        self.assertIn("Consignment", str(self.profile.exposure_bar))

    def test_an_order_is_held_for_them(self):
        order = self._order(100)
        order.action_confirm()
        self.assertEqual(order.credit_state, "held")

    def test_the_switch_leaves_them_out(self):
        self.company.credit_count_consignment = False
        self._refresh()
        self.assertRecordValues(self.profile, [{"exposure_consignment": 950, "exposure_total": 0}])
