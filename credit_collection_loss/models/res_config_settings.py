from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    credit_loss_account_id = fields.Many2one(related="company_id.root_id.credit_loss_account_id", readonly=False)
    credit_allowance_account_id = fields.Many2one(related="company_id.root_id.credit_allowance_account_id", readonly=False)
    credit_loss_journal_id = fields.Many2one(related="company_id.root_id.credit_loss_journal_id", readonly=False)
    credit_recovery_account_id = fields.Many2one(related="company_id.root_id.credit_recovery_account_id", readonly=False)
    credit_relief_account_id = fields.Many2one(related="company_id.root_id.credit_relief_account_id", readonly=False)
    credit_relief_tag_ids = fields.Many2many(related="company_id.root_id.credit_relief_tag_ids", readonly=False)
    credit_relief_months = fields.Integer(related="company_id.root_id.credit_relief_months", readonly=False)
    credit_small_balance = fields.Monetary(
        related="company_id.root_id.credit_small_balance", readonly=False, currency_field="credit_company_currency_id")
    credit_book_recoveries = fields.Boolean(related="company_id.root_id.credit_book_recoveries", readonly=False)
    credit_loss_tax_relief = fields.Boolean(related="company_id.root_id.credit_loss_tax_relief", readonly=False)
