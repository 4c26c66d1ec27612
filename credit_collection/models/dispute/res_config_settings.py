from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    credit_settlement_post = fields.Boolean(related="company_id.root_id.credit_settlement_post", readonly=False)
