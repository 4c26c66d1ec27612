from odoo import fields, models


class CreditReason(models.Model):
    _inherit = "credit.reason"

    kind = fields.Selection(selection_add=[("waiver", "Waiver of charges")], ondelete={"waiver": "cascade"})
    is_from_start = fields.Boolean(
        string="Wrong from the Start", default=True,
        help="An accepted dispute of this reason means that the amount was never owed: its credit note takes interest back "
             "from the first day. Without it, the credit note counts from its own date.",
    )
