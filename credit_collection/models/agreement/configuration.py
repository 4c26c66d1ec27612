from odoo import fields, models

from ...const import COMPANY_SETTING


class CreditHoldRulesMixin(models.AbstractModel):
    _inherit = "credit.hold.rules.mixin"

    hold_agreement = fields.Boolean(
        string="No Credit Agreement", help="Orders are held while the customer has not accepted the credit terms.")


class ResCompany(models.Model):
    """How customers accept the credit terms."""

    _inherit = "res.company"

    credit_portal_apply = fields.Boolean(
        string="Credit Applications in the Portal", default=True,
        help="Contacts with access to the portal may apply for credit there.", **COMPANY_SETTING)
    credit_agreement_link_days = fields.Integer(
        string="Agreement Link Valid For (days)", default=30, bounds=(1, 3650), **COMPANY_SETTING)
    credit_agreement_warning_days = fields.Integer(
        string="Agreement Expiry Notice (days before)", default=30, bounds=(0, 3650),
        help="The collector gets a task once, this number of days before an agreement ends. 0: never.", **COMPANY_SETTING)


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    credit_portal_apply = fields.Boolean(related="company_id.root_id.credit_portal_apply", readonly=False)
    credit_agreement_link_days = fields.Integer(related="company_id.root_id.credit_agreement_link_days", readonly=False)
    credit_agreement_warning_days = fields.Integer(
        related="company_id.root_id.credit_agreement_warning_days", readonly=False)
