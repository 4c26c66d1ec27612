from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    credit_order_policy = fields.Selection(related="company_id.root_id.credit_order_policy", readonly=False, required=True)
    credit_max_overdue_days = fields.Integer(related="company_id.root_id.credit_max_overdue_days", readonly=False)
    credit_hold_over_limit = fields.Boolean(related="company_id.root_id.credit_hold_over_limit", readonly=False)
    credit_tolerance_percent = fields.Float(related="company_id.root_id.credit_tolerance_percent", readonly=False)
    credit_hold_limit_expired = fields.Boolean(related="company_id.root_id.credit_hold_limit_expired", readonly=False)
    credit_limit_grace_days = fields.Integer(related="company_id.root_id.credit_limit_grace_days", readonly=False)
    credit_hold_overdue = fields.Boolean(related="company_id.root_id.credit_hold_overdue", readonly=False)
    credit_min_overdue = fields.Monetary(
        related="company_id.root_id.credit_min_overdue", readonly=False, currency_field="credit_company_currency_id",
    )
    credit_count_disputed = fields.Boolean(related="company_id.root_id.credit_count_disputed", readonly=False)
    credit_hold_overdue_amount = fields.Boolean(related="company_id.root_id.credit_hold_overdue_amount", readonly=False)
    credit_max_overdue_amount = fields.Monetary(related="company_id.root_id.credit_max_overdue_amount", readonly=False)
    credit_hold_broken_promise = fields.Boolean(related="company_id.root_id.credit_hold_broken_promise", readonly=False)
    credit_hold_followup_level = fields.Boolean(related="company_id.root_id.credit_hold_followup_level", readonly=False)
    credit_hold_review_overdue = fields.Boolean(related="company_id.root_id.credit_hold_review_overdue", readonly=False)
    credit_review_grace_days = fields.Integer(related="company_id.root_id.credit_review_grace_days", readonly=False)
    credit_hold_order_amount = fields.Boolean(related="company_id.root_id.credit_hold_order_amount", readonly=False)
    credit_max_order_amount = fields.Monetary(related="company_id.root_id.credit_max_order_amount", readonly=False)
    credit_hold_term = fields.Boolean(related="company_id.root_id.credit_hold_term", readonly=False)
    credit_max_term_days = fields.Integer(related="company_id.root_id.credit_max_term_days", readonly=False)
    credit_prepayment_percent = fields.Float(related="company_id.root_id.credit_prepayment_percent", readonly=False)
