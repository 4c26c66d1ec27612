from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    credit_webhook_hosts = fields.Text(related="company_id.root_id.credit_webhook_hosts", readonly=False)
