from odoo import fields, models

from odoo.addons.credit_collection.const import COMPANY_SETTING


class CreditHoldRulesMixin(models.AbstractModel):
    _inherit = "credit.hold.rules.mixin"

    hold_uninsured = fields.Boolean(
        string="Uninsured Exposure", help="Orders are held when more than the tolerated own risk would not be insured.")
    max_uninsured_exposure = fields.Monetary(
        string="Tolerated Own Risk", default=0.0, help="Exposure that no insurer covers, in company currency.")
    hold_insurance_stop = fields.Boolean(
        string="Deliveries Not Insured",
        help="Orders, and what is still to be delivered of them, are held when the insurer covers no new delivery because of "
             "overdue items.")


class CreditRating(models.Model):
    _inherit = "credit.rating"

    _check_max_uninsured = models.Constraint(
        "CHECK (max_uninsured_exposure >= 0)", "The tolerated own risk cannot be negative.")


class ResCompany(models.Model):
    """The rules for customers without rating."""

    _inherit = "res.company"

    credit_hold_uninsured = fields.Boolean(string="Uninsured Exposure", **COMPANY_SETTING)
    credit_max_uninsured_exposure = fields.Monetary(string="Tolerated Own Risk", default=0.0, **COMPANY_SETTING)
    credit_hold_insurance_stop = fields.Boolean(string="Deliveries Not Insured", **COMPANY_SETTING)

    _credit_check_uninsured = models.Constraint(
        "CHECK (credit_max_uninsured_exposure >= 0)", "The tolerated own risk cannot be negative.")


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    credit_hold_uninsured = fields.Boolean(related="company_id.root_id.credit_hold_uninsured", readonly=False)
    credit_max_uninsured_exposure = fields.Monetary(
        related="company_id.root_id.credit_max_uninsured_exposure", readonly=False, currency_field="credit_company_currency_id")
    credit_hold_insurance_stop = fields.Boolean(related="company_id.root_id.credit_hold_insurance_stop", readonly=False)
