from odoo import models


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
