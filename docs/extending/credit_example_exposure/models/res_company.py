from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    credit_count_consignment = fields.Boolean(string="Consignment Counts as Exposure", default=True)
