from odoo import models


class AccountMove(models.Model):
    _inherit = "account.move"

    def _explain_kept_posted(self):
        """Behind a recovery, the night would take back once more what the draft has taken out of the books."""
        document = self._find_resting("credit.loss.run", "move_id", "reversal_id") or self._find_resting(
            "credit.write.off", "move_id", "relief_move_id", "reversal_id")
        if document:
            return self.env._(
                "An entry of “%(document)s” is evidence and stays posted. To take it back, choose “Reverse” on “%(document)s”.",
                document=document.display_name)
        if recovery := self._find_resting("credit.write.off.recovery", "move_id", "return_move_ids"):
            return self.env._(
                "An entry of a recovery of “%(write_off)s” is evidence and stays posted. The recovery is taken back by itself "
                "when its payment is returned or unmatched.", write_off=recovery.write_off_id.display_name)
        return super()._explain_kept_posted()
