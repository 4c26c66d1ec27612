from odoo import api, models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    @api.depends("sale_order_template_id")
    def _compute_credit_schedule_id(self):
        """The schedule of the quotation template, else that of the payment term."""
        result = super()._compute_credit_schedule_id()
        for order in self:
            # sudo: salespeople get the schedule of a template that they need not read.
            schedule = order.state in ("draft", "sent") and order.sale_order_template_id.sudo().credit_schedule_id
            if schedule:
                order.credit_schedule_id = schedule
        return result
