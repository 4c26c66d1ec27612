from odoo import fields, models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    credit_example_lawyer_amount = fields.Monetary(
        string="At the Lawyer", currency_field="company_currency_id", default=0.0, copy=False)
