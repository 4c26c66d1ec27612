"""Further ways out of the warehouse, and back."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import DeliveryCommon


@tagged("post_install", "-at_install")
class TestOtherWaysOut(DeliveryCommon):

    def _leave(self, picking):
        picking = picking.with_user(self.warehouse_user)
        picking.move_ids.write({"quantity": 1, "picked": True})
        picking.button_validate()

    def assertStays(self, picking):
        self._refresh()
        self.assertEqual(picking.credit_state, "held")
        with self.assertRaises(UserError):
            self._leave(picking)

    def test_transit_between_companies_is_no_shelf(self):
        picking = self._delivery()
        self._put_on_hold()
        transit = self.env.ref("stock.stock_location_inter_company")
        picking.with_user(self.warehouse_user).location_dest_id = transit
        picking.move_ids.with_user(self.warehouse_user).location_dest_id = transit
        self.assertStays(picking)

    def test_copy_of_a_held_delivery(self):
        picking = self._delivery()
        self._put_on_hold()
        copy = picking.with_user(self.warehouse_user).copy()
        copy.action_confirm()
        self.assertStays(copy)

    def test_goods_put_into_the_delivery_of_somebody_else(self):
        good, held = self._delivery(partner=self.other), self._delivery()
        self._put_on_hold()
        held.move_ids.with_user(self.warehouse_user).picking_id = good
        self.assertStays(good)


@tagged("post_install", "-at_install")
class TestBackInTheWarehouse(DeliveryCommon):

    def _deliver(self, picking):
        picking.move_ids.write({"quantity": 10, "picked": True})
        picking.button_validate()
        self.assertEqual(picking.state, "done")

    def _give_back(self, picking, quantity, **vals):
        wizard = self.env["stock.return.picking"].with_context(
            active_id=picking.id, active_ids=picking.ids, active_model="stock.picking").create({})
        wizard.product_return_moves.write({"quantity": quantity, **vals})
        back = self.env["stock.picking"].browse(wizard.action_create_returns()["res_id"])
        back.move_ids.write({"quantity": quantity, "picked": True})
        back.button_validate()

    def _get_to_come(self):
        self._refresh()
        return self.profile.exposure_orders

    def test_what_is_given_back_without_refund_is_invoiced_all_the_same(self):
        picking = self._delivery(quantity=10)
        self._deliver(picking)
        self._give_back(picking, 4, to_refund=False)
        self.assertEqual(self._get_to_come(), 1000)

    def test_what_is_given_back_before_the_invoice_is_not_to_come(self):
        picking = self._delivery(quantity=10)
        self._deliver(picking)
        self._give_back(picking, 4)
        self.assertEqual(self._get_to_come(), 600)
