from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain


class AccountMove(models.Model):
    _inherit = "account.move"

    def button_draft(self):
        """An entry that a document of ours posted is evidence: what it says is changed there, not in the ledger."""
        # sudo: who corrects entries need not see what they were made by.
        env = self.sudo().env
        runs = env["credit.loss.run"].search(self._get_posted_by_domain("move_id", "reversal_id"))
        write_offs = env["credit.write.off"].search(self._get_posted_by_domain("move_id", "relief_move_id", "reversal_id"))
        recoveries = env["credit.write.off.recovery"].search(self._get_posted_by_domain("move_id", "return_move_ids"))
        for document in (*runs, *write_offs):
            raise UserError(self.env._(
                "An entry of “%(document)s” is evidence and stays posted. To take it back, choose “Reverse” on “%(document)s”.",
                document=document.display_name))
        for recovery in recoveries:
            # Behind a recovery, the night would take back once more what the draft has taken out of the books.
            raise UserError(self.env._(
                "An entry of a recovery of “%(write_off)s” is evidence and stays posted. The recovery is taken back by itself "
                "when its payment is returned or unmatched.", write_off=recovery.write_off_id.display_name))
        return super().button_draft()

    def _get_posted_by_domain(self, *names):
        return Domain.OR(Domain(name, "in", self.ids) for name in names)
