from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    credit_charge_interest = fields.Boolean(related="company_id.root_id.credit_charge_interest", readonly=False)
    credit_charge_compensation = fields.Boolean(related="company_id.root_id.credit_charge_compensation", readonly=False)
    credit_charge_law = fields.Selection(related="company_id.root_id.credit_charge_law", readonly=False, required=True)
    credit_charge_order = fields.Selection(related="company_id.root_id.credit_charge_order", readonly=False, required=True)
    credit_charge_booking = fields.Selection(related="company_id.root_id.credit_charge_booking", readonly=False, required=True)
    credit_charge_document = fields.Selection(
        related="company_id.root_id.credit_charge_document", readonly=False, required=True)
    credit_charge_post = fields.Boolean(related="company_id.root_id.credit_charge_post", readonly=False)
    credit_charge_min_amount = fields.Monetary(
        related="company_id.root_id.credit_charge_min_amount", readonly=False, currency_field="credit_company_currency_id")
    credit_charge_due_days = fields.Integer(related="company_id.root_id.credit_charge_due_days", readonly=False)
    credit_charge_journal_id = fields.Many2one(related="company_id.root_id.credit_charge_journal_id", readonly=False)
    credit_compensation_product_id = fields.Many2one(
        related="company_id.root_id.credit_compensation_product_id", readonly=False)
    credit_fee_product_id = fields.Many2one(related="company_id.root_id.credit_fee_product_id", readonly=False)
    credit_charge_waive_limit = fields.Monetary(
        related="company_id.root_id.credit_charge_waive_limit", readonly=False, currency_field="credit_company_currency_id")
    credit_charge_run = fields.Selection(related="company_id.root_id.credit_charge_run", readonly=False, required=True)
