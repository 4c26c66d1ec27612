from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain


class AccountMove(models.Model):
    _inherit = "account.move"

    def button_draft(self):
        """Payment and return are in the books together, or the account of the customer is off by the amount. What came with a
        bank statement is corrected there."""
        # sudo: who corrects entries need not see what they were made by.
        record = self.env["credit.payment.return"].sudo().search(
            (Domain("move_id", "in", self.ids) & Domain("is_bank_entry", "=", False))
            | Domain("fee_move_id", "in", self.ids)
            | (Domain("receipt_id.move_id", "in", self.ids) & Domain("state", "=", "posted")), limit=1)
        if record:
            raise UserError(self.env._(
                "The returned payment “%(document)s” rests on this entry, which stays posted. Take the return back there.",
                document=record.display_name))
        return super().button_draft()
