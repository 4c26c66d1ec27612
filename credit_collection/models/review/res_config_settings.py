from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    credit_auto_approve = fields.Boolean(related="company_id.root_id.credit_auto_approve", readonly=False)
    credit_auto_approve_percent = fields.Float(related="company_id.root_id.credit_auto_approve_percent", readonly=False)
