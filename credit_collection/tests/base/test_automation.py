"""Automation rules (base_automation): ``./dev test --with base_automation credit_collection/tests/base/test_automation.py``.

The add-on itself does not depend on it; in a database without it these tests are skipped, and ``test_hold_safety`` covers
the server action that such a rule runs.
"""

from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import CreditCommon


@tagged("post_install", "-at_install")
class TestAutomation(CreditCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if "base.automation" not in cls.env:
            cls.skipTest(cls, "base_automation is not installed")
        cls.profile.write({"limit_mode": "limited", "credit_limit": 1000})
        cls.salesperson = new_test_user(
            cls.env, "automation_sales", "sales_team.group_sale_salesman_all_leads", company_id=cls.company.id)
        model = cls.env["ir.model"]._get("sale.order")
        cls.rule = cls.env["base.automation"].sudo().create({
            "name": "Confirm what the customer has ordered by number",
            "model_id": model.id,
            "trigger": "on_create_or_write",
            "trigger_field_ids": [Command.set(model.field_id.filtered(lambda field: field.name == "client_order_ref").ids)],
            "filter_domain": "[('client_order_ref', '!=', False)]",
        })
        cls.env["ir.actions.server"].sudo().create({
            "name": "Confirm", "model_id": model.id, "base_automation_id": cls.rule.id, "state": "code",
            "code": "records.with_context(credit_collection_skip=True).action_confirm()",
        })

    def _order_by_number(self, amount):
        order = self._order(amount).with_user(self.salesperson)
        order.client_order_ref = "PO 4711"
        self._refresh()
        return order

    def test_rule_confirms_an_order_within_the_limit(self):
        self.assertEqual(self._order_by_number(1000).state, "sale")

    def test_rule_cannot_confirm_an_order_over_the_limit_and_what_was_written_is_kept(self):
        order = self._order_by_number(1000.01)
        self.assertRecordValues(order, [{"state": "draft", "credit_state": "held", "client_order_ref": "PO 4711"}])
        self.assertEqual(order.sudo().credit_hold_id.state, "pending")

    def test_rule_on_many_orders_holds_only_those_over_the_limit(self):
        orders = self._order(600) | self._order(600)
        orders.with_user(self.salesperson).write({"client_order_ref": "PO 4711"})
        self._refresh()
        self.assertEqual(sorted(orders.mapped("credit_state")), ["clear", "held"])
        self.assertEqual(sorted(orders.mapped("state")), ["draft", "sale"])
