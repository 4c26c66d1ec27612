from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    credit_return_claims_fee = fields.Boolean(related="company_id.root_id.credit_return_claims_fee", readonly=False)
    credit_return_fee_account_id = fields.Many2one(
        related="company_id.root_id.credit_return_fee_account_id", readonly=False)
    credit_return_journal_id = fields.Many2one(related="company_id.root_id.credit_return_journal_id", readonly=False)
