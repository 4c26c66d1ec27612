from odoo import fields, models


class AccountMove(models.Model):
    """Invoices tell approved accounts only, too."""

    _inherit = "account.move"

    credit_tells_account = fields.Boolean(compute="_compute_credit_tells_account")

    def _compute_credit_tells_account(self):
        Payee = self.env["credit.payee.account"]
        for move in self:
            bank = move.sudo().partner_bank_id
            move.credit_tells_account = move.move_type not in ("out_invoice", "out_receipt") or bool(
                Payee._filter_printable(move.company_id, bank)) or not bank

    def _generate_qr_code(self, silent_errors=False):
        if not self.credit_tells_account:
            return None
        return super()._generate_qr_code(silent_errors=silent_errors)
