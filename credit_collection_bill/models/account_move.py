from odoo import models


class AccountMove(models.Model):
    _inherit = "account.move"

    def _explain_kept_posted(self):
        if bill := self._find_resting("credit.bill", "move_id", "step_move_id", "end_move_id"):
            return self.env._(
                "An entry of the bill “%(bill)s” is evidence and stays posted. Hand the bill back there.",
                bill=bill.display_name)
        return super()._explain_kept_posted()
