from odoo import models
from odoo.exceptions import LockError, UserError
from odoo.fields import Command

from odoo.addons.credit_collection.tools.common.notices import show_notice


class CreditNetting(models.Model):
    """The entry of a set-off: each item is matched with a line of it, at the rate of the day; core books the differences to the
    rates of the items, and never touches their due dates."""

    _inherit = "credit.netting"

    def action_post(self):
        """Post what was approved, each once.

        :raise UserError: it is not approved, was posted before, or an item cannot be set off any more
        """
        for netting in self:
            netting._check_manager()
            netting.sudo()._post()  # sudo: the right has been checked; credit managers need no right to write entries.
        return show_notice(self.env._("The set-off was posted."))

    def _lock(self):
        """:raise UserError: somebody else posts it at the same time"""
        try:
            self.lock_for_update(allow_referencing=True)
        except LockError:
            raise UserError(self.env._(
                "“%(document)s” is being posted by somebody else.", document=self.display_name)) from None
        self.invalidate_recordset(["state", "move_id", "reversal_id"])

    def _post(self):
        self.ensure_one()
        self._lock()
        if self.state != "approved":
            raise UserError(self.env._("“%(document)s” is not approved, or was posted already.", document=self.display_name))
        self._check_sides()
        journal = self.company_id.credit_netting_journal_id
        if not journal:
            raise UserError(self.env._("Choose the journal of set-offs in the settings."))
        company = self.line_ids.line_id.company_id
        move = self.env["account.move"].with_company(company).create({
            "move_type": "entry", "date": self.date, "journal_id": journal.id, "company_id": company.id,
            "ref": self._get_label(), "line_ids": [Command.create(line._prepare_item()) for line in self.line_ids]})
        move._post(soft=False)
        for line, counterpart in zip(self.line_ids, move.line_ids.sorted("id"), strict=True):
            (line.line_id + counterpart).reconcile()
        self._set_state("posted", move_id=move.id)

    def _get_label(self):
        return self.env._("Set-off with %(partner)s", partner=self.partner_id.name)

    def action_undo(self):
        """Undo a set-off: both sides are owed again, with their due dates.

        :raise UserError: it is not posted
        """
        for netting in self:
            netting._check_manager()
            netting.sudo()._undo()  # sudo: as above.
        return show_notice(self.env._("The set-off was undone; both sides are owed again."))

    def _undo(self):
        self.ensure_one()
        self._lock()
        if self.state != "posted":
            raise UserError(self.env._("“%(document)s” has no entry to undo.", document=self.display_name))
        day = max(self.company_id._get_credit_today(), self.move_id.date)
        self.move_id.line_ids.remove_move_reconcile()
        reversal = self.move_id._reverse_moves([{"date": day, "ref": self._get_label()}], cancel=True)
        self._set_state("reversed", reversal_id=reversal.id)


class CreditNettingLine(models.Model):
    _inherit = "credit.netting.line"

    def _prepare_item(self):
        """:return: values of the line that settles this item"""
        sign = 1 if self.is_payable else -1
        return {
            "account_id": self.line_id.account_id.id, "partner_id": self.line_id.partner_id.id,
            "name": self.netting_id._get_label(), "currency_id": self.currency_id.id,
            "amount_currency": sign * self.amount, "balance": sign * self.value}
