from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    credit_new_limit_mode = fields.Selection(
        related="company_id.root_id.credit_new_limit_mode", readonly=False, required=True)
    credit_limit_warning_days = fields.Integer(related="company_id.root_id.credit_limit_warning_days", readonly=False)
    credit_grace_days = fields.Integer(related="company_id.root_id.credit_grace_days", readonly=False)
