from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    credit_limitation_law = fields.Selection(related="company_id.root_id.credit_limitation_law", readonly=False)
    credit_limitation_notice_days = fields.Integer(
        related="company_id.root_id.credit_limitation_notice_days", readonly=False)
    credit_agency_fee_account_id = fields.Many2one(
        related="company_id.root_id.credit_agency_fee_account_id", readonly=False)
    credit_agency_account_id = fields.Many2one(related="company_id.root_id.credit_agency_account_id", readonly=False)
