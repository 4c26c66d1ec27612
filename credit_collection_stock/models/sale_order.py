from odoo import api, models
from odoo.fields import Domain

from odoo.addons.credit_collection.tools.common.clock import get_local_day


class SaleOrder(models.Model):
    _inherit = "sale.order"

    @api.depends("order_line.move_ids.state")
    def _compute_credit_delivered_on(self):
        return super()._compute_credit_delivered_on()

    def _get_credit_delivery_day(self):
        """The day of the last transfer to the customer, at the company."""
        done = self.order_line.move_ids.filtered(
            lambda move: move.state == "done" and move.location_dest_id._is_outgoing())
        moments = [move.picking_id.date_done or move.date for move in done]
        if not moments:
            return super()._get_credit_delivery_day()
        return get_local_day(max(moments), self.company_id._get_credit_zone())

    @api.model
    def _get_credit_held_domain(self):
        """:return: domain of the confirmed orders that wait for a credit decision or were refused"""
        return Domain("state", "=", "sale") & (
            Domain("credit_state", "=", "held") | Domain("credit_hold_id.state", "=", "pending"))

    def _filter_credit_held(self):
        """:return: the confirmed orders that wait or were refused; the decision counts, not only the label"""
        return self.filtered(
            lambda order: order.state == "sale" and (order.credit_state == "held" or order.credit_hold_id.state == "pending"))

    def _filter_credit_released(self, today):
        """Orders released in spite of the forced hold of their customer, as long as the release lasts.

        An order released for another reason before the customer was put on hold, or for another payer, waits like the others.
        """
        return self.filtered(
            lambda order: order.credit_hold_id.state == "released" and order.credit_hold_id.valid_until >= today
            and order.credit_hold_id.profile_id.partner_id == order.partner_invoice_id.commercial_partner_id
            and "forced_hold" in order.credit_hold_id.reason_ids.mapped("code"))

    def _filter_credit_settled(self):
        """:return: the orders that leave nothing to owe: prepaid, or wholly invoiced and paid"""
        return self.filtered(lambda order: order._is_credit_prepaid() or order._is_credit_invoiced_and_paid())

    def _is_credit_prepaid(self):
        self.ensure_one()
        compare = self.currency_id.compare_amounts
        return compare(self.amount_paid, 0) > 0 and compare(self.amount_paid, self.amount_total) >= 0

    def _is_credit_invoiced_and_paid(self):
        self.ensure_one()
        invoices = self.invoice_ids.filtered(lambda move: move.state == "posted")
        return bool(invoices) and self.invoice_status == "invoiced" and all(
            move.payment_state in ("paid", "in_payment") for move in invoices)
