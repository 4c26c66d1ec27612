from odoo.fields import Command
from odoo.tests import new_test_user

from odoo.addons.credit_collection.tests.common import CreditCommon


class DeliveryCommon(CreditCommon):
    """Confirmed orders whose goods wait in the warehouse, and a warehouse user without any credit right."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Who sells and who decides is the subject of other tests.
        cls.company.credit_four_eyes = "never"
        cls.other = cls.env["res.partner"].create({"name": "Other Customer", "is_company": True})
        cls.warehouse_user = new_test_user(cls.env, "credit_warehouse", groups="stock.group_stock_user")
        cls.warehouse = cls.env["stock.warehouse"].search([("company_id", "=", cls.company.id)], limit=1)
        cls.product = cls.company_data["product_delivery_no"]

    @classmethod
    def _delivery(cls, partner=None, quantity=1, **vals):
        """:return: the delivery of a confirmed order over ``quantity`` pieces at 100"""
        order = cls._order(100, partner=partner, **vals)
        order.order_line.product_uom_qty = quantity
        order.order_line.price_unit = 100  # the quantity may have changed the price
        order.action_confirm()
        assert order.state == "sale", order.credit_explanation
        return order.picking_ids

    def _put_on_hold(self, reason="Cheque returned", profile=None):
        (profile or self.profile).write({"on_hold": True, "hold_reason": reason})
        self._refresh()

    def _held_by_growth(self):
        """:return: the delivery of a confirmed order that grew over the customer's limit"""
        self.profile.write({"limit_mode": "limited", "credit_limit": 1000.0})
        picking = self._delivery()
        picking.sale_id.order_line.product_uom_qty = 20
        self._refresh()
        self.assertEqual(picking.sale_id.credit_state, "held")
        return picking.sale_id.picking_ids

    def _transfer(self, picking_type, source, destination, partner=None):
        """:return: a confirmed transfer of one piece that belongs to no order"""
        picking = self.env["stock.picking"].create({
            "picking_type_id": picking_type.id, "location_id": source.id, "location_dest_id": destination.id,
            "partner_id": (partner or self.customer).id,
            "move_ids": [Command.create({
                "product_id": self.product.id, "product_uom_qty": 1, "company_id": picking_type.company_id.id,
                "location_id": source.id, "location_dest_id": destination.id,
            })],
        })
        picking.action_confirm()
        return picking
