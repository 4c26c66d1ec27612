from odoo import api, models


class AccountAnalyticLine(models.Model):
    """Hours and expenses that an order is billed for may push it over the limit."""

    _inherit = "account.analytic.line"

    @api.model_create_multi
    def create(self, vals_list):
        lines = self.env["sale.order.line"].browse({vals["so_line"] for vals in vals_list if vals.get("so_line")})
        with lines.order_id._credit_watching():
            return super().create(vals_list)

    def write(self, vals):
        if {"so_line", "unit_amount", "amount", "product_uom_id"}.isdisjoint(vals):
            return super().write(vals)
        lines = self.so_line | self.so_line.browse(vals.get("so_line") or ())
        with lines.order_id._credit_watching():
            return super().write(vals)
