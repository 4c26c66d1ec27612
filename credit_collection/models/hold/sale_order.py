from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..common.credit_roles_mixin import forget_defaults

MANAGER = "credit_collection.credit_collection_group_manager"

# Results of the check: nobody writes them by hand.
RESULT_FIELDS = {
    "credit_state", "credit_hold_id", "credit_manual_hold", "credit_closed_reason", "credit_closed_by_id", "credit_closed_on",
}
# What the check rests on is computed: nobody writes it by hand.
COMPUTED_FIELDS = {"amount_total", "amount_untaxed", "amount_tax", "currency_rate"}


class SaleOrder(models.Model):
    """Orders are held, not refused: what may not be confirmed stays a quotation with a documented decision to take."""

    _inherit = "sale.order"

    credit_state = fields.Selection(
        [
            ("clear", "Clear"),
            ("warned", "Warned"),
            ("held", "Held"),
            ("released", "Released"),
        ],
        default="clear", readonly=True, copy=False, groups="base.group_user", prefetch="credit_check",
        help="Result of the last credit check of this order.",
    )
    credit_hold_id = fields.Many2one(
        "credit.hold", readonly=True, copy=False, index="btree_not_null", prefetch="credit_check",
        groups="credit_collection.credit_collection_group_viewer",
    )
    credit_manual_hold = fields.Char(
        string="Manual Hold", readonly=True, copy=False, groups="base.group_user", prefetch="credit_check",
        help="Why a credit manager holds this order, whatever the check says.",
    )
    credit_explanation = fields.Text(
        string="Credit Check", compute="_compute_credit_explanation", compute_sudo=True, groups="base.group_user",
        help="Why the order is held, or the credit check findings if it were confirmed today.",
    )

    # The filters «Held for Credit» and «Credit Released».
    _credit_state_idx = models.Index("(credit_state) WHERE credit_state IN ('held', 'released')")

    def _is_handed_over(self, user_id):
        # sudo: whether it was held, whoever sells it.
        return super()._is_handed_over(user_id) or bool(self.sudo().credit_hold_id)

    @api.depends(
        "state", "credit_state", "partner_invoice_id", "amount_total", "payment_term_id", "currency_id", "company_id",
        "credit_manual_hold",
    )
    @api.depends_context("lang", "uid")
    def _compute_credit_explanation(self):
        """What speaks against confirming a quotation today; the decision to take on a confirmed order that is held. Who is not
        told figures learns the reasons alone."""
        self.credit_explanation = False
        if not self._is_told_credit_figures():
            for order in self.filtered(lambda order: order.credit_state == "held"):
                order.credit_explanation = "\n".join(order.credit_hold_id.reason_ids.mapped("name"))
            return
        for order in self.filtered(lambda order: order.state == "sale" and order.credit_state == "held"):
            order.credit_explanation = order.credit_hold_id.explanation
        quotations = self.filtered(lambda order: order._origin and order.state in ("draft", "sent"))
        checks = quotations._origin._get_credit_checks(create_profiles=False)
        for order in quotations:
            order.credit_explanation = order._explain_credit_check(checks.get(order._origin.id))

    def _explain_credit_check(self, check):
        """:return: what speaks against this quotation as it is now, and what was decided on it"""
        self.ensure_one()
        hold = self.credit_hold_id
        lines = []
        if check and check.verdict.reasons and check.verdict.state in ("held", "warned"):
            lines.append(hold._explain(check))
        elif self.credit_state == "held":
            lines.append(self.env._("The reason for the hold no longer applies: confirm the order again."))
        if self.credit_state == "held" and hold.state == "refused":
            lines.append(hold._get_refusal())
        return "\n".join(lines)

    @api.model_create_multi
    def create(self, vals_list):
        self._check_credit_results(set().union(*vals_list))
        orders = forget_defaults(self, (COMPUTED_FIELDS | RESULT_FIELDS).__contains__)
        return super(SaleOrder, orders).create(vals_list).with_env(self.env)

    def write(self, vals):
        self._check_credit_results(vals)
        return super().write(vals)

    def _check_credit_results(self, names):
        """:raise AccessError: the user writes by hand the result of the credit check, or the amounts that it rests on"""
        if self.env.su:
            return
        if not RESULT_FIELDS.isdisjoint(names):
            raise AccessError(self.env._("The credit check writes the credit state of an order; it cannot be edited."))
        if not COMPUTED_FIELDS.isdisjoint(names):
            raise AccessError(self.env._("Totals and rate of an order are computed; they cannot be edited."))

    def action_view_credit_hold(self):
        """Open the decision that the order waits for."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window", "res_model": "credit.hold", "res_id": self.credit_hold_id.id, "view_mode": "form",
        }

    def _action_cancel(self):
        # sudo: a salesperson who cancels an order ends the decision that it waited for.
        orders_sudo = self.sudo()
        orders_sudo.credit_hold_id._end("expired")
        freed_sudo = orders_sudo.filtered(lambda order: order.state == "sale" or order.credit_state == "released")
        orders_sudo.filtered(lambda order: order.credit_state != "clear").credit_state = "clear"
        result = super()._action_cancel()
        self.env["credit.hold"]._reevaluate_partners(freed_sudo.partner_invoice_id.commercial_partner_id.ids)
        return result

    def _send_order_notification_mail(self, mail_template, allow_deferred_sending=True):
        """A held order is not confirmed, whatever the caller of ``action_confirm`` believes: do not tell the customer."""
        if (
            self.sudo().credit_state == "held" and self.state in ("draft", "sent")  # sudo: portal users do not see it.
            and mail_template and mail_template == self._get_confirmation_template()
        ):
            return None
        return super()._send_order_notification_mail(mail_template, allow_deferred_sending=allow_deferred_sending)

    @api.model
    def _guard_credit(self, checks):
        """Make sure that nobody uses or lowers the credit of the customers in ``checks`` beside us.

        Only a limit is used up; without one it is enough that the policy stays what it is until we are done.
        """
        profile_ids = {check.standing.profile_id for check in checks} | {
            check.orderer_profile_id for check in checks if check.orderer_profile_id}
        limited = {check.standing.profile_id for check in checks if check.standing.policy.limit_mode == "limited"}
        # Whoever shares a limit uses it up for all members: of two who confirm at once, one decides on fresh data. One guard
        # stands for all; who changes the limit or its members writes those of all, so it may be another one afterwards.
        shared = [check.standing for check in checks if check.standing.group_guard_id]
        limited.update(*((standing.profile_id, standing.group_guard_id) for standing in shared))
        self.env["credit.guard"]._write_guard(limited)
        self.env["credit.guard"]._share_guard(profile_ids - limited)

    def _end_credit_hold(self, state):
        """The orders pass the check with ``state``: a decision that still pended is not needed any more."""
        self.filtered(lambda order: order.credit_state != state).credit_state = state
        self.credit_hold_id._end("cleared")

    def _log_credit_warnings(self, checks):
        """Note on the orders that were let through with a warning what spoke against them.

        :param dict checks: ``{order id: CreditCheck}``
        """
        warned = self.filtered(lambda order: order.id in checks and checks[order.id].verdict.state == "warned")
        if warned:
            warned.filtered(lambda order: order.credit_state != "warned").credit_state = "warned"
            Hold = self.env["credit.hold"]
            warned._message_log_batch(
                bodies={
                    order.id: self.env._(
                        "Confirmed in spite of a credit warning.\n%(explanation)s",
                        explanation=Hold._explain(checks[order.id]))
                    for order in warned
                },
                author_id=self.env.ref("base.partner_root").id,
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_keep_credit_evidence(self):
        """The decisions on a deleted order stay, with its number; one that still waits is not needed any more."""
        # sudo: a salesperson who deletes a quotation ends the decision that it waited for.
        holds_sudo = self.env["credit.hold"].sudo().search([("order_id", "in", self.ids)])
        holds_sudo._end("expired")
        holds_sudo._message_log_batch(bodies={
            hold.id: self.env._("The order %(order)s was deleted.", order=hold.order_name) for hold in holds_sudo})
        # Before the database empties the column, so that number and salesperson are kept as they were.
        holds_sudo.flush_recordset()

    # By hand

    def _hold_manually(self, reason):
        """Hold the orders of ``self``, confirmed or not, until a credit manager releases them or lifts the hold.

        :param reason: why, a text or a ``credit.reason``
        :return: the orders held
        :raise AccessError: the user is no credit manager
        :raise UserError: no reason is given, or an order is cancelled
        """
        self._check_manual_hold_right()
        text = (reason.name if isinstance(reason, models.BaseModel) else reason or "").strip()
        if not text:
            raise UserError(self.env._("Enter the reason."))
        orders_sudo = self.sudo()  # sudo: credit managers decide on orders that they may not sell.
        if cancelled := orders_sudo.filtered(lambda order: order.state == "cancel"):
            raise UserError(self.env._("%(order)s is cancelled.", order=cancelled[0].name))
        orders_sudo.credit_manual_hold = text
        checks = orders_sudo._get_credit_checks()
        self._guard_credit(checks.values())
        self.env["credit.hold"].sudo()._hold_orders(orders_sudo, checks)
        return self

    def _hold_anew(self):
        """Check orders whose decision no longer counts.

        :return: the holds of the orders that wait for another decision
        """
        checks = self._get_credit_checks()
        held = self.filtered(lambda order: order.id in checks and checks[order.id].verdict.state == "held")
        for order in (self - held).filtered(lambda order: order.credit_state == "held"):
            order.credit_state = checks[order.id].verdict.state if order.id in checks else "clear"
        return self.env["credit.hold"].sudo()._hold_orders(held, checks)

    def action_lift_manual_hold(self):
        """End the manual hold; the order stays held when something else holds it."""
        self._check_manual_hold_right()
        orders_sudo = self.sudo().filtered("credit_manual_hold")  # sudo: as in _hold_manually.
        orders_sudo.credit_manual_hold = False
        for order_sudo in orders_sudo:
            order_sudo.message_post(body=self.env._("Manual hold lifted."), subtype_xmlid="mail.mt_note")
        orders_sudo.credit_hold_id._reevaluate()

    def _check_manual_hold_right(self):
        """:raise AccessError: the user is no credit manager of the companies of the orders"""
        user = self.env.user
        if not user.has_group(MANAGER) or not self.sudo().company_id.root_id <= user.company_ids.root_id:
            raise AccessError(self.env._("Only credit managers hold a single order."))
