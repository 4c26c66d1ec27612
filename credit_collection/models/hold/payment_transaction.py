from odoo import models


class PaymentTransaction(models.Model):
    _inherit = "payment.transaction"

    def _check_amount_and_confirm_order(self):
        """A held order is not confirmed: its customer is told that his payment arrived, like that of any quotation.

        :return: the orders that really are confirmed
        """
        return super()._check_amount_and_confirm_order().filtered(lambda order: order.state == "sale")
