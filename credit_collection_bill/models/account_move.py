from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain


class AccountMove(models.Model):
    _inherit = "account.move"

    def button_draft(self):
        # sudo: who corrects entries need not see what they were made by.
        bill = self.env["credit.bill"].sudo().search(Domain.OR(
            Domain(name, "in", self.ids) for name in ("move_id", "step_move_id", "end_move_id")), limit=1)
        if bill:
            entry = self & (bill.move_id | bill.step_move_id | bill.end_move_id)
            raise UserError(self.env._(
                "“%(entry)s” was posted by the bill “%(bill)s”. Hand the bill back there.", entry=entry[:1].display_name,
                bill=bill.display_name))
        return super().button_draft()
