from odoo import fields, models


class CreditRating(models.Model):
    """Which rules hold the orders of customers with this rating, each with a switch and a tolerance of its own."""

    _inherit = "credit.rating"

    hold_over_limit = fields.Boolean(string="Over the Limit", default=True)
    hold_limit_expired = fields.Boolean(string="Limit Expired", default=True)
    limit_grace_days = fields.Integer(
        string="Limit Grace Period (days)", help="How many days a limit may still be used after its last day.",
    )
    hold_overdue = fields.Boolean(string="Overdue for Long", default=True)
    hold_overdue_amount = fields.Boolean(string="High Overdue")
    max_overdue_amount = fields.Monetary(
        string="Tolerated Overdue Amount", default=0.0,
        help="Orders are held when more than this is overdue, net of open credits, in company currency.",
    )
    hold_broken_promise = fields.Boolean(
        string="Broken Promise", help="Orders are held while items of a promise that was not kept are still open.",
    )
    hold_followup_level = fields.Boolean(
        string="Follow-up Level", default=True,
        help="Orders are held while an overdue customer is on a follow-up level that holds orders.",
    )
    hold_review_overdue = fields.Boolean(string="Review Overdue")
    review_grace_days = fields.Integer(
        string="Review Grace Period (days)", help="How many days the credit review may be late before orders are held.",
    )
    hold_order_amount = fields.Boolean(string="Large Order")
    max_order_amount = fields.Monetary(
        string="Largest Order", default=0.0, help="A single order over more than this is held, in company currency.",
    )
    hold_term = fields.Boolean(string="Payment Term Too Long", default=True)

    _check_rule_amounts = models.Constraint(
        "CHECK (max_overdue_amount >= 0 AND max_order_amount >= 0 AND limit_grace_days >= 0 AND review_grace_days >= 0)",
        "The tolerated amounts and the grace period cannot be negative.",
    )
