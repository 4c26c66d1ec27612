from odoo import fields, models


class CreditExampleConsignment(models.Model):
    """Goods of ours that lie with a customer."""

    _name = "credit.example.consignment"
    _description = "Goods on Consignment"

    partner_id = fields.Many2one("res.partner", string="Customer", required=True, index=True)
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount = fields.Monetary(default=0.0)
