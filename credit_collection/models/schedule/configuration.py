from odoo import fields, models

from ...const import COMPANY_SETTING


class CreditHoldRulesMixin(models.AbstractModel):
    _inherit = "credit.hold.rules.mixin"

    hold_late_milestone = fields.Boolean(
        string="Late Milestone",
        help="An order is held, with what is still to be delivered of it, while an invoice of its payment schedule is overdue.")
    max_milestone_days = fields.Integer(
        string="Tolerated Days of a Late Milestone", default=0,
        help="The order is held when its milestone is overdue for longer than this.", aggregator=None)


class CreditRating(models.Model):
    _inherit = "credit.rating"

    _check_milestone_days = models.Constraint(
        "CHECK (max_milestone_days >= 0)", "The tolerated days of a late milestone cannot be negative.")


class ResCompany(models.Model):
    """The rule for customers without rating."""

    _inherit = "res.company"

    credit_hold_late_milestone = fields.Boolean(string="Late Milestone", **COMPANY_SETTING)
    credit_max_milestone_days = fields.Integer(
        string="Tolerated Days of a Late Milestone", default=0, **COMPANY_SETTING)

    _credit_check_milestone_days = models.Constraint(
        "CHECK (credit_max_milestone_days >= 0)", "The tolerated days of a late milestone cannot be negative.")


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    credit_hold_late_milestone = fields.Boolean(related="company_id.root_id.credit_hold_late_milestone", readonly=False)
    credit_max_milestone_days = fields.Integer(related="company_id.root_id.credit_max_milestone_days", readonly=False)
