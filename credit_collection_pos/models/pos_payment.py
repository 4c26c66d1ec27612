from odoo import api, models
from odoo.tools import SQL

from odoo.addons.credit_collection.models.common.bulk import update_from
from odoo.addons.credit_collection.models.common.sql import TRADE_ACCOUNTS, is_trade_account


class PosPayment(models.Model):
    """Payments of a sale that was made already are changed at the counter and in the back office: that may be new credit."""

    _inherit = "pos.payment"

    @api.model_create_multi
    def create(self, vals_list):
        with self.pos_order_id.browse({vals.get("pos_order_id") for vals in vals_list} - {None, False})._credit_watching():
            return super().create(vals_list)

    def write(self, vals):
        if {"amount", "payment_method_id", "pos_order_id"}.isdisjoint(vals):
            return super().write(vals)
        with (self.pos_order_id | self.pos_order_id.browse(vals.get("pos_order_id") or ()))._credit_watching():
            return super().write(vals)

    # What is paid at the counter is money

    def _create_payment_moves(self, is_reverse=False):
        """The entry that settles an invoice of the counter is one of the journal of the point of sale: it is a receipt all the
        same. Methods that identify the customer book the money in their own journal besides, which is the receipt."""
        moves = super()._create_payment_moves(is_reverse)
        lines = self.filtered(lambda payment: not payment.payment_method_id.split_transactions).account_move_id.line_ids
        lines.filtered("partner_id")._mark_credit_receipts()
        return moves

    def _settles_credit_account(self):
        """:return: whether this payment lowers what the customer owes by money that the counter received for no sale, booked
            under no name: a return of goods is a credit, not money"""
        self.ensure_one()
        others = self.pos_order_id.payment_ids.filtered(lambda payment: payment.payment_method_id.type != "pay_later")
        return (
            self.payment_method_id.type == "pay_later" and self.amount < 0
            and self.currency_id.compare_amounts(self.pos_order_id.amount_total, 0.0) >= 0
            and not any(others.payment_method_id.mapped("split_transactions")))

    @api.model
    def _mark_past_credit_receipts(self):
        """Mark what invoices of counters were paid before the add-on was installed."""
        self.env.flush_all()
        update_from(
            self.env["account.move.line"], {"credit_is_receipt": SQL("TRUE")},
            SQL("pos_payment payment JOIN pos_payment_method method ON method.id = payment.payment_method_id"),
            SQL(
                """
                account_move_line.move_id = payment.account_move_id AND account_move_line.partner_id IS NOT NULL
                AND method.split_transactions IS NOT TRUE AND account_move_line.account_id = ANY(%s)
                """, TRADE_ACCOUNTS), stamp=False)


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _mark_credit_receipts(self):
        """These items of customers are money that a counter received or gave back."""
        # sudo: a result that only code writes; the entry was made by the point of sale.
        self.sudo().filtered(lambda line: is_trade_account(line.account_id)).credit_is_receipt = True
