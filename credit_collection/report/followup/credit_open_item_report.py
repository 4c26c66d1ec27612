from odoo import fields, models


class CreditOpenItemReport(models.Model):
    _inherit = "credit.open.item.report"

    customer_reference = fields.Char(related="profile_id.customer_reference")
