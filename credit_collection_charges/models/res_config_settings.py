from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    credit_charge_interest = fields.Boolean(related="company_id.root_id.credit_charge_interest", readonly=False)
    credit_charge_compensation = fields.Boolean(related="company_id.root_id.credit_charge_compensation", readonly=False)
    credit_charge_law = fields.Selection(related="company_id.root_id.credit_charge_law", readonly=False, required=True)
    credit_charge_order = fields.Selection(related="company_id.root_id.credit_charge_order", readonly=False, required=True)
