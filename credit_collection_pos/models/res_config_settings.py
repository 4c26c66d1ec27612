from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    credit_count_counter = fields.Boolean(related="company_id.root_id.credit_count_counter", readonly=False)
    credit_counter_offline = fields.Boolean(related="company_id.root_id.credit_counter_offline", readonly=False)
