from odoo import models


class AccountMove(models.Model):
    _inherit = "account.move"

    def _post(self, soft=True):
        """What takes back the entry of a receipt of a counter gives the money back."""
        for move in self.filtered("reversed_entry_id"):
            # sudo: a result that only code reads and writes.
            receipts = move.reversed_entry_id.sudo().line_ids.filtered("credit_is_receipt")
            taken = {(line.partner_id, line.account_id, -line.balance) for line in receipts}
            move.line_ids.filtered(
                lambda line, taken=taken: (line.partner_id, line.account_id, line.balance) in taken)._mark_credit_receipts()
        return super()._post(soft)
