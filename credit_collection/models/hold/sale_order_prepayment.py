from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ...tools.hold.prepayments import share_payments
from ..common.sql import is_trade_account


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

    def write(self, vals):
        result = super().write(vals)
        if "credit_receipt_ids" in vals:
            # sudo: whoever books receipts need not see holds.
            self.sudo().credit_hold_id._reevaluate(fields.Date.context_today(self))
        return result

    @api.model
    def _get_credit_receipts_sql(self):
        """:return: SQL of what was received in advance for the order ``so``; after its confirmation it may be allocated"""
        self.flush_model(["state", "partner_invoice_id", "credit_receipt_ids"])
        self.env["account.move.line"].flush_model(["balance", "amount_residual", "parent_state", "partner_id"])
        return SQL(
            """
            SELECT COALESCE(SUM(CASE WHEN so.state = 'sale' THEN -item.balance ELSE -item.amount_residual END), 0)::float
              FROM sale_order_credit_receipt_rel rel
              JOIN account_move_line item ON item.id = rel.line_id
             WHERE rel.order_id = so.id AND item.parent_state = 'posted' AND item.balance < 0
               AND item.partner_id = payer.commercial_partner_id
            """)

    def _get_credit_payments(self):
        """What was paid online on the orders; read only for orders that would be held.

        :return: ``{order id: (amount paid, part of it that is not in the ledger yet)}`` in company currency, paid orders only
        """
        payments = {}
        paid = self.transaction_ids.filtered(lambda tx: tx.state in ("authorized", "done")).sorted("id")
        if not paid:
            return payments
        # A payment of several orders counts once: its orders share it, the oldest first.
        orders = paid.sale_order_ids.filtered(lambda order: order.state != "cancel").sorted("id")
        shares = share_payments(
            [(tx.amount, (orders & tx.sale_order_ids).sorted("id").ids) for tx in paid],
            {order.id: order.amount_total for order in orders})
        for order in self:
            parts = [(tx, share.get(order.id, 0.0)) for tx, share in zip(paid, shares, strict=True)]
            amount = sum(part for _tx, part in parts)
            if order.currency_id.compare_amounts(amount, 0) <= 0:
                continue
            unposted = sum(part for tx, part in parts if tx.payment_id.state not in ("in_process", "paid"))
            rate = order.currency_rate or 1.0
            payments[order.id] = (amount / rate, unposted / rate)
        return payments
