from odoo import api, fields, models
from odoo.exceptions import UserError


class CreditHoldDecide(models.TransientModel):
    _name = "credit.hold.decide"
    _description = "Decide on Held Orders"

    hold_ids = fields.Many2many("credit.hold", required=True)
    decision = fields.Selection(
        [("release", "Release"), ("refuse", "Reject"), ("ask", "Ask the Salesperson")], required=True, default="release",
    )
    reason_id = fields.Many2one("credit.reason", domain=[("kind", "=", "decision")])
    note = fields.Char()
    question = fields.Char()
    currency_id = fields.Many2one("res.currency", compute="_compute_is_single")
    amount = fields.Monetary(
        string="Up To", compute="_compute_amount", store=True, readonly=False,
        help="The released order may still grow up to this amount.",
    )
    valid_until = fields.Date(compute="_compute_valid_until", store=True, readonly=False)
    is_single = fields.Boolean(compute="_compute_is_single")
    can_confirm = fields.Boolean(compute="_compute_can_confirm")
    confirm_now = fields.Boolean(string="Confirm the Orders Now")

    @api.depends("hold_ids")
    def _compute_is_single(self):
        for wizard in self:
            wizard.currency_id = wizard.hold_ids.currency_id[:1]
            wizard.is_single = len(wizard.hold_ids) == 1

    @api.depends("hold_ids")
    def _compute_amount(self):
        for wizard in self:
            wizard.amount = wizard.hold_ids._origin._get_present_amount() if wizard.is_single else 0.0

    @api.depends("hold_ids")
    def _compute_valid_until(self):
        for wizard in self:
            days = min(wizard.hold_ids.company_id.mapped("credit_release_days"), default=0)
            wizard.valid_until = fields.Date.add(fields.Date.context_today(wizard), days=days)

    @api.depends_context("uid")
    @api.depends("hold_ids")
    def _compute_can_confirm(self):
        for wizard in self:
            waiting = wizard.hold_ids.order_id.filtered_domain([("state", "in", ("draft", "sent"))])
            wizard.can_confirm = bool(waiting) and waiting.has_access("write")

    def action_apply(self):
        """Release or refuse the holds for the given reason, or ask first; rights are checked by the decision itself."""
        self.ensure_one()
        if self.decision == "ask":
            self.hold_ids._ask_sales(self.question)
            return {"type": "ir.actions.act_window_close"}
        reason, note = (self.reason_id, self.note) if self.reason_id else (self.note, None)
        if self.decision == "refuse":
            self.hold_ids._refuse(reason, note=note)
            return {"type": "ir.actions.act_window_close"}
        released = self.hold_ids._release(reason, self.amount if self.is_single else None, self.valid_until, note=note)
        return self._confirm_orders(released) if self.confirm_now else {"type": "ir.actions.act_window_close"}

    def _confirm_orders(self, holds):
        """Confirm the released quotations as the user himself: whoever may not sell cannot do it by a release."""
        orders = holds.order_id.filtered(lambda order: order.state in ("draft", "sent"))
        if not orders.has_access("write"):
            raise UserError(self.env._("You may release these orders, but not confirm them."))
        result = orders.action_confirm()
        orders.filtered(lambda order: order.state == "sale").activity_unlink(
            ["credit_collection.mail_activity_credit_result"])
        return result if isinstance(result, dict) else {"type": "ir.actions.act_window_close"}
