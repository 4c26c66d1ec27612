from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain


class AccountMoveLine(models.Model):
    """Debts left out of follow-ups, such as opening balances: shown, and taken in by a button."""

    _inherit = "account.move.line"

    def action_credit_include(self):
        """Follow up these debts from now on. Core leaves out whatever is booked by a miscellaneous entry."""
        self._credit_set_followup(True)

    def action_credit_leave_out(self):
        """Follow up these debts no more."""
        self._credit_set_followup(False)

    def _credit_set_followup(self, followed):
        """:raise AccessError: for those who may not follow up customers
        :raise UserError: for items that are no open debts of customers
        """
        self.env["credit.profile"]._check_collector()
        self.check_access("read")
        # sudo: collectors decide what is followed up without the right to edit entries; the right has been checked, and
        # the company by reading the items.
        items_sudo = self.sudo()
        debts = items_sudo.filtered_domain(self._get_open_receivable_domain() & Domain("amount_residual", ">", 0.0))
        if debts != items_sudo:
            raise UserError(self.env._(
                "%(items)s: only posted, unpaid customer receivables are followed up.",
                items=", ".join((items_sudo - debts).mapped("display_name"))))
        debts.no_followup = not followed
        word = self.env._("Included in follow-up again") if followed else self.env._("Excluded from follow-up")
        for move in debts.move_id:
            move.message_post(body=word, subtype_xmlid="mail.mt_note")
