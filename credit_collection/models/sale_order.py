from contextlib import contextmanager

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from ..tools.exposure import OrderRequest, decide_orders
from ..tools.hold_rules import get_prepayment
from .credit_hold import CreditCheck

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
        help="Why the order is held, or what would speak against confirming it today.",
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
        return held_sudo.sudo(self.env.su)

    @api.model
    def _guard_credit(self, checks):
        """Make sure that nobody uses or lowers the credit of the customers in ``checks`` beside us.

        Only a limit is used up; without one it is enough that the policy stays what it is until we are done.
        """
        profile_ids = {check.standing.profile_id for check in checks}
        limited = {check.standing.profile_id for check in checks if check.standing.policy.limit_mode == "limited"}
        self.env["credit.guard"]._write_guard(limited)
        self.env["credit.guard"]._share_guard(profile_ids - limited)

    def _end_credit_hold(self, state):
        """The orders pass the check with ``state``: a decision that still pended is not needed any more."""
        self.filtered(lambda order: order.credit_state != state).credit_state = state
        self.credit_hold_id._end("cleared")

    def _get_credit_checks(self, today, create_profiles=True):
        """Gather what the decision needs in two queries, and decide.

        :param date today: day of the check
        :param create_profiles: whether customers without a profile get one; those without are not checked otherwise
        :return: ``{order id: CreditCheck}`` (see ``credit.hold``)
        """
        if not self.ids:
            return {}
        Profile = self.env["credit.profile"]
        read_standings = Profile._get_standings if create_profiles else Profile._read_standings
        rows = self._read_credit_requests(today)
        partner_ids, company_ids = {row["partner_id"] for row in rows}, {row["company_id"] for row in rows}
        standings = read_standings(partner_ids, company_ids, today) if rows else {}
        checks = self._decide_credit(rows, standings, {})
        speaking_against = self.browse(order_id for order_id, check in checks.items() if check.verdict.reasons)
        payments = speaking_against._get_credit_payments()
        return self._decide_credit(rows, standings, payments) if payments else checks

    def _decide_credit(self, rows, standings, payments):
        """Apply the pure decision customer by customer. What a confirmed order adds is in the exposure already.

        :param dict payments: ``{order id: (amount paid online, part of it not in the ledger)}`` in company currency
        """
        checks = {}
        for key, standing in standings.items():
            customer_rows = [row for row in rows if (row["partner_id"], row["company_id"]) == key]
            currency = self.env["res.company"].browse(key[1]).currency_id
            requests = []
            for row in customer_rows:
                requests.append(self._prepare_credit_request(row, payments.get(row["id"], (0.0, 0.0)), currency))
            exposure = standing.position.exposure - sum(row["confirmed_amount"] for row in customer_rows)
            position = standing.position._replace(exposure=exposure)
            verdicts = decide_orders(standing.policy, position, requests, currency.rounding)
            for row, request in zip(customer_rows, requests, strict=True):
                checks[row["id"]] = CreditCheck(
                    standing, verdicts[row["id"]], row["amount"], row["term_days"], request.prepaid,
                    get_prepayment(standing.policy, request))
        return checks

    @api.model
    def _get_released_reasons(self, row, currency):
        """A release is for the whole order, also when a part of it is invoiced already.

        :return: codes of the reasons that it was released for; none when the release does not cover the order as it is
        """
        covers = row["released_amount"] is not None and currency.compare_amounts(
            row["total_amount"], row["released_amount"]) <= 0
        return tuple(row["released_reasons"] or ()) if covers else ()

    @api.model
    def _prepare_credit_request(self, row, payment, currency):
        """:return: ``OrderRequest`` of a row, with what was paid in advance online and by receipts for the order"""
        paid, unposted = payment
        prepaid = paid + row["receipt_amount"]
        is_prepaid = currency.compare_amounts(prepaid, 0) > 0 and currency.compare_amounts(prepaid, row["total_amount"]) >= 0
        return OrderRequest(
            row["id"], row["amount"] - unposted, row["term_days"], self._get_released_reasons(row, currency),
            is_prepaid, row["total_amount"], prepaid)

    def _read_credit_requests(self, today):
        """:return: a row per order, in the order of ``self``: payer, root company, amount, credit days, running release"""
        self.flush_model([
            "partner_invoice_id", "company_id", "amount_total", "currency_rate", "payment_term_id", "credit_hold_id", "state"])
        self.order_line.flush_recordset(["credit_open_amount", "state"])
        self.env["account.payment.term"].flush_model(["credit_days"])
        self.env["res.partner"].flush_model(["commercial_partner_id"])
        self.env["credit.hold"].flush_model([
            "state", "released_amount", "valid_until", "partner_id", "order_id", "term_days", "reason_ids"])
        rows = self.env.execute_query_dict(SQL(
            """
            SELECT so.id, payer.commercial_partner_id AS partner_id, SPLIT_PART(company.parent_path, '/', 1)::int AS company_id,
                   total.amount AS total_amount, confirmed.amount AS confirmed_amount,
                   CASE WHEN so.state = 'sale' THEN confirmed.amount ELSE total.amount END AS amount,
                   (%(receipts)s) AS receipt_amount,
                   COALESCE(term.credit_days, 0) AS term_days, hold.released_amount::float AS released_amount,
                   (SELECT ARRAY_AGG(reason.code)
                      FROM credit_hold_credit_reason_rel rel
                      JOIN credit_reason reason ON reason.id = rel.credit_reason_id
                     WHERE rel.credit_hold_id = hold.id) AS released_reasons
              FROM sale_order so
        CROSS JOIN LATERAL (
                    SELECT (so.amount_total / COALESCE(NULLIF(so.currency_rate, 0), 1))::float AS amount
                   ) total
        CROSS JOIN LATERAL (
                    SELECT GREATEST(SUM(line.credit_open_amount), 0)::float AS amount
                      FROM sale_order_line line
                     WHERE line.order_id = so.id AND line.state = 'sale'
                   ) confirmed
              JOIN res_partner payer ON payer.id = so.partner_invoice_id
              JOIN res_company company ON company.id = so.company_id
         LEFT JOIN account_payment_term term ON term.id = so.payment_term_id
         LEFT JOIN credit_hold hold ON hold.id = so.credit_hold_id AND hold.order_id = so.id
               AND hold.state = 'released' AND hold.valid_until >= %(today)s
               -- What was released is this customer's order on these terms.
               AND hold.partner_id = payer.commercial_partner_id AND hold.term_days >= COALESCE(term.credit_days, 0)
             WHERE so.id IN %(order_ids)s
            """,
            today=today, order_ids=tuple(self.ids), receipts=self._get_credit_receipts_sql(),
        ))
        position = {order_id: index for index, order_id in enumerate(self.ids)}
        return sorted(rows, key=lambda row: position[row["id"]])
