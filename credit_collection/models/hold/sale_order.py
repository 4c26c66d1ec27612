from contextlib import contextmanager

from odoo import api, fields, models
from odoo.exceptions import AccessError

# Key of the cursor's cache: ids of the orders whose check is under way, so that one edit is one check.
WATCHED = "credit_collection.watched_orders"
# Changing one of these on a confirmed order is checked again, as if it were new.
CHECKED_FIELDS = {"partner_id", "partner_invoice_id", "payment_term_id"}
# Results of the check: nobody writes them by hand.
RESULT_FIELDS = {"credit_state", "credit_hold_id"}


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
        default="clear", readonly=True, copy=False, groups="base.group_user",
        help="Result of the last credit check of this order.",
    )
    credit_hold_id = fields.Many2one(
        "credit.hold", readonly=True, copy=False, index="btree_not_null",
        groups="credit_collection.credit_collection_group_viewer",
    )
    credit_explanation = fields.Text(
        string="Credit Check", compute="_compute_credit_explanation", compute_sudo=True, groups="base.group_user",
        help="Why the order is held, or the credit check findings if it were confirmed today.",
    )

    # The filters «Held for Credit» and «Credit Released».
    _credit_state_idx = models.Index("(credit_state) WHERE credit_state IN ('held', 'released')")

    @api.depends(
        "state", "credit_state", "partner_invoice_id", "amount_total", "payment_term_id", "currency_rate", "company_id",
    )
    @api.depends_context("lang")
    def _compute_credit_explanation(self):
        """What speaks against confirming a quotation today; the decision to take on a confirmed order that is held."""
        self.credit_explanation = False
        for order in self.filtered(lambda order: order.state == "sale" and order.credit_state == "held"):
            order.credit_explanation = order.credit_hold_id.explanation
        quotations = self.filtered(lambda order: order._origin and order.state in ("draft", "sent"))
        checks = quotations._origin._get_credit_checks(fields.Date.context_today(self), create_profiles=False)
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
            lines.append(self.env._("What held this order does not apply any more: confirm it again."))
        if self.credit_state == "held" and hold.state == "refused":
            lines.append(hold._get_refusal())
        return "\n".join(lines)

    @api.model_create_multi
    def create(self, vals_list):
        self._check_credit_results(set().union(*vals_list))
        return super().create(vals_list)

    def write(self, vals):
        self._check_credit_results(vals)
        is_confirmation = vals.get("state") == "sale"
        if not is_confirmation and CHECKED_FIELDS.isdisjoint(vals) and "order_line" not in vals:
            return super().write(vals)
        # Confirmed by writing the state or moved to another payer or term: checked afterwards, as nothing was before.
        watched = self.env.cr.cache.get(WATCHED, ())
        unchecked = self.filtered(lambda order: order.id not in watched and (
            is_confirmation if order.state != "sale" else not CHECKED_FIELDS.isdisjoint(vals)))
        with self._credit_watching():
            result = super().write(vals)
        unchecked._recheck_grown_credit(fields.Date.context_today(self))
        return result

    def _check_credit_results(self, names):
        """:raise AccessError: somebody writes the result of the credit check by hand, whatever his rights"""
        if not self.env.su and not RESULT_FIELDS.isdisjoint(names):
            raise AccessError(self.env._("The credit check writes the credit state of an order; it cannot be edited."))

    def action_confirm(self):
        """Confirm the orders that the customer's credit allows; hold the others and say why.

        Nothing is raised for a held order, so that a signature, a payment or the rest of a batch is never lost.

        :return: core's result, or an action that shows the held orders
        """
        self.check_access("write")
        confirmable = self.filtered(lambda order: not order._confirmation_error_message())
        held = confirmable._hold_for_credit(fields.Date.context_today(self))
        passed = self - held
        watched = self.env.cr.cache.setdefault(WATCHED, set())
        watched.update(passed.ids)
        try:
            result = super(SaleOrder, passed).action_confirm() if passed or not held else True
        finally:
            watched.difference_update(passed.ids)
        return self.env["sale.order.credit.hold"]._action_show(held) if held else result

    def action_view_credit_hold(self):
        """Open the decision that the order waits for."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window", "res_model": "credit.hold", "res_id": self.credit_hold_id.id, "view_mode": "form",
        }

    def action_unlock(self):
        """An order that may be changed again is checked again: the customer may not be what he was."""
        result = super().action_unlock()
        self.filtered(lambda order: order.state == "sale")._recheck_grown_credit(fields.Date.context_today(self))
        return result

    def _action_cancel(self):
        # sudo: a salesperson who cancels his order ends the decision that it waited for.
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

    def _hold_for_credit(self, today):
        """Check the orders in turn and record what was found.

        :param date today: day of the check
        :return: the orders that are held
        """
        # sudo: the check runs for salespeople, portal customers and payment providers; none of them sees its figures.
        orders_sudo = self.sudo()
        checks = orders_sudo._get_credit_checks(today)
        held_sudo = orders_sudo.filtered(lambda order: order.id in checks and checks[order.id].verdict.state == "held")
        passed_sudo = orders_sudo - held_sudo
        self._guard_credit([checks[order.id] for order in passed_sudo if order.id in checks])
        for state, orders in passed_sudo.filtered(lambda order: order.id in checks).grouped(
            lambda order: checks[order.id].verdict.state,
        ).items():
            orders._end_credit_hold(state)
        self.env["credit.hold"].sudo()._hold_orders(held_sudo, checks)
        passed_sudo._log_credit_warnings(checks)
        return held_sudo.sudo(self.env.su)

    @contextmanager
    def _credit_watching(self):
        """Check the confirmed orders of ``self`` once after an edit, however many lines it changes."""
        watched = self.env.cr.cache.setdefault(WATCHED, set())
        orders = self.filtered(lambda order: order.state == "sale" and order.id not in watched)
        before = {order: order.amount_total for order in orders}
        watched.update(orders.ids)
        try:
            yield
        finally:
            watched.difference_update(orders.ids)
        today = fields.Date.context_today(self)
        compare = {order: order.currency_id.compare_amounts(order.amount_total, before[order]) for order in orders}
        orders.filtered(lambda order: order.state == "sale" and compare[order] > 0)._recheck_grown_credit(today)
        shrunk = orders.filtered(lambda order: compare[order] < 0)
        self.env["credit.hold"]._reevaluate_partners(shrunk.partner_invoice_id.commercial_partner_id.ids)

    def _recheck_grown_credit(self, today):
        """Check confirmed orders again that have grown; what may not grow is recorded, told and left to decide.

        Nothing is undone or refused: the salesperson's change is kept.

        :param date today: day of the check
        :return: the orders that are held
        """
        # sudo: as for the check on confirmation.
        orders_sudo = self.sudo()
        checks = orders_sudo._get_credit_checks(today)
        held_sudo = orders_sudo.filtered(lambda order: order.id in checks and checks[order.id].verdict.state == "held")
        self._guard_credit(checks.values())
        self.env["credit.hold"].sudo()._hold_orders(held_sudo, checks)
        (orders_sudo - held_sudo)._log_credit_warnings(checks)
        return held_sudo.sudo(self.env.su)

    @api.model
    def _guard_credit(self, checks):
        """Make sure that nobody uses or lowers the credit of the customers in ``checks`` beside us.

        Only a limit is used up; without one it is enough that the policy stays what it is until we are done.
        """
        profile_ids = {check.standing.profile_id for check in checks} | {
            check.orderer_profile_id for check in checks if check.orderer_profile_id}
        limited = {check.standing.profile_id for check in checks if check.standing.policy.limit_mode == "limited"}
        # Whoever shares a limit uses it up for all members: of two who confirm at once, one decides on fresh data.
        limited.update(*(check.standing.group_profile_ids for check in checks))
        self.env["credit.guard"]._write_guard(limited)
        self.env["credit.guard"]._share_guard(profile_ids - limited)

    def _end_credit_hold(self, state):
        """The orders pass the check with ``state``: a decision that still pended is not needed any more."""
        self.filtered(lambda order: order.credit_state != state).credit_state = state
        self.credit_hold_id._end("cleared")
