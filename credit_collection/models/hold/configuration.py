from odoo import fields, models

from ...const import COMPANY_SETTING


class ResCompany(models.Model):
    """Which overdue items hold orders."""

    _inherit = "res.company"

    credit_count_blocked = fields.Boolean(
        string="Blocked Invoices Count as Overdue",
        help="Otherwise invoices whose payment we blocked ourselves hold no order.", **COMPANY_SETTING,
    )
    credit_count_unfollowed = fields.Boolean(
        string="Items Excluded from Follow-up Count as Overdue", default=True,
        help="Opening balances and deposits are excluded from follow-up. Otherwise they hold no order either.",
        **COMPANY_SETTING,
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    credit_count_blocked = fields.Boolean(related="company_id.root_id.credit_count_blocked", readonly=False)
    credit_count_unfollowed = fields.Boolean(related="company_id.root_id.credit_count_unfollowed", readonly=False)
