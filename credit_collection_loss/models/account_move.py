from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain


class AccountMove(models.Model):
    _inherit = "account.move"

    def button_draft(self):
        # sudo: who corrects entries need not see what they were made by.
        run = self.env["credit.loss.run"].sudo().search([("move_id", "in", self.ids)], limit=1)
        if run:
            raise UserError(self.env._(
                "“%(entry)s” was posted by “%(document)s”. Reverse it there.", entry=run.move_id.display_name,
                document=run.display_name))
        # Behind a recovery, the night would take back once more what the draft has taken out of the books.
        write_off = self.env["credit.write.off"].sudo().search(  # sudo: as above.
            Domain("move_id", "in", self.ids) | Domain("recovery_ids.move_id", "in", self.ids), limit=1)
        if write_off:
            entry = self & (write_off.move_id | write_off.recovery_ids.move_id)
            raise UserError(self.env._(
                "“%(entry)s” was posted by “%(document)s”. Reverse it there.", entry=entry[:1].display_name,
                document=write_off.display_name))
        return super().button_draft()
