from odoo.tests import tagged

from .common import InsuranceCommon


@tagged("post_install", "-at_install")
class TestInsuranceHold(InsuranceCommon):
    """Orders are held by the own risk they leave, and when deliveries are not insured any more."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rating = cls.env.ref("credit_collection.credit_rating_a")
        cls.rating.write({
            "order_policy": "hold", "hold_uninsured": True, "max_uninsured_exposure": 4600, "hold_overdue": False})
        cls.profile.write({"rating_id": cls.rating.id, "limit_mode": "unlimited"})
        cls.cover = cls._cover(50000)

    def _confirm(self, amount, **vals):
        order = self._order(amount, **vals)
        order.action_confirm()
        self._refresh()
        return order

    def test_case_12_4_order_check_after_the_cut(self):
        """45,000 are insured but for 4,500: an order of 1,000 adds 100 of own risk, after the cut 1,000."""
        self._deliver(45000, self._days(-40))
        self.assertEqual(self._confirm(1000).state, "sale")
        self.assertEqual(self.profile.uninsured_exposure, 4600)
        self.cover._change(self._days(-1), 20000, 90)
        order = self._confirm(1000)
        self.assertEqual(order.credit_state, "held")
        self.assertEqual(order.credit_hold_id.reason_ids.mapped("name"), ["Uninsured exposure"])
        self.assertIn("Own risk", order.credit_hold_id.explanation)
        # The confirmed order is not insured any more either.
        self.assertRecordValues(order.credit_hold_id, [{
            "uninsured_exposure": 5500, "max_uninsured_exposure": 4600, "cover_free": 0}])

    def test_case_12_4_order_check_warns(self):
        self.rating.order_policy = "warn"
        self._deliver(45000, self._days(-40))
        self.cover._change(self._days(-1), 20000, 90)
        order = self._confirm(1000)
        self.assertEqual((order.state, order.credit_state), ("sale", "warned"))

    def test_new_cover_lets_a_held_order_go_on(self):
        self._deliver(45000, self._days(-40))
        cover = self.cover._change(self._days(-1), 20000, 90)
        order = self._confirm(1000)
        self.assertEqual(order.credit_state, "held")
        cover._change(self.today, 60000, 90)
        self.env["credit.hold"].search([("state", "=", "pending")])._reevaluate()
        self._refresh()
        self.assertNotEqual(order.credit_state, "held")

    def test_customer_without_cover_is_own_risk(self):
        other = self.env["res.partner"].create({"name": "Without cover", "is_company": True})
        other._get_credit_profiles().write({"rating_id": self.rating.id, "limit_mode": "unlimited"})
        self.assertEqual(self._confirm(4600, partner=other).state, "sale")
        self.assertEqual(self._confirm(1, partner=other).credit_state, "held")

    def test_switched_off_it_holds_nothing(self):
        self.rating.hold_uninsured = False
        self.cover._change(self._days(-1), 0, 90)
        self.assertEqual(self._confirm(90000).state, "sale")

    def test_deliveries_stop(self):
        self.rating.write({"hold_uninsured": False, "hold_insurance_stop": True})
        invoice = self._deliver(1000, self._days(-91), self._days(-60))
        self.assertEqual(self._confirm(10).state, "sale")
        late = self._deliver(1000, self._days(-92), self._days(-61))
        order = self._confirm(10)
        self.assertEqual(order.credit_hold_id.reason_ids.mapped("name"), ["Deliveries not insured"])
        self.assertEqual(order.credit_hold_id.insurance_stop_on, self._days(-1))
        self.assertIn("Deliveries are insured until", order.credit_hold_id.explanation)
        self._pay(late | invoice)
        self.assertEqual(self._confirm(10).state, "sale")

    def test_customers_without_rating_have_the_rule_of_the_company(self):
        self.profile.rating_id = False
        self.company.write({"credit_hold_uninsured": True, "credit_max_uninsured_exposure": 100})
        self.assertEqual(self._confirm(1000).state, "sale")
        self.assertEqual(self._confirm(10).credit_state, "held")
