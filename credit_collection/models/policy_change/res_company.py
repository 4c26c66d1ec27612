from odoo import fields, models

from ...const import COMPANY_SETTING


class ResCompany(models.Model):
    _inherit = "res.company"

    # Not kept here: it goes into the history of the changes that are written with it.
    credit_change_id = fields.Many2one("credit.policy.change", string="Credit Policy Change", store=False, **COMPANY_SETTING)
