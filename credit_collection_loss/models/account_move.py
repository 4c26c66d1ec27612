from odoo import models
from odoo.exceptions import UserError


class AccountMove(models.Model):
    _inherit = "account.move"

    def button_draft(self):
        # sudo: who corrects entries need not see what they were made by.
        run = self.env["credit.loss.run"].sudo().search([("move_id", "in", self.ids)], limit=1)
        if run:
            raise UserError(self.env._(
                "“%(entry)s” was posted by “%(document)s”. Reverse it there.", entry=run.move_id.display_name,
                document=run.display_name))
        write_off = self.env["credit.write.off"].sudo().search([("move_id", "in", self.ids)], limit=1)  # sudo: as above.
        if write_off:
            raise UserError(self.env._(
                "“%(entry)s” was posted by “%(document)s”. Reverse it there.", entry=write_off.move_id.display_name,
                document=write_off.display_name))
        return super().button_draft()
