from odoo import api, models


class PosPayment(models.Model):
    """Payments of a sale that was made already are changed at the counter and in the back office: that may be new credit."""

    _inherit = "pos.payment"

    @api.model_create_multi
    def create(self, vals_list):
        with self.pos_order_id.browse({vals.get("pos_order_id") for vals in vals_list} - {None, False})._credit_watching():
            return super().create(vals_list)

    def write(self, vals):
        if {"amount", "payment_method_id", "pos_order_id"}.isdisjoint(vals):
            return super().write(vals)
        with (self.pos_order_id | self.pos_order_id.browse(vals.get("pos_order_id") or ()))._credit_watching():
            return super().write(vals)
