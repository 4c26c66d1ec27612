from odoo import fields, models


class SaleOrderCreditAct(models.TransientModel):
    """Asks for the reason of what is done with orders by hand; the right is checked by the act itself."""

    _name = "sale.order.credit.act"
    _inherit = "credit.bounds.mixin"
    _description = "Hold an Order or Close Its Rest"

    order_ids = fields.Many2many("sale.order", required=True, readonly=True)
    act = fields.Selection([("close", "Close the Rest"), ("hold", "Hold")], required=True, readonly=True, default="close")
    reason = fields.Char(required=True)

    def action_apply(self):
        """Do it, and say what was done."""
        self.ensure_one()
        names = ", ".join(self.order_ids.mapped("name"))
        if self.act == "hold":
            self.order_ids._hold_manually(self.reason)
            message = self.env._("%(orders)s held. The salesperson was told.", orders=names)
        else:
            self.order_ids._close_credit_rest(self.reason)
            message = self.env._("Rest of %(orders)s closed.", orders=names)
        return self.env["credit.hold"]._action_notify(message)
