from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    # Of the root company, which holds profiles and policy for its branches.
    credit_count_draft = fields.Boolean(related="company_id.root_id.credit_count_draft", readonly=False)
    credit_count_orders = fields.Boolean(related="company_id.root_id.credit_count_orders", readonly=False)
    credit_count_receivable = fields.Boolean(related="company_id.root_id.credit_count_receivable", readonly=False)
    credit_count_payments = fields.Boolean(related="company_id.root_id.credit_count_payments", readonly=False)
    credit_horizon_days = fields.Integer(related="company_id.root_id.credit_horizon_days", readonly=False)
    credit_order_policy = fields.Selection(related="company_id.root_id.credit_order_policy", readonly=False, required=True)
    credit_grace_days = fields.Integer(related="company_id.root_id.credit_grace_days", readonly=False)
    credit_max_overdue_days = fields.Integer(related="company_id.root_id.credit_max_overdue_days", readonly=False)
    # The hold rules of customers without rating.
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
    credit_release_days = fields.Integer(related="company_id.root_id.credit_release_days", readonly=False)
    credit_promise_grace_days = fields.Integer(related="company_id.root_id.credit_promise_grace_days", readonly=False)
    credit_promise_tolerance_percent = fields.Float(
        related="company_id.root_id.credit_promise_tolerance_percent", readonly=False)
    credit_promise_approval_amount = fields.Monetary(
        related="company_id.root_id.credit_promise_approval_amount", readonly=False,
        currency_field="credit_company_currency_id",
    )
    credit_promise_approval_days = fields.Integer(related="company_id.root_id.credit_promise_approval_days", readonly=False)
    credit_promise_limit_renewals = fields.Boolean(
        related="company_id.root_id.credit_promise_limit_renewals", readonly=False)
    credit_promise_max_renewals = fields.Integer(related="company_id.root_id.credit_promise_max_renewals", readonly=False)
    credit_promise_ask_acceptance = fields.Boolean(
        related="company_id.root_id.credit_promise_ask_acceptance", readonly=False)
    credit_interest_product_id = fields.Many2one(related="company_id.root_id.credit_interest_product_id", readonly=False)
    credit_settlement_post = fields.Boolean(related="company_id.root_id.credit_settlement_post", readonly=False)
    credit_new_limit_mode = fields.Selection(
        related="company_id.root_id.credit_new_limit_mode", readonly=False, required=True)
    credit_limit_warning_days = fields.Integer(related="company_id.root_id.credit_limit_warning_days", readonly=False)
    credit_company_currency_id = fields.Many2one(related="company_id.currency_id", string="Currency of Credit Settings")
    credit_min_invoices = fields.Integer(related="company_id.root_id.credit_min_invoices", readonly=False)
    credit_min_settled = fields.Monetary(
        related="company_id.root_id.credit_min_settled", readonly=False, currency_field="credit_company_currency_id",
    )
    credit_provisional_rating_id = fields.Many2one(related="company_id.root_id.credit_provisional_rating_id", readonly=False)
    credit_auto_approve = fields.Boolean(related="company_id.root_id.credit_auto_approve", readonly=False)
    credit_auto_approve_percent = fields.Float(related="company_id.root_id.credit_auto_approve_percent", readonly=False)
    credit_manager_id = fields.Many2one(related="company_id.root_id.credit_manager_id", readonly=False)
    credit_escalation_user_id = fields.Many2one(related="company_id.root_id.credit_escalation_user_id", readonly=False)
    credit_escalation_days = fields.Integer(related="company_id.root_id.credit_escalation_days", readonly=False)
