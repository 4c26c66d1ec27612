from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.credit_collection.tests.common import CreditCommon


@tagged("post_install", "-at_install")
class TestQuotationTemplateSchedule(CreditCommon):
    """A quotation template brings the payment schedule of its kind of work."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.halves, cls.thirds = cls.env["credit.payment.schedule"].create([
            {"name": "Halves", "line_ids": [
                Command.create({"name": "Now", "share": 50, "trigger": "order"}),
                Command.create({"name": "Then", "share": 50, "trigger": "delivery"})]},
            {"name": "Advance", "line_ids": [
                Command.create({"name": "Advance", "share": 30, "trigger": "order"}),
                Command.create({"name": "Rest", "share": 70, "trigger": "acceptance"})]}])
        cls.template = cls.env["sale.order.template"].create({
            "name": "Machines", "company_id": cls.company.id, "credit_schedule_id": cls.thirds.id})

    def test_template_brings_its_schedule_before_that_of_the_term(self):
        self.immediate.credit_schedule_id = self.halves
        order = self._order(1000, payment_term_id=self.immediate.id)
        self.assertEqual(order.credit_schedule_id, self.halves)
        order.sale_order_template_id = self.template
        self.assertEqual(order.credit_schedule_id, self.thirds)
        self.assertEqual(order.credit_milestone_ids.sorted("sequence").mapped("share"), [30, 70])
        self.assertEqual(sorted(order.credit_milestone_ids.mapped("planned_amount")), [300, 700])

    def test_template_without_a_schedule_changes_nothing(self):
        self.template.credit_schedule_id = False
        order = self._order(1000)
        order.credit_schedule_id = self.halves
        order.sale_order_template_id = self.template
        self.assertEqual(order.credit_schedule_id, self.halves)

    def test_confirmed_order_keeps_its_schedule(self):
        order = self._order(1000, sale_order_template_id=self.template.id)
        self.assertEqual(order.credit_schedule_id, self.thirds)
        order.action_confirm()
        order.sale_order_template_id = self.template.copy({"name": "Other", "credit_schedule_id": self.halves.id})
        self.assertEqual(order.credit_schedule_id, self.thirds)
        self.assertEqual(order.credit_milestone_ids.sorted("sequence").mapped("share"), [30, 70])

    def test_salesperson_gets_the_schedule(self):
        user = self._user("salesperson")
        order = self._order(1000, user_id=user.id)
        order.with_user(user).sale_order_template_id = self.template
        self.assertEqual(order.credit_milestone_ids.sorted("sequence").mapped("share"), [30, 70])
