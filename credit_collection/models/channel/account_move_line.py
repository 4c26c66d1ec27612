from odoo import models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _get_credit_early_discount(self, today):
        """:return: discount for early payment of this item that still runs on ``today``, in its currency, as core counts it"""
        self.ensure_one()
        move = self.move_id
        if not self.discount_date or self.discount_date < today or not move._is_eligible_for_early_payment_discount(
                self.currency_id, today):
            return 0.0
        return self.amount_currency - self.discount_amount_currency
