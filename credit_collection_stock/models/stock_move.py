from odoo import api, fields, models
from odoo.exceptions import AccessError

DONE = ("done", "cancel")


class StockMove(models.Model):
    _inherit = "stock.move"

    credit_order_id = fields.Many2one(
        "sale.order", string="Order for Credit", compute="_compute_credit_order_id", store=True, copy=True,
        index="btree_not_null", groups="base.group_user",
        help="The order that the goods were meant for. Kept when the transfer loses its order line, so that its customer "
             "stays the one whose credit decides.",
    )

    @api.depends("sale_line_id.order_id")
    def _compute_credit_order_id(self):
        for move in self:
            move.credit_order_id = move.sale_line_id.order_id or move.credit_order_id

    def write(self, vals):
        if "credit_order_id" in vals and not self.env.su:
            raise AccessError(self.env._("The order that goods were meant for cannot be edited."))
        return super().write(vals)

    def _action_done(self, cancel_backorder=False):
        """Deliveries beyond the order are noticed at once."""
        # sudo: warehouse users need no right on orders.
        with self.sudo().sale_line_id.order_id._credit_watching():
            return super()._action_done(cancel_backorder=cancel_backorder)

    def _is_credit_coming(self):
        """:return: whether the move is to bring goods to the customer; of a chain of moves the last one does"""
        self.ensure_one()
        return (
            self.state not in DONE
            and (self.location_final_id or self.location_dest_id)._is_outgoing()
            and not self.location_id._is_outgoing()
            and (not self.origin_returned_move_id or self.to_refund)
            and not any(move.state not in DONE and move.sale_line_id == self.sale_line_id for move in self.move_dest_ids)
        )
