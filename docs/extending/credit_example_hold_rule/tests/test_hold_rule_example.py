from odoo.tests import tagged

from odoo.addons.credit_collection.tests.common import CreditCommon


@tagged("post_install", "-at_install")
class TestHoldRuleExample(CreditCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rating = cls.env.ref("credit_collection.credit_rating_a")
        cls.rating.write({"order_policy": "hold", "hold_open_orders": True, "max_open_orders": 1})
        cls.profile.write({"rating_id": cls.rating.id, "limit_mode": "unlimited"})

    def test_rule_with_tolerance_holds_and_says_why(self):
        self._order(10).action_confirm()
        self._order(10).action_confirm()
        order = self._order(10)
        order.action_confirm()
        self._refresh()
        self.assertEqual(order.credit_state, "held")
        self.assertRecordValues(order.credit_hold_id, [{"open_order_count": 2, "max_open_orders": 1}])
        self.assertEqual(order.credit_hold_id.reason_ids.mapped("name"), ["Many open orders"])
        self.assertEqual(order.credit_hold_id.explanation, "2 orders are open; 1 are tolerated.")

    def test_switched_off_it_holds_nothing(self):
        self.rating.hold_open_orders = False
        orders = self.env["sale.order"].concat(*(self._order(10) for _index in range(3)))
        for order in orders:
            order.action_confirm()
        self.assertEqual(set(orders.mapped("state")), {"sale"})

    def test_customers_without_rating_have_the_default_of_the_column(self):
        self.profile.rating_id = False
        for _index in range(3):
            order = self._order(10)
            order.action_confirm()
            self.assertEqual(order.state, "sale")

    def test_drafted_policy_has_the_columns_too(self):
        self.assertIn("max_open_orders", self.env["credit.policy.change.line"]._get_rule_columns())
        self.assertIn("hold_open_orders", self.env["credit.policy.change.line"]._fields)
