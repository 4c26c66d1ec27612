from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    credit_count_draft = fields.Boolean(related="company_id.root_id.credit_count_draft", readonly=False)
    credit_count_orders = fields.Boolean(related="company_id.root_id.credit_count_orders", readonly=False)
    credit_count_receivable = fields.Boolean(related="company_id.root_id.credit_count_receivable", readonly=False)
    credit_count_payments = fields.Boolean(related="company_id.root_id.credit_count_payments", readonly=False)
    credit_horizon_days = fields.Integer(related="company_id.root_id.credit_horizon_days", readonly=False)
