from odoo import fields, models


class CreditRating(models.Model):
    _inherit = "credit.rating"

    followup_plan_id = fields.Many2one("credit.followup.plan", string="Follow-up Plan", check_company=True)
