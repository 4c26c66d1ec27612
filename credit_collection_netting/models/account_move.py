from odoo import models


class AccountMove(models.Model):
    _inherit = "account.move"

    def _explain_kept_posted(self):
        """As a draft, the entry would be in no books and could be edited, while both sides stay settled."""
        if netting := self._find_resting("credit.netting", "move_id", "reversal_id"):
            return self.env._(
                "An entry of the set-off “%(document)s” is evidence and stays posted. Undo the set-off there.",
                document=netting.display_name)
        return super()._explain_kept_posted()
