from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    credit_hold_deliveries = fields.Boolean(
        string="Hold Open Deliveries", default=True,
        help="Putting a customer on hold also stops the deliveries that are not done yet.",
    )
