"""Money that comes may free held orders; money that goes back was no prepayment, and confirmed orders are checked again."""

from odoo import api, models
from odoo.tools import SQL

from ..common.account_partial_reconcile import SettleStep
from ..common.beside import act_beside
from ..common.sql import build_items, is_trade_account
from ..order.sale_order_prepayment import NOT_REFUNDED

READ = {
    "account.move.line": ("partner_id",),
    "credit.hold": ("state", "profile_id"),
    "credit.profile": ("partner_id",),
    "res.partner": ("commercial_partner_id",),
}


class AccountMove(models.Model):
    _inherit = "account.move"

    def _post(self, soft=True):
        posted = super()._post(soft)
        posted._credit_lift_holds()
        return posted

    def _credit_lift_holds(self):
        """A posted receipt or credit note frees credit at once, allocated or not: look at the held orders."""
        credits = self.filtered(lambda move: move.move_type in ("entry", "out_refund")).line_ids.filtered(
            lambda line: is_trade_account(line.account_id) and line.balance < 0 and line.partner_id)
        if not credits:
            return
        # sudo: a user who books a payment need not see holds.
        Hold_sudo = self.env["credit.hold"].sudo()
        partner_ids = credits.partner_id.commercial_partner_id.ids
        if Hold_sudo.search_count(Hold_sudo._get_pending_domain(partner_ids), limit=1):
            act_beside(
                self.env, lambda: Hold_sudo._reevaluate_partners(partner_ids),
                # sudo: scheduled actions belong to the system.
                lambda _error: self.env.ref("credit_collection.ir_cron_reevaluate_holds").sudo()._trigger())


class AccountPartialReconcile(models.Model):
    """What a reconciliation changes may free held orders of the customer."""

    _inherit = "account.partial.reconcile"

    @api.model
    def _get_settle_steps(self):
        def select(line_ids):
            return build_items(
                SQL("hold.id"), alias="item", accounts=None, state=None,
                joins=SQL(
                    """
                  JOIN res_partner payer ON payer.id = item.partner_id
                  JOIN credit_profile profile ON profile.partner_id = payer.commercial_partner_id
                  JOIN credit_hold hold ON hold.profile_id = profile.id
                    """),
                condition=SQL(
                    "item.id = ANY(%s) AND hold.state = 'pending'", line_ids,
                    to_flush=tuple(self.env[model]._fields[name] for model, names in READ.items() for name in names)))

        # sudo: a user who books a payment need not see holds, and scheduled actions belong to the system.
        Hold_sudo = self.env["credit.hold"].sudo()
        return [*super()._get_settle_steps(), SettleStep(
            20, "hold", select, lambda ids: Hold_sudo.browse(ids)._reevaluate(),
            lambda _ids, _error: self.env.ref("credit_collection.ir_cron_reevaluate_holds").sudo()._trigger())]


class AccountPayment(models.Model):
    """An online payment that is cancelled or rejected afterwards was no prepayment."""

    _inherit = "account.payment"

    def action_cancel(self):
        result = super().action_cancel()
        self._credit_recheck_orders()
        return result

    def action_reject(self):
        result = super().action_reject()
        self._credit_recheck_orders()
        return result

    def _credit_recheck_orders(self):
        # sudo: users who book payments need not see transactions or orders.
        self.sudo().payment_transaction_id._credit_recheck_orders()


class PaymentTransaction(models.Model):
    """An order paid with money that went back is checked again."""

    _inherit = "payment.transaction"

    def write(self, vals):
        result = super().write(vals)
        if "state" in vals:
            self.filtered(
                lambda tx: tx.state in ("cancel", "error") or tx.operation == "refund" and tx.state not in NOT_REFUNDED,
            )._credit_recheck_orders()
        return result

    def _post_process(self):
        result = super()._post_process()
        # The ledger knows of the refund now.
        self.filtered(lambda tx: tx.operation == "refund" and tx.state == "done")._credit_recheck_orders()
        return result

    def _credit_recheck_orders(self):
        """Check again the confirmed orders that were paid with what went back."""
        # sudo: payment providers and portal customers see no check.
        orders_sudo = (self | self.source_transaction_id).sudo().sale_order_ids
        orders_sudo.filtered(lambda order: order.state == "sale")._recheck_grown_credit()

    def _check_amount_and_confirm_order(self):
        """Leave a held order a quotation; its customer is told that the payment arrived, like that of any quotation.

        :return: the orders that really are confirmed
        """
        return super()._check_amount_and_confirm_order().filtered(lambda order: order.state == "sale")


class SaleOrder(models.Model):
    """A receipt that is kept for an order may free it."""

    _inherit = "sale.order"

    def write(self, vals):
        result = super().write(vals)
        if "credit_receipt_ids" in vals:
            # sudo: a user who books receipts need not see holds.
            self.sudo().credit_hold_id._reevaluate()
        return result
