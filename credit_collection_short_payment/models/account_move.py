from odoo import models


class AccountMove(models.Model):
    _inherit = "account.move"

    def _explain_kept_posted(self):
        if short := self._find_resting("credit.short.payment", "entry_id"):
            return self.env._(
                "The discount of “%(short)s” was given by this entry, which stays posted. Reverse it: the rest is owed again.",
                short=short.display_name)
        return super()._explain_kept_posted()
