from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    credit_four_eyes = fields.Selection(related="company_id.root_id.credit_four_eyes", readonly=False, required=True)
