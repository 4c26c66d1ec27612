from odoo import fields, models


class CreditRating(models.Model):
    _inherit = "credit.rating"

    grace_days = fields.Integer(
        string="Grace Period (days)",
        help="Orders of overdue customers are held, and overdue items demanded, this many days later.", aggregator=None,
    )

    _check_grace_days = models.Constraint("CHECK (grace_days >= 0)", "The grace period cannot be negative.")
