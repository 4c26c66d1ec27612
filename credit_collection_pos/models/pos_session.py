from odoo import models


class PosSession(models.Model):
    _inherit = "pos.session"

    def write(self, vals):
        """What was stopped and not sold by the end of the session will not be sold: neither decision nor release remains."""
        result = super().write(vals)
        if vals.get("state") == "closed":
            # sudo: cashiers close sessions and see no holds.
            self.env["credit.pos.hold"].sudo().search([
                ("config_id", "in", self.config_id.ids), ("state", "in", ("stopped", "pending", "released"))])._end("expired")
        return result

    def _create_pay_later_receivable_lines(self, data):
        data = super()._create_pay_later_receivable_lines(data)
        payments = list(data["split_receivables_pay_later"])
        # Core books a row for each, after those of methods that do not tell the customer.
        lines = data["pay_later_move_lines"][-len(payments):] if payments else ()
        for payment, line in zip(payments, lines, strict=True):
            if payment._settles_credit_account():
                line._mark_credit_receipts()
        return data
