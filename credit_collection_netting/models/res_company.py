from odoo import fields, models

from odoo.addons.credit_collection.const import COMPANY_SETTING


class ResCompany(models.Model):
    _inherit = "res.company"

    credit_netting_journal_id = fields.Many2one(
        "account.journal", string="Journal of Set-offs", domain=[("type", "=", "general")], **COMPANY_SETTING)
    credit_statement_tells_net = fields.Boolean(
        string="Net Balance on Statements", **COMPANY_SETTING,
        help="Statements of account of customers who are suppliers too tell what we owe them, and what is left.")
