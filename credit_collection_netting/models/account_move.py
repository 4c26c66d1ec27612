from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain


class AccountMove(models.Model):
    _inherit = "account.move"

    def button_draft(self):
        """Behind a set-off, both sides would stay settled by an entry that is in no books and can be edited."""
        # sudo: who corrects entries need not see what they were made by.
        netting = self.env["credit.netting"].sudo().search(
            Domain("move_id", "in", self.ids) | Domain("reversal_id", "in", self.ids), limit=1)
        if netting:
            raise UserError(self.env._(
                "An entry of the set-off “%(document)s” is evidence and stays posted. Undo the set-off there.",
                document=netting.display_name))
        return super().button_draft()
