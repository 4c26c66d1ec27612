from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    credit_min_invoices = fields.Integer(related="company_id.root_id.credit_min_invoices", readonly=False)
    credit_min_settled = fields.Monetary(
        related="company_id.root_id.credit_min_settled", readonly=False, currency_field="credit_company_currency_id",
    )
    credit_provisional_rating_id = fields.Many2one(related="company_id.root_id.credit_provisional_rating_id", readonly=False)
