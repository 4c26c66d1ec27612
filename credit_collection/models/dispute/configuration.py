from odoo import fields, models

from ...const import COMPANY_SETTING


class ResCompany(models.Model):
    """What becomes of settlement offers that were paid in time."""

    _inherit = "res.company"

    credit_settlement_post = fields.Boolean(
        string="Post Credit Notes of Settlements",
        help="When a settlement offer is paid in time, its credit notes are posted and reconciled at once. Otherwise they "
             "are drafts for an accountant to check and post.", **COMPANY_SETTING,
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    credit_settlement_post = fields.Boolean(related="company_id.root_id.credit_settlement_post", readonly=False)
