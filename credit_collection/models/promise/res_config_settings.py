from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

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
    credit_promise_confirm_deferral = fields.Boolean(
        related="company_id.root_id.credit_promise_confirm_deferral", readonly=False)
