from odoo import api, models


class SaleOrderLine(models.Model):
    """What is still to come of goods is what transfers are to bring to the customer."""

    _inherit = "sale.order.line"

    @api.depends(
        "move_ids.state", "move_ids.quantity", "move_ids.product_uom_qty", "move_ids.location_dest_id",
        "move_ids.move_dest_ids.state",
    )
    def _compute_credit_open_amount(self):
        return super()._compute_credit_open_amount()

    @api.model_create_multi
    def create(self, vals_list):
        """Check confirmed orders when the transfers of their new lines are made too."""
        order_ids = {vals.get("order_id", self.env.context.get("default_order_id")) for vals in vals_list}
        with self.order_id.browse(order_id for order_id in order_ids if order_id)._credit_watching():
            return super().create(vals_list)

    def write(self, vals):
        """Check confirmed orders when their transfers follow the new quantity."""
        if self._get_credit_watched_fields().isdisjoint(vals):
            return super().write(vals)
        with (self.order_id | self.order_id.browse(vals.get("order_id") or ()))._credit_watching():
            return super().write(vals)

    def _get_credit_coming(self):
        """Goods that are never to be delivered have no transfer left: delivered without backorder, cancelled, or returned.

        Lines without any transfer, such as those that wait for a purchase, are still to come as ordered.
        """
        moves = self.move_ids.filtered(lambda move: move.location_dest_usage != "inventory")
        if not moves or self.product_uom_qty < 0:
            return super()._get_credit_coming()
        coming = moves.filtered(lambda move: move._is_credit_coming())
        if any(move.product_id != self.product_id for move in moves):
            # The parts of a kit: all of it may come as long as any of them does.
            return max(self.product_uom_qty - self.qty_delivered, 0.0) if coming else 0.0
        quantity = sum(
            move.product_uom._compute_quantity(move.product_uom_qty, self.product_uom_id, round=False) for move in coming)
        # What was entered as delivered by hand is a part of what the transfers bring.
        entered = self.qty_delivered - self._prepare_qty_delivered().get(self, 0.0)
        return max(quantity - entered, 0.0)
