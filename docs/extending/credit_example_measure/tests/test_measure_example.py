from odoo.tests import tagged

from odoo.addons.credit_collection.tests.common import CreditCommon


@tagged("post_install", "-at_install")
class TestMeasureExample(CreditCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        orders = cls.env["sale.order"].concat(*(cls._order(100) for _number in range(4)))
        orders.action_confirm()
        orders[0]._action_cancel()
        cls.env["credit.criterion"].create({
            "name": "Cancels", "measure": "cancelled_orders", "weight": 10, "best_value": 0, "worst_value": 50,
            "company_id": cls.company.id})

    def test_measure_can_be_chosen_and_scores_the_customer(self):
        self.profile._update_scores(self.today)
        self.assertEqual(self.profile.score, 50.0)
        [component] = self.profile.latest_score_id.components
        self.assertEqual((component["measure"], component["value"]), ("cancelled_orders", 25.0))

    def test_measure_is_explained_where_it_is_chosen(self):
        criterion = self.env["credit.criterion"].search([("measure", "=", "cancelled_orders")])
        self.assertEqual(criterion.unit, "percent")
        self.assertIn("cancelled", criterion.explanation)

    def test_customer_without_orders_has_no_value(self):
        other = self.env["res.partner"].create({"name": "Never Ordered"})._get_credit_profiles()
        self.assertIsNone(other._get_measures(self.today)[other.id]["cancelled_orders"])
