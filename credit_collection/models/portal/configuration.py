from odoo import fields, models

from ...const import COMPANY_SETTING


class ResCompany(models.Model):
    """What customers see and do in the portal."""

    _inherit = "res.company"

    credit_portal = fields.Boolean(
        string="Credit Account in the Portal", default=True,
        help="Contacts of a customer with access to the portal see what is open, pay, promise and dispute there.",
        **COMPANY_SETTING)
    credit_portal_show_limit = fields.Boolean(
        string="Show Customers Their Credit Limit", help="Limit, use and what is left of it, where the customer has a limit.",
        **COMPANY_SETTING)
    credit_portal_link_days = fields.Integer(
        string="Account Link Valid For (days)", default=30, bounds=(1, 3650), **COMPANY_SETTING)
    credit_portal_message_links = fields.Boolean(
        string="Link to the Account in Messages", default=True,
        help="Reminders, letters, statements and other messages to a customer open the account without a login. Whoever has "
             "the message can open it, until the link expires or is revoked. Without, they lead to the login.",
        **COMPANY_SETTING)
    credit_portal_promise_days = fields.Integer(
        string="Promises of Customers Count Within (days)", default=14, bounds=(0, 3650),
        help="A promise of a customer to pay by a later day, or in installments, waits for approval.", **COMPANY_SETTING)
    credit_portal_instalments = fields.Integer(
        string="Installments a Customer May Propose", default=6, bounds=(0, 60), help="Zero: none.", **COMPANY_SETTING)


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    credit_portal = fields.Boolean(related="company_id.root_id.credit_portal", readonly=False)
    credit_portal_show_limit = fields.Boolean(related="company_id.root_id.credit_portal_show_limit", readonly=False)
    credit_portal_link_days = fields.Integer(related="company_id.root_id.credit_portal_link_days", readonly=False)
    credit_portal_message_links = fields.Boolean(related="company_id.root_id.credit_portal_message_links", readonly=False)
    credit_portal_promise_days = fields.Integer(related="company_id.root_id.credit_portal_promise_days", readonly=False)
    credit_portal_instalments = fields.Integer(related="company_id.root_id.credit_portal_instalments", readonly=False)
