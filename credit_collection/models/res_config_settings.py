from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    # Of the root company, which holds profiles and policy for its branches.
    credit_count_draft = fields.Boolean(related="company_id.root_id.credit_count_draft", readonly=False)
    credit_count_orders = fields.Boolean(related="company_id.root_id.credit_count_orders", readonly=False)
    credit_order_policy = fields.Selection(related="company_id.root_id.credit_order_policy", readonly=False, required=True)
    credit_max_overdue_days = fields.Integer(related="company_id.root_id.credit_max_overdue_days", readonly=False)
    credit_release_days = fields.Integer(related="company_id.root_id.credit_release_days", readonly=False)
    credit_promise_grace_days = fields.Integer(related="company_id.root_id.credit_promise_grace_days", readonly=False)
    credit_manager_id = fields.Many2one(related="company_id.root_id.credit_manager_id", readonly=False)
    credit_followup_plan_id = fields.Many2one(related="company_id.root_id.credit_followup_plan_id", readonly=False)
