from contextlib import nullcontext

from odoo import fields, models

from odoo.addons.credit_collection.models.common.bulk import pretend


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

    def _tell_approved_account(self):
        """:return: context in which code of Odoo that tells customers where to pay reads an approved account, or none"""
        self.ensure_one()
        if self.credit_tells_account:
            return nullcontext()
        named = {(self.currency_id.id, self.sudo().partner_bank_id.id)}
        account = self.env["credit.payee.account"]._find(self.company_id, named).get(self.currency_id)
        return pretend(self, {"partner_bank_id": account.id if account else None})

    def _generate_qr_code(self, silent_errors=False):
        if not self.credit_tells_account:
            return None
        return super()._generate_qr_code(silent_errors=silent_errors)
