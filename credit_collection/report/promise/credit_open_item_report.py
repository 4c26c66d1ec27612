from odoo import fields, models


class CreditOpenItemReport(models.Model):
    _inherit = "credit.open.item.report"
    _depends = {"account.move.line": ["credit_promised_amount", "credit_promised_until"]}

    promised = fields.Monetary(currency_field="company_currency_id", readonly=True)
    promised_until = fields.Date(readonly=True)
