from odoo import fields, models


class SaleOrderTemplate(models.Model):
    _inherit = "sale.order.template"

    credit_schedule_id = fields.Many2one(
        "credit.payment.schedule", string="Payment Schedule", groups="base.group_user", ondelete="restrict", check_company=True,
        help="Quotations with this template get the milestones of this schedule, before those of the payment term.")
