from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    credit_payee_guard = fields.Boolean(related="company_id.root_id.credit_payee_guard", readonly=False)
    credit_letter_codes = fields.Boolean(related="company_id.root_id.credit_letter_codes", readonly=False)
