from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    credit_netting_journal_id = fields.Many2one(related="company_id.root_id.credit_netting_journal_id", readonly=False)
    credit_statement_tells_net = fields.Boolean(related="company_id.root_id.credit_statement_tells_net", readonly=False)
