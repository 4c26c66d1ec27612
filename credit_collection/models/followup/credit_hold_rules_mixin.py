from odoo import fields, models


class CreditHoldRulesMixin(models.AbstractModel):
    _inherit = "credit.hold.rules.mixin"

    hold_followup_level = fields.Boolean(
        string="Follow-up Level", default=True,
        help="Orders are held while an overdue customer is on a follow-up level that holds orders.",
    )
