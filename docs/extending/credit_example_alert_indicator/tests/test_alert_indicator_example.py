from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from odoo.addons.credit_collection.tests.common import CreditCommon


@tagged("post_install", "-at_install")
class TestAlertIndicatorExample(CreditCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["credit.alert.rule"].search([]).active = False
        cls.rule = cls.env["credit.alert.rule"].create({
            "name": "Has stopped ordering", "indicator": "days_without_order",
            "line_ids": [(0, 0, {"threshold": 90, "severity": "2"})]})
        order = cls._order(100)
        order.action_confirm()
        order.date_order = fields.Datetime.now() - timedelta(100)

    def _evaluate(self):
        self._refresh()
        return self.profile._evaluate_alerts(self.today)

    def test_alert_says_what_was_noticed(self):
        self._invoice(500, 10)
        alert = self._evaluate()
        self.assertEqual(alert.indicator, "days_without_order")
        self.assertEqual(alert.summary, "No order for 100 days (threshold 90)")

    def test_nobody_is_warned_of_a_customer_who_owes_nothing(self):
        self.assertFalse(self._evaluate())
