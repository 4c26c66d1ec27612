from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import DeliveryCommon


@tagged("post_install", "-at_install")
class TestDeliverySchedule(DeliveryCommon):
    """Payment schedules of orders whose goods are delivered by transfers."""

    def _schedule(self, *milestones, quantity=10):
        order = self._order(100)
        order.order_line.write({"product_uom_qty": quantity, "price_unit": 100})
        order.credit_milestone_ids = [
            Command.create({"sequence": index, **milestone}) for index, milestone in enumerate(milestones)]
        order.action_confirm()
        return order

    def _deliver(self, picking, quantity, day):
        """Deliver a part at 22:30 UTC of a day."""
        picking.move_ids.quantity = quantity
        action = picking.button_validate()
        if action is not True:
            self.env[action["res_model"]].with_context(**action["context"]).create({}).process()
        picking.date_done = f"{day} 22:30:00"

    def test_delivery_is_the_day_of_the_last_transfer_at_the_company(self):
        self.company.resource_calendar_id.tz = "Asia/Shanghai"
        order = self._schedule({"share": 30}, {"share": 70, "trigger": "delivery", "days": 10})
        self._deliver(order.picking_ids, 6, "2026-03-01")
        self.assertFalse(order.credit_delivered_on)
        self._deliver(order.picking_ids.filtered(lambda picking: picking.state != "done"), 4, "2026-03-31")
        order.credit_delivered_on = False
        order._compute_credit_delivered_on()
        self.assertEqual(str(order.credit_delivered_on), "2026-04-01")
        self.assertEqual(str(order.credit_milestone_ids[1].due_date), "2026-04-11")

    def test_delivery_without_backorder_is_complete(self):
        order = self._schedule({"share": 30}, {"share": 70, "trigger": "delivery"})
        picking = order.picking_ids
        picking.move_ids.quantity = 6
        picking.with_context(skip_backorder=True, picking_ids_not_to_backorder=picking.ids).button_validate()
        self._refresh()
        self.assertTrue(order.credit_delivered_on)
        self.assertEqual(order.credit_milestone_ids.mapped("state"), ["due", "due"])

    def test_late_milestone_keeps_the_rest_in_the_warehouse_until_it_is_paid(self):
        rating = self.env["credit.rating"].create({
            "code": "S", "name": "Projects", "order_policy": "hold", "hold_overdue": False, "hold_late_milestone": True})
        self.profile.write({"rating_id": rating.id, "limit_mode": "unlimited"})
        order = self._schedule({"share": 30}, {"share": 70, "trigger": "delivery"})
        other = self._delivery()
        invoice = order.credit_milestone_ids[0]._create_invoices()
        invoice.write({
            "invoice_date": self._days(-20), "invoice_payment_term_id": False, "invoice_date_due": self._days(-1)})
        invoice.action_post()
        self._refresh()
        order.credit_milestone_ids.sudo()._look_after(self.today)
        self._refresh()
        self.assertEqual((order.picking_ids.credit_state, other.credit_state), ("held", "clear"))
        with self.assertRaisesRegex(UserError, "Late milestone"):
            order.picking_ids.with_user(self.warehouse_user).button_validate()
        self._pay(invoice)
        self._refresh()
        self.assertEqual(order.picking_ids.credit_state, "clear")
