from odoo import fields, models


class CreditTimeline(models.Model):
    _inherit = "credit.timeline"

    kind = fields.Selection(selection_add=[("sms", "SMS")])
