"""What is still to come of goods: the transfers tell."""

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import DeliveryCommon


@tagged("post_install", "-at_install")
class TestStillToCome(DeliveryCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.profile.write({"limit_mode": "limited", "credit_limit": 5000})

    def _deliver(self, picking, quantity, backorder):
        picking.move_ids.write({"quantity": quantity, "picked": True})
        result = picking.button_validate()
        if isinstance(result, dict) and result.get("res_model") == "stock.backorder.confirmation":
            wizard = Form.from_action(self.env, result).save()
            (wizard.process if backorder else wizard.process_cancel_backorder)()
        self.assertEqual(picking.state, "done")

    def _bill(self, order):
        invoice = order._create_invoices()
        invoice.action_post()
        return invoice

    def _credit(self, invoice):
        wizard = self.env["account.move.reversal"].with_context(
            active_model="account.move", active_ids=invoice.ids).create({"journal_id": invoice.journal_id.id})
        self.env["account.move"].browse(wizard.refund_moves()["res_id"]).action_post()

    def _return(self, picking, exchange=False):
        wizard = self.env["stock.return.picking"].with_context(
            active_id=picking.id, active_ids=picking.ids, active_model="stock.picking").create({})
        for line in wizard.product_return_moves:
            line.quantity = line.move_id.quantity
        action = wizard.action_create_exchanges() if exchange else wizard.action_create_returns()
        returned = self.env["stock.picking"].browse(action["res_id"])
        returned.move_ids.write({"picked": True})
        returned.button_validate()
        self.assertEqual(returned.state, "done")

    def assertExposure(self, orders, total):
        self._refresh()
        self.assertEqual((self.profile.exposure_orders, self.profile.exposure_total), (orders, total))

    def test_c1_delivered_without_backorder_invoiced_and_paid(self):
        picking = self._delivery(quantity=10)
        self.assertExposure(1000, 1000)
        self._deliver(picking, 4, backorder=False)
        self.assertExposure(400, 400)
        invoice = self._bill(picking.sale_id)
        self.assertExposure(0, 400)
        self._pay(invoice)
        self.assertExposure(0, 0)

    def test_backorder_is_to_come(self):
        picking = self._delivery(quantity=10)
        self._deliver(picking, 4, backorder=True)
        self.assertExposure(1000, 1000)
        self._bill(picking.sale_id)
        self.assertExposure(600, 1000)
        picking.sale_id.picking_ids.filtered(lambda each: each.state != "done").action_cancel()
        self.assertExposure(0, 400)

    def test_c1_goods_returned_and_credited(self):
        picking = self._delivery(quantity=20)
        self._deliver(picking, 20, backorder=False)
        invoice = self._bill(picking.sale_id)
        self._return(picking)
        self._credit(invoice)
        self.assertExposure(0, 0)

    def test_exchange_on_its_way_counts_once(self):
        picking = self._delivery(quantity=5)
        self._deliver(picking, 5, backorder=False)
        invoice = self._bill(picking.sale_id)
        self._return(picking, exchange=True)
        self.assertExposure(0, 500)
        self._credit(invoice)
        self.assertExposure(500, 500)

    def test_multi_step_delivery_counts_once(self):
        self.warehouse.delivery_steps = "pick_ship"
        order = self._order(100)
        order.order_line.product_uom_qty = 3
        order.order_line.price_unit = 100
        order.action_confirm()
        self.assertExposure(300, 300)
        pick = order.picking_ids
        pick.move_ids.write({"quantity": 3, "picked": True})
        pick.button_validate()
        self.assertExposure(300, 300)

    def test_delivery_beyond_the_order_is_noticed_at_once(self):
        self.profile.credit_limit = 1000
        picking = self._delivery(quantity=9)
        self._deliver(picking, 11, backorder=False)
        order = picking.sale_id
        self.assertEqual((order.state, order.credit_state), ("sale", "held"))
        self.assertExposure(1100, 1100)

    def test_rest_on_its_way_cannot_be_closed(self):
        order = self._delivery(quantity=10).sale_id
        with self.assertRaisesRegex(UserError, "on their way"):
            order._close_credit_rest("No more")

    def test_r12_transfer_that_loses_its_order_line_stays_held(self):
        payer = self.env["res.partner"].create({"name": "Payer", "is_company": True})
        picking = self._delivery(partner=self.other, partner_invoice_id=payer.id)
        self._put_on_hold(profile=payer._get_credit_profiles())
        self.assertEqual(picking.credit_state, "held")
        picking.move_ids.with_user(self.warehouse_user).write({"sale_line_id": False})
        picking.with_user(self.warehouse_user).write({"sale_id": False})
        self._refresh()
        self.assertEqual(picking.credit_state, "held")
        self.assertIn(picking, picking.search([("credit_state", "=", "held")]))
        with self.assertRaises(UserError):
            picking.with_user(self.warehouse_user).button_validate()
        with self.assertRaises(AccessError):
            picking.move_ids.with_user(self.warehouse_user).write({"credit_order_id": False})

    def test_r13_release_dialog_belongs_to_the_manager_who_opened_it(self):
        picking = self._delivery()
        self._put_on_hold()
        action = picking.action_credit_release()
        dialog = self.env[action["res_model"]].browse(action["res_id"])
        with self.assertRaises(AccessError):
            dialog.with_user(self.warehouse_user).write({"picking_ids": [Command.clear()]})
        with self.assertRaises(AccessError):
            dialog.with_user(self.warehouse_user).read(["picking_ids"])

    def test_single_delivery_held_by_hand_waits_with_its_reason(self):
        picking = self._delivery()
        picking._hold_manually("Wait for the certificate")
        self._refresh()
        self.assertEqual(picking.credit_state, "held")
        self.assertIn("Wait for the certificate", picking.credit_explanation)
        with self.assertRaisesRegex(UserError, "Wait for the certificate"):
            picking.with_user(self.warehouse_user).button_validate()
        with self.assertRaises(AccessError):
            picking.with_user(self.warehouse_user)._hold_manually("Mine")
        with self.assertRaises(AccessError):
            picking.with_user(self.warehouse_user).write({"credit_manual_hold": False})
        self.assertIn(picking, picking.search([("credit_state", "=", "held")]))
        picking.action_lift_credit_hold()
        self._refresh()
        self.assertEqual(picking.credit_state, "clear")
