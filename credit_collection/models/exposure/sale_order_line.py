from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError

# Changing one of these may make a confirmed order grow or shrink.
AMOUNT_FIELDS = {"product_uom_qty", "price_unit", "discount", "tax_ids", "product_id", "product_uom_id"}


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    credit_partner_id = fields.Many2one(
        "res.partner", string="Commercial Payer", related="order_id.partner_invoice_id.commercial_partner_id", store=True,
        groups="base.group_user",
        help="Who will owe this line: the commercial entity of the invoice address.",
    )
    credit_open_amount = fields.Float(
        string="Not Invoiced", compute="_compute_credit_open_amount", compute_sudo=True, store=True, digits=0,
        groups="base.group_user",
        help="Ordered but not yet invoiced (drafts count as invoiced), taxes included, in company currency "
             "at the rate of the order.",
    )

    credit_delivery_date = fields.Date(
        string="Delivery for Credit", compute="_compute_credit_delivery_date", store=True, groups="base.group_user",
        help="The delivery date promised on the order; without one, the day of the order and the lead time of the line. "
             "Later than the credit horizon, the line does not count as exposure.",
    )

    # Open orders per customer, a part of the exposure.
    _credit_open_order_idx = models.Index(
        "(credit_partner_id, company_id, order_id) INCLUDE (credit_open_amount, credit_delivery_date) "
        "WHERE state = 'sale' AND credit_open_amount <> 0",
    )

    @api.depends(
        "price_total", "product_uom_qty", "qty_delivered", "qty_invoiced", "price_unit", "tax_ids", "display_type",
        "order_id.currency_rate", "order_id.company_id",
    )
    def _compute_credit_open_amount(self):
        for line in self:
            if line.display_type:
                line.credit_open_amount = 0.0
                continue
            amount = line._get_credit_open_amount() / (line.order_id.currency_rate or 1.0)
            line.credit_open_amount = line.company_id.currency_id.round(amount) if line.company_id else amount

    @api.depends("order_id.commitment_date", "order_id.date_order", "customer_lead")
    def _compute_credit_delivery_date(self):
        for line in self:
            ordered = line.order_id.date_order
            expected = ordered and ordered + timedelta(days=line.customer_lead or 0.0)
            delivery = line.order_id.commitment_date or expected
            # Days of UTC: a horizon is no matter of hours.
            line.credit_delivery_date = delivery and delivery.date()

    def _get_credit_open_amount(self):
        """Ordered less invoiced, whatever the invoicing policy, in the currency of the order, taxes included.

        Goods delivered beyond the order count too. A down payment lowers the open amount by what it invoiced, until the
        final invoice deducts it; a line that is over-invoiced has nothing open, because the invoice counts already.
        """
        self.ensure_one()
        ordered = self.product_uom_qty
        if ordered:
            quantity = max(ordered, self.qty_delivered) if ordered > 0 else ordered
            remaining = quantity - self.qty_invoiced
            remaining = max(remaining, 0.0) if ordered > 0 else min(remaining, 0.0)
            return self.price_total * remaining / ordered
        quantity = -self.qty_invoiced if self.is_downpayment else max(self.qty_delivered - self.qty_invoiced, 0.0)
        if not quantity:
            return 0.0
        return self.tax_ids.compute_all(
            self.price_unit, currency=self.currency_id, quantity=quantity, product=self.product_id,
            partner=self.order_id.partner_shipping_id,
        )["total_included"]

    @api.model_create_multi
    def create(self, vals_list):
        self._check_credit_amounts(set().union(*vals_list))
        orders = self.env["sale.order"].browse({vals["order_id"] for vals in vals_list if vals.get("order_id")})
        with orders._credit_watching():
            return super().create(vals_list)

    def write(self, vals):
        self._check_credit_amounts(vals)
        if AMOUNT_FIELDS.isdisjoint(vals):
            return super().write(vals)
        with self.order_id._credit_watching():
            return super().write(vals)

    def _check_credit_amounts(self, names):
        """:raise AccessError: somebody writes by hand what the exposure is computed from, whatever his rights"""
        if not self.env.su and not {"credit_open_amount", "credit_partner_id"}.isdisjoint(names):
            raise AccessError(self.env._("What is not invoiced of an order is computed; it cannot be edited."))

    def unlink(self):
        with self.order_id._credit_watching():
            return super().unlink()
