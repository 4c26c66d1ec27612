from odoo import models
from odoo.exceptions import UserError

from odoo.addons.credit_collection.tools.common.notices import show_notice


class CreditNetting(models.Model):
    """The entry of a set-off: each item is matched with a line of it, at the rate of the day; core books the differences to the
    rates of the items, and never touches their due dates."""

    _name = "credit.netting"
    _inherit = ["credit.netting", "credit.booked.mixin"]

    def action_post(self):
        """Post what was approved, each once.

        :raise UserError: it is not approved, was posted before, or an item cannot be set off any more
        """
        for netting in self:
            netting._check_manager()
            netting.sudo()._post()  # sudo: the right has been checked; credit managers need no right to write entries.
            netting.sudo().posted_by_id = self.env.uid
        return show_notice(self.env._("The set-off was posted."))

    def _post(self):
        self.ensure_one()
        self._lock()
        if self.state != "approved":
            raise UserError(self.env._("“%(document)s” is not approved, or was posted already.", document=self.display_name))
        self._check_sides()
        [journal] = self.company_id._get_booking_settings(self.env._("Set-off"), "credit_netting_journal_id")
        # Core would post it on another day than that on which the sides were free and their rates were taken.
        self.company_id._check_booking_day(self.date, journal)
        move = self._post_entry(
            self.line_ids.line_id.company_id, self.date, journal, self._get_label(), self._prepare_items())
        for line, counterpart in zip(self.line_ids, move.line_ids.sorted("id"), strict=True):
            (line.line_id + counterpart).reconcile()
        self._set_state("posted", move_id=move.id)

    def _prepare_items(self):
        """:return: list of values of the entry lines in the order of the items; what roundings leave is borne by the largest
            one in another currency, as a difference of rates"""
        own, rows = self.company_currency_id, [line._prepare_item() for line in self.line_ids]
        foreign = [row for row in rows if row["currency_id"] != own.id]
        if left := own.round(sum(row["balance"] for row in rows)):
            max(foreign, key=lambda row: abs(row["balance"]))["balance"] -= left
        return rows

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
