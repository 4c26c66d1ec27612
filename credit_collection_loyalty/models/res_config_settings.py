from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    credit_loyalty_program_id = fields.Many2one(related="company_id.root_id.credit_loyalty_program_id", readonly=False)
    credit_loyalty_unit = fields.Monetary(
        related="company_id.root_id.credit_loyalty_unit", readonly=False, currency_field="credit_company_currency_id")
    credit_loyalty_from = fields.Date(related="company_id.root_id.credit_loyalty_from", readonly=False)
