from odoo import models


class PaymentProvider(models.Model):
    """The text of wire transfers lists the accounts of the company as they were when somebody had it made; programs read it by
    this method, pages of add-ons from the provider, see ``ir.qweb``."""

    _inherit = "payment.provider"

    def _get_status_message(self, status):
        message = super()._get_status_message(status)
        return self.env["credit.payee.account"]._leave_out_waiting(message)
