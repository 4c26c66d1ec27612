from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    credit_count_blocked = fields.Boolean(related="company_id.root_id.credit_count_blocked", readonly=False)
    credit_count_unfollowed = fields.Boolean(related="company_id.root_id.credit_count_unfollowed", readonly=False)
