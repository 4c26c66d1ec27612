from odoo import fields, models

from ...const import COMPANY_SETTING


class ResCompany(models.Model):
    """The hold rules of customers without rating, named as those of a rating."""

    _inherit = "res.company"

    credit_order_policy = fields.Selection(
        [("allow", "Allow"), ("warn", "Warn"), ("hold", "Hold")],
        default="hold", required=True, string="Orders of Unrated Customers",
        help="Treatment of orders over the limit or of overdue customers, for customers without rating.", **COMPANY_SETTING,
    )
    credit_max_overdue_days = fields.Integer(
        string="Tolerated Overdue Days", default=30,
        help="Orders of a customer without rating are held when the oldest overdue item is later than this.",
        **COMPANY_SETTING,
    )
    credit_hold_over_limit = fields.Boolean(string="Over the Limit", default=True, **COMPANY_SETTING)
    credit_tolerance_percent = fields.Float(
        string="Limit Tolerance (%)", help="Orders may exceed the limit by this share of it.", **COMPANY_SETTING,
    )
    credit_hold_limit_expired = fields.Boolean(string="Limit Expired", default=True, **COMPANY_SETTING)
    credit_limit_grace_days = fields.Integer(string="Limit Grace Period (days)", **COMPANY_SETTING)
    credit_hold_overdue = fields.Boolean(string="Overdue for Long", default=True, **COMPANY_SETTING)
    credit_min_overdue = fields.Monetary(
        string="Smallest Overdue Amount", default=1.0,
        help="Overdue items up to this amount hold no order, nor does a customer whose items together do not exceed it.",
        **COMPANY_SETTING,
    )
    credit_count_disputed = fields.Boolean(
        string="Disputed Amounts Count as Overdue",
        help="Otherwise what is under dispute holds no order until the dispute is rejected.", **COMPANY_SETTING,
    )
    credit_hold_overdue_amount = fields.Boolean(string="High Overdue", **COMPANY_SETTING)
    credit_max_overdue_amount = fields.Monetary(string="Tolerated Overdue Amount", default=0.0, **COMPANY_SETTING)
    credit_hold_broken_promise = fields.Boolean(string="Broken Promise", **COMPANY_SETTING)
    credit_hold_followup_level = fields.Boolean(string="Follow-up Level", default=True, **COMPANY_SETTING)
    credit_hold_review_overdue = fields.Boolean(string="Review Overdue", **COMPANY_SETTING)
    credit_review_grace_days = fields.Integer(string="Review Grace Period (days)", **COMPANY_SETTING)
    credit_hold_order_amount = fields.Boolean(string="Large Order", **COMPANY_SETTING)
    credit_max_order_amount = fields.Monetary(string="Largest Order", default=0.0, **COMPANY_SETTING)
    credit_hold_term = fields.Boolean(string="Payment Term Too Long", **COMPANY_SETTING)
    credit_max_term_days = fields.Integer(string="Maximum Payment Term (days)", default=60, **COMPANY_SETTING)
    credit_prepayment_percent = fields.Float(string="Prepayment (%)", help="Share of an order to be paid in advance.",
        **COMPANY_SETTING)

    _credit_check_rules = models.Constraint(
        "CHECK (credit_tolerance_percent >= 0 AND credit_prepayment_percent BETWEEN 0 AND 100 AND credit_max_term_days >= 0 "
        "AND credit_max_overdue_days >= 0 AND credit_max_overdue_amount >= 0 AND credit_max_order_amount >= 0 "
        "AND credit_limit_grace_days >= 0 AND credit_review_grace_days >= 0 AND credit_min_overdue >= 0)",
        "Tolerances, terms and grace periods cannot be negative, and a prepayment must be between 0 and 100 %.",
    )
