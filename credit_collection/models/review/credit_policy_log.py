from odoo import fields, models


class CreditPolicyLog(models.Model):
    _inherit = "credit.policy.log"

    review_id = fields.Many2one("credit.review", readonly=True, index="btree_not_null", ondelete="set null")
