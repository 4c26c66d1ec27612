from odoo import models

from odoo.addons.credit_collection.models.order.sale_order_prepayment import Received


class SaleOrder(models.Model):
    """What the counter took for an order came for it: cash is paid, and what went on account passed the check there."""

    _inherit = "sale.order"

    def _get_credit_received(self):
        received = super()._get_credit_received()
        for order in self:
            # sudo: as the check; who confirms the order need not sell at a counter.
            amount = sum(
                line.currency_id._convert(
                    line.price_subtotal_incl, order.currency_id, order.company_id, line.order_id.date_order)
                for line in order.sudo()._get_credit_counter_lines())
            if order.currency_id.compare_amounts(amount, 0) > 0:
                # Off a confirmed order this is off its open amount already.
                received.append(Received(order, amount, order.state == "sale"))
        return received

    def _get_credit_counter_lines(self):
        """:return: what was sold of the order at counters, and what of it came back"""
        lines = self.pos_order_line_ids
        return (lines | lines.refund_orderline_ids).filtered(lambda line: line.order_id.state in ("paid", "done"))
