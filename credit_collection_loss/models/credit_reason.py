from odoo import fields, models


class CreditReason(models.Model):
    _inherit = "credit.reason"

    kind = fields.Selection(selection_add=[("write_off", "Write-off")], ondelete={"write_off": "cascade"})
