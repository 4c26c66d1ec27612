from odoo import fields, models

from ...const import COMPANY_SETTING


class ResCompany(models.Model):
    """Limits of new customers, and when the end of a limit is announced."""

    _inherit = "res.company"

    credit_new_limit_mode = fields.Selection(
        [("unlimited", "Buy without limit"), ("no_credit", "Pay in advance")], default="unlimited", required=True,
        string="New Customers", help="Applies to customers who never had a credit profile and have no limit.",
        **COMPANY_SETTING,
    )
    credit_limit_warning_days = fields.Integer(
        string="Credit Limit Expiry Notice (days before)", default=14,
        help="The collector is notified once, this number of days before a limit or temporary limit ends. 0: never.",
        **COMPANY_SETTING,
    )
    credit_grace_days = fields.Integer(
        string="Grace Period (days)",
        help="Orders of overdue customers without rating are held, and their overdue items demanded, this many days later.",
        **COMPANY_SETTING,
    )

    _credit_check_warning = models.Constraint(
        "CHECK (credit_limit_warning_days >= 0)", "The days before the end of a limit cannot be negative.",
    )
    _credit_check_grace_days = models.Constraint("CHECK (credit_grace_days >= 0)", "The grace period cannot be negative.")


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    credit_new_limit_mode = fields.Selection(
        related="company_id.root_id.credit_new_limit_mode", readonly=False, required=True)
    credit_limit_warning_days = fields.Integer(related="company_id.root_id.credit_limit_warning_days", readonly=False)
    credit_grace_days = fields.Integer(related="company_id.root_id.credit_grace_days", readonly=False)
