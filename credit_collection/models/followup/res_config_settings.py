from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    credit_followup_plan_id = fields.Many2one(related="company_id.root_id.credit_followup_plan_id", readonly=False)
    credit_bank_max_age = fields.Integer(related="company_id.root_id.credit_bank_max_age", readonly=False)
