"""What was paid in advance for an order, by bank or online.

Joins ``account_move_line`` itself: which invoice lines an order became is no question about the items that customers owe.
"""

from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ...tools.order.prepayments import share_payments
from ..common.sql import is_trade_account

# A refund in one of these states takes no money back.
NOT_REFUNDED = ("draft", "cancel", "error")


class Received(NamedTuple):
    """Money that came for orders: how much, in their currency, and whether the ledger has it already."""

    orders: models.BaseModel
    amount: float
    is_posted: bool


class SaleOrder(models.Model):
    """What a customer paid in advance by bank, kept for the order that it was paid for."""

    _inherit = "sale.order"

    credit_payer_id = fields.Many2one(
        related="partner_invoice_id.commercial_partner_id", string="Payer", groups="base.group_user",
    )
    credit_receipt_ids = fields.Many2many(
        "account.move.line", "sale_order_credit_receipt_rel", "order_id", "line_id", string="Prepayments", copy=False,
        groups="account.group_account_invoice",
        help="Posted receipts of the payer that are not allocated to an invoice and are meant for this order. "
             "Payments made online are counted without this.",
    )

    @api.constrains("credit_receipt_ids", "partner_invoice_id")
    def _check_credit_receipts(self):
        for order_sudo in self.sudo():  # sudo: salespeople may change the payer without the right to see the receipts.
            payer = order_sudo.partner_invoice_id.commercial_partner_id
            for line in order_sudo.credit_receipt_ids:
                if line.partner_id != payer or not is_trade_account(line.account_id) or line.balance >= 0:
                    raise ValidationError(self.env._(
                        "“%(receipt)s” is no receipt of %(customer)s.",
                        receipt=line.display_name, customer=payer.display_name))
                others = order_sudo.search([("credit_receipt_ids", "=", line.id), ("id", "!=", order_sudo.id)], limit=1)
                if others:
                    raise ValidationError(self.env._(
                        "“%(receipt)s” is kept for order %(order)s already.", receipt=line.display_name, order=others.name))

    @api.model
    def _get_credit_receipts_sql(self, today):
        """What was received in advance for the order ``so``: what is not allocated yet, and what its own invoices took. What
        went elsewhere or back to the customer was not paid for it.

        :return: SQL of the amount in company currency
        """
        def get_received(residual, matched):
            return SQL(
                """
                -%(residual)s + COALESCE((
                       SELECT SUM(%(matched)s)
                         FROM account_partial_reconcile part
                         JOIN account_move_line debt ON debt.id = part.debit_move_id
                        WHERE part.credit_move_id = item.id AND debt.move_id IN (
                                  SELECT billed.move_id
                                    FROM sale_order_line line
                                    JOIN sale_order_line_invoice_rel invoicing ON invoicing.order_line_id = line.id
                                    JOIN account_move_line billed ON billed.id = invoicing.invoice_line_id
                                   WHERE line.order_id = so.id)), 0)
                """, residual=residual, matched=matched)

        return SQL(
            """
            SELECT (%(amount)s)::float
              FROM sale_order_credit_receipt_rel rel
              JOIN account_move_line item ON item.id = rel.line_id
             WHERE rel.order_id = so.id AND item.parent_state = 'posted' AND item.balance < 0
               AND item.partner_id = payer.commercial_partner_id
            """,
            amount=self._get_credit_receipt_amount_sql(
                get_received(SQL("item.amount_residual"), SQL("part.amount")),
                get_received(SQL("item.amount_residual_currency"), SQL("part.credit_amount_currency")),
                today, SQL("horizon")))

    @api.model
    def _get_credit_receipt_amount_sql(self, amount, own_amount, day, branch):
        """What came in the currency of the order pays the same part of it whatever became of the rate.

        :param SQL amount: of the receipt ``item`` for the order ``so``, in company currency
        :param SQL own_amount: the same in the currency of the receipt
        :param SQL branch: alias of the company's row of ``_build_horizons``
        :return: SQL of the sum over the receipts of an order in company currency, at the rate of ``day`` like the order
        """
        return SQL(
            """
            COALESCE(SUM(%(amount)s) FILTER (WHERE NOT %(is_own)s), 0) + COALESCE(%(own)s, 0)
            """,
            amount=amount, is_own=(is_own := SQL("item.currency_id = so.currency_id")),
            own=self.env["credit.exposure"]._get_order_amount_sql(
                day, SQL("SUM(%s) FILTER (WHERE %s)", own_amount, is_own), SQL("so.currency_id"), branch))

    def _get_credit_payments(self, today):
        """What was paid on the orders and stayed; read only for orders that would be held.

        :param date today: day of the rate of orders in another currency
        :return: ``{order id: (amount paid, part of it that is not in the ledger yet)}`` in company currency, paid orders only
        """
        received = self._get_credit_received()
        if not received:
            return {}
        # A payment of several orders counts once: its orders share it, the oldest first.
        orders = self.union(*(payment.orders for payment in received)).filtered(lambda order: order.state != "cancel")
        shares = share_payments(
            [(payment.amount, (orders & payment.orders).sorted("id").ids) for payment in received],
            {order.id: order.amount_total for order in orders})
        payments = {}
        for order in self:
            parts = [(payment, share.get(order.id, 0.0)) for payment, share in zip(received, shares, strict=True)]
            amount = sum(part for _payment, part in parts)
            if order.currency_id.compare_amounts(amount, 0) > 0:
                unposted = sum(part for payment, part in parts if not payment.is_posted)
                company = order.company_id.root_id
                payments[order.id] = tuple(
                    order.currency_id._convert(part, company.currency_id, company, today) for part in (amount, unposted))
        return payments

    def _get_credit_received(self):
        """:return: list of :class:`Received`: the money that came for the orders of ``self`` and stayed, the oldest first;
            other add-ons add theirs"""
        customers = (self.partner_invoice_id | self.partner_id).commercial_partner_id
        return [
            Received(tx.sale_order_ids, amount, bool(tx.payment_id.move_id) and tx.payment_id.state in ("in_process", "paid"))
            for tx in self.transaction_ids.sorted("id")
            if tx.partner_id.commercial_partner_id in customers and (amount := tx._get_credit_amount()) > 0
        ]


