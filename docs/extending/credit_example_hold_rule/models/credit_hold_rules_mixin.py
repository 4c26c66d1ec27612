from odoo import fields, models


class CreditHoldRulesMixin(models.AbstractModel):
    """The switch and the tolerance: ratings and drafted policies have them."""

    _inherit = "credit.hold.rules.mixin"

    hold_open_orders = fields.Boolean(string="Many Open Orders")
    max_open_orders = fields.Integer(string="Tolerated Open Orders", default=5)
