from odoo import fields, models


class CreditHoldRulesMixin(models.AbstractModel):
    _inherit = "credit.hold.rules.mixin"

    hold_broken_promise = fields.Boolean(
        string="Broken Promise", help="Orders are held while items of a promise that was not kept are still open.",
    )
