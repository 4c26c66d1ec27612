from odoo import fields, models

from ...const import COMPANY_SETTING


class ResCompany(models.Model):
    """Which reviews need no decision."""

    _inherit = "res.company"

    credit_auto_approve = fields.Boolean(
        string="Approve Small Changes Automatically",
        help="Periodic reviews that keep the rating or improve it by one, and change the limit little, need no decision.",
        **COMPANY_SETTING,
    )
    credit_auto_approve_percent = fields.Float(
        string="Change of Limit Up To (%)", default=10.0, bounds=(0, 1000), **COMPANY_SETTING)


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    credit_auto_approve = fields.Boolean(related="company_id.root_id.credit_auto_approve", readonly=False)
    credit_auto_approve_percent = fields.Float(related="company_id.root_id.credit_auto_approve_percent", readonly=False)
