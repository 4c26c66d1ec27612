from odoo import api, fields, models


class SaleOrderCreditHold(models.TransientModel):
    """Tells who pressed «Confirm» which orders are held, why, and what happens next."""

    _name = "sale.order.credit.hold"
    _description = "Held Orders"

    line_ids = fields.One2many("sale.order.credit.hold.line", "notice_id", readonly=True)
    order_count = fields.Integer(readonly=True)
    decider_name = fields.Char(readonly=True)
    can_decide = fields.Boolean(compute="_compute_can_decide")

    @api.depends_context("uid")
    def _compute_can_decide(self):
        self.can_decide = self.env.user.has_group("credit_collection.credit_collection_group_manager")

    @api.model
    def _action_show(self, orders):
        """:return: action with the decision on the held ``orders``, readable without any credit right"""
        # sudo: the salesperson sees the reason and the figures of the order, not the hold behind them.
        holds_sudo = orders.sudo().credit_hold_id
        notice = self.sudo().create({
            "order_count": len(holds_sudo),
            "decider_name": ", ".join({decider.name for hold in holds_sudo if (decider := hold._get_decider())}),
            "line_ids": [fields.Command.create(self._prepare_line_vals(hold)) for hold in holds_sudo],
        })
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Held for credit"),
            "res_model": self._name,
            "res_id": notice.id,
            "view_mode": "form",
            "target": "new",
        }

    def _prepare_line_vals(self, hold):
        return {
            "order_id": hold.order_id.id,
            "explanation": hold.explanation,
            "currency_id": hold.currency_id.id,
            "limit_mode": hold.limit_mode,
            "order_amount": hold.order_amount,
            "exposure": hold.exposure,
            "effective_limit": hold.effective_limit,
            "overdue_amount": hold.overdue_amount,
            "days_overdue": hold.days_overdue,
        }

    def action_decide(self):
        """Open the release of the held orders, for credit managers."""
        return self.line_ids.order_id.credit_hold_id.action_release()


class SaleOrderCreditHoldLine(models.TransientModel):
    _name = "sale.order.credit.hold.line"
    _description = "Held Order"

    notice_id = fields.Many2one("sale.order.credit.hold", required=True, index=True, ondelete="cascade")
    order_id = fields.Many2one("sale.order", required=True, ondelete="cascade")
    partner_id = fields.Many2one(related="order_id.partner_invoice_id.commercial_partner_id", string="Customer")
    currency_id = fields.Many2one("res.currency")
    limit_mode = fields.Char()
    order_amount = fields.Monetary()
    exposure = fields.Monetary()
    effective_limit = fields.Monetary(string="Limit")
    overdue_amount = fields.Monetary(string="Overdue")
    days_overdue = fields.Integer()
    explanation = fields.Text(string="Reason")
