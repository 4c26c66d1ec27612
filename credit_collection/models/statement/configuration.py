from odoo import fields, models

from ...const import COMPANY_SETTING


class ResCompany(models.Model):
    """Confirmation of balances: whether customers are asked, and how long their links and the wait for an answer last."""

    _inherit = "res.company"

    credit_statement_confirm = fields.Boolean(
        string="Ask Customers to Confirm Balances", default=True,
        help="Statements of account carry a link by which the customer confirms or contests the balance.", **COMPANY_SETTING)
    credit_statement_answer_days = fields.Integer(
        string="Remind of Confirmation After (days)", default=14, bounds=(0, 3650),
        help="A customer who has not answered is reminded once, this many days after the statement.", **COMPANY_SETTING)
    credit_statement_link_days = fields.Integer(
        string="Statement Link Valid For (days)", default=90, bounds=(1, 3650), **COMPANY_SETTING)


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    credit_statement_confirm = fields.Boolean(related="company_id.root_id.credit_statement_confirm", readonly=False)
    credit_statement_answer_days = fields.Integer(related="company_id.root_id.credit_statement_answer_days", readonly=False)
    credit_statement_link_days = fields.Integer(related="company_id.root_id.credit_statement_link_days", readonly=False)
