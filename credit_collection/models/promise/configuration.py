from odoo import fields, models

from ...const import COMPANY_SETTING


class ResCompany(models.Model):
    """Grace, approval and acceptance of promises to pay."""

    _inherit = "res.company"

    credit_promise_grace_days = fields.Integer(
        string="Promise Grace Period (days)", default=0,
        help="How many days after the promised date a receipt still keeps a promise to pay. Applies to new promises.",
        **COMPANY_SETTING,
    )
    credit_promise_tolerance_percent = fields.Float(
        string="Tolerance on Promises (%)",
        help="A payment that falls short of a promise by no more than this share keeps it. Applies to new promises.",
        **COMPANY_SETTING,
    )
    credit_promise_approval_amount = fields.Monetary(
        string="Promises To Approve Above", default=0.0,
        help="Larger promises need the approval of somebody whose tier covers the amount. Zero: no amount needs one.",
        **COMPANY_SETTING,
    )
    credit_promise_approval_days = fields.Integer(
        string="Plans To Approve Beyond (days)",
        help="Plans whose last payment is later than this need an approval, too. Zero: no length needs one.",
        **COMPANY_SETTING,
    )
    credit_promise_limit_renewals = fields.Boolean(
        string="Limit New Promises on the Same Items",
        help="When promises on an item were not kept or withdrawn several times, only a credit manager may accept one more.",
        **COMPANY_SETTING,
    )
    credit_promise_max_renewals = fields.Integer(string="New Promises at Most", default=2, **COMPANY_SETTING)
    credit_promise_ask_acceptance = fields.Boolean(
        string="Customers Confirm Repayment Plans",
        help="Default for plans with several installments: the plan is sent to the customer and takes effect once "
             "they accept it.", **COMPANY_SETTING,
    )
    credit_interest_product_id = fields.Many2one(
        "product.product", string="Interest Product", domain=[("type", "=", "service")],
        help="Account and taxes of interest on repayment plans. Without it, the sales account of the journal and no tax.",
        **COMPANY_SETTING,
    )
    credit_promise_confirm_deferral = fields.Boolean(
        string="Confirm Deferrals by E-mail",
        help="A customer whose due date is deferred gets an e-mail with the original and the new date.", **COMPANY_SETTING,
    )

    _credit_check_promises = models.Constraint(
        "CHECK (credit_promise_tolerance_percent BETWEEN 0 AND 50 AND credit_promise_approval_amount >= 0 "
        "AND credit_promise_approval_days >= 0 AND credit_promise_max_renewals >= 0)",
        "The tolerance on promises must lie between 0 and 50 %; the other settings of promises cannot be negative.",
    )
    _credit_check_promise_grace = models.Constraint(
        "CHECK (credit_promise_grace_days >= 0)", "The grace on promises cannot be negative.",
    )


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
