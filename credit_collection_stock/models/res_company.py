from odoo import fields, models

from odoo.addons.credit_collection.const import COMPANY_SETTING


class ResCompany(models.Model):
    _inherit = "res.company"

    credit_hold_deliveries = fields.Boolean(
        string="Hold Open Deliveries", default=True,
        help="Putting a customer on hold also stops the deliveries that are not done yet.", **COMPANY_SETTING,
    )
