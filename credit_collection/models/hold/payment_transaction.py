from odoo import models

# A refund in one of these states takes no money back.
NOT_REFUNDED = ("draft", "cancel", "error")


class PaymentTransaction(models.Model):
    """Only money that came and stayed is a prepayment: no authorization, nothing that was voided or refunded."""

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
        return amount + sum(refunds.filtered(lambda tx: tx.state not in NOT_REFUNDED).mapped("amount"))

    def _check_amount_and_confirm_order(self):
        """Leave a held order a quotation; its customer is told that the payment arrived, like that of any quotation.

        :return: the orders that really are confirmed
        """
        return super()._check_amount_and_confirm_order().filtered(lambda order: order.state == "sale")