class PaymentTransaction(models.Model):
    """Only money that came for the orders and stayed is a prepayment: no authorization, nothing that was voided, refunded or
    paid for something else."""

    _inherit = "payment.transaction"

    def _get_credit_amount(self):
        """:return: what came by this payment and stayed, in its currency"""
        self.ensure_one()
        if self.source_transaction_id:
            return 0.0  # a part of its source
        parts = self.child_transaction_ids
        refunds = parts.filtered(lambda tx: tx.operation == "refund")
        captures = parts - refunds
        amount = sum(captures.filtered(lambda tx: tx.state == "done").mapped("amount")) if captures else (
            self.amount if self.state == "done" else 0.0)
        if self.payment_id.state in ("canceled", "rejected"):
            return 0.0
        refunds = refunds.filtered(lambda tx: tx.state not in NOT_REFUNDED)
        own = self.sale_order_ids.invoice_ids | refunds.payment_id.move_id
        return amount + sum(refunds.mapped("amount")) - sum(part._get_credit_spent(own) for part in self | captures)

    def _get_credit_spent(self, own):
        """:param own: invoices of the orders, and refunds, which are counted already
        :return: what of the payment settled something else, or went back, in its currency
        """
        payment = self.payment_id
        if not payment.move_id:
            return self.amount if self.state == "done" and self.invoice_ids - own else 0.0
        received = payment.move_id.line_ids.filtered(
            lambda line: line.account_id == payment.destination_account_id and line.balance < 0)
        return sum(received.matched_debit_ids.filtered(
            lambda part: part.debit_move_id.move_id not in own).mapped("credit_amount_currency"))
