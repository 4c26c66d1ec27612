from odoo import models


class CreditRating(models.Model):
    """The hold rules of customers with this rating."""

    _name = "credit.rating"
    _inherit = ["credit.rating", "credit.hold.rules.mixin"]

    _check_rule_amounts = models.Constraint(
        "CHECK (max_overdue_amount >= 0 AND max_order_amount >= 0 AND limit_grace_days >= 0 AND review_grace_days >= 0)",
        "The tolerated amounts and the grace period cannot be negative.",
    )
