from odoo import fields, models


class CreditRatingLog(models.Model):
    _inherit = "credit.rating.log"

    change_id = fields.Many2one("credit.policy.change", readonly=True, index="btree_not_null", ondelete="set null")
