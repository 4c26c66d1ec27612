from odoo import fields, models

from odoo.addons.credit_collection.const import COMPANY_SETTING


class ResCompany(models.Model):
    """How the company books what banks charge for returned payments."""

    _inherit = "res.company"

    credit_return_claims_fee = fields.Boolean(
        string="Claim Bank Fees", help="Customers owe the bank fee of their returned payments, without tax.", **COMPANY_SETTING)
    credit_return_fee_account_id = fields.Many2one(
        "account.account", string="Account of Claimed Fees", **COMPANY_SETTING,
        domain=[("account_type", "in", ("income", "income_other", "expense"))],
        help="Where the claim is booked against, such as the expense account of bank fees.")
    credit_return_journal_id = fields.Many2one(
        "account.journal", string="Journal of Claimed Fees", domain=[("type", "=", "general")], **COMPANY_SETTING)
