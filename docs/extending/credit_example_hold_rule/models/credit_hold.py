from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.credit_collection.tools.hold.hold_rules import HoldRule


class CreditHold(models.Model):
    """The rule, the fact that it reads, the figure that a hold keeps of it, and the sentence."""

    _inherit = "credit.hold"

    open_order_count = fields.Integer(string="Open Orders", readonly=True)
    max_open_orders = fields.Integer(string="Tolerated Open Orders", readonly=True)

    @api.model
    def _get_hold_rules(self):
        return [*super()._get_hold_rules(), HoldRule(
            code="open_orders", sequence=70, label="Many open orders", switch="hold_open_orders",
            applies=lambda policy, position, request, rounding: (
                position.facts["open_order_count"] > policy.columns["max_open_orders"]),
            sentence="_explain_open_orders", figures=("open_order_count", "max_open_orders"))]

    @api.model
    def _get_hold_facts(self, today):
        return {
            **super()._get_hold_facts(today),
            "open_order_count": SQL(
                """
                (SELECT COUNT(DISTINCT line.order_id)
                   FROM sale_order_line line
                  WHERE line.credit_partner_id = facts.partner_id AND line.state = 'sale' AND line.credit_open_amount > 0)
                """),
        }

    @api.model
    def _explain_open_orders(self, values, money):
        return self.env._(
            "%(count)s orders are open; %(tolerated)s are tolerated.", count=values["open_order_count"],
            tolerated=values["max_open_orders"])
