from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    # Of the root company, which holds profiles and policy for its branches.
    credit_release_days = fields.Integer(related="company_id.root_id.credit_release_days", readonly=False)
    credit_company_currency_id = fields.Many2one(related="company_id.currency_id", string="Currency of Credit Settings")
    credit_manager_id = fields.Many2one(related="company_id.root_id.credit_manager_id", readonly=False)
    credit_escalation_user_id = fields.Many2one(related="company_id.root_id.credit_escalation_user_id", readonly=False)
    credit_escalation_days = fields.Integer(related="company_id.root_id.credit_escalation_days", readonly=False)
