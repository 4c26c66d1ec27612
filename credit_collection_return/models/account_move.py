from odoo import models
from odoo.fields import Domain


class AccountMove(models.Model):
    _inherit = "account.move"

    def _explain_kept_posted(self):
        """Payment and return stay in the books together: with one of them alone the account of the customer is off by the
        amount. An entry that came with a bank statement is corrected there."""
        Return = "credit.payment.return"
        record = (
            self._find_resting(Return, "move_id", domain=Domain("is_bank_entry", "=", False))
            or self._find_resting(Return, "fee_move_id")
            or self._find_resting(Return, "receipt_id.move_id", domain=Domain("state", "=", "posted")))
        if record:
            return self.env._(
                "The returned payment “%(document)s” rests on this entry, which stays posted. Take the return back there.",
                document=record.display_name)
        return super()._explain_kept_posted()
