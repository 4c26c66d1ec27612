from odoo import fields, models


class CreditOpenItemReport(models.Model):
    _inherit = "credit.open.item.report"
    _depends = {"account.move.line": ["credit_disputed_amount"]}

    disputed = fields.Monetary(currency_field="company_currency_id", readonly=True)
