from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date


class CreditHoldDecide(models.TransientModel):
    _name = "credit.hold.decide"
    _inherit = "credit.bounds.mixin"
    _description = "Decide on Held Orders"

    hold_ids = fields.Many2many("credit.hold", required=True)
    decision = fields.Selection(
        [
            ("release", "Release"), ("refuse", "Reject"), ("ask", "Ask the Salesperson"), ("take_back", "Take Back"),
        ],
        required=True, default="release",
    )
    reason_id = fields.Many2one(
        "credit.reason", domain="[('kind', '=', 'decision'), ('decision', 'in', ('both', decision))]")
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
            wizard.valid_until = fields.Date.add(wizard.hold_ids.company_id[:1]._get_credit_today(), days=days)

    @api.depends_context("uid")
    @api.depends("hold_ids")
    def _compute_can_confirm(self):
        for wizard in self:
            waiting = wizard.hold_ids.order_id.filtered_domain([("state", "in", ("draft", "sent"))])
            wizard.can_confirm = bool(waiting) and waiting.has_access("write")

    def action_apply(self):
        """Release or refuse the holds for the given reason, or ask first; rights are checked by the decision itself."""
        self.ensure_one()
        if not self.hold_ids:
            raise UserError(self.env._("Choose held orders."))
        if self.decision == "ask":
            self.hold_ids._ask_sales(self.question)
            return self._action_tell(self.env._("Question sent to %(names)s.", names=self.hold_ids._get_told_names()))
        reason, note = (self.reason_id, self.note) if self.reason_id else (self.note, None)
        if self.decision == "refuse":
            self.hold_ids._refuse(reason, note=note)
            return self._action_tell(self.env._(
                "%(orders)s rejected. Told: %(names)s.", orders=self._get_order_names(), names=self.hold_ids._get_told_names()))
        if self.decision == "take_back":
            self.hold_ids._take_back(self.note)
            return self._action_tell(self.env._(
                "The decision on %(orders)s is taken back. Told: %(names)s.", orders=self._get_order_names(),
                names=self.hold_ids._get_told_names()))
        released = self.hold_ids._release(reason, self.amount if self.is_single else None, self.valid_until, note=note)
        if self.confirm_now:
            return self._confirm_orders(released)
        return self._action_tell(self.env._(
            "%(orders)s released until %(date)s. Told: %(names)s.", orders=self._get_order_names(),
            date=format_date(self.env, max(released.mapped("valid_until"))), names=self.hold_ids._get_told_names()))

    def _action_tell(self, message):
        return self.env["credit.hold"]._action_notify(message)

    def _get_order_names(self):
        return ", ".join(self.hold_ids.mapped("order_name"))

    def _confirm_orders(self, holds):
        """Confirm the released quotations with the rights of the user: a release gives no right to sell."""
        orders = holds.order_id.filtered(lambda order: order.state in ("draft", "sent"))
        if not orders.has_access("write"):
            raise UserError(self.env._("You may release these orders, but not confirm them."))
        result = orders.action_confirm()
        orders.filtered(lambda order: order.state == "sale").activity_unlink(
            ["credit_collection.mail_activity_credit_result"])
        self.env.user._bus_send("simple_notification", {
            "type": "success", "message": self.env._("%(orders)s released and confirmed.", orders=self._get_order_names())})
        return result if isinstance(result, dict) else {"type": "ir.actions.act_window_close"}
