from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date

from odoo.addons.credit_collection.tools.common.notices import show_notice


class CreditLossRun(models.Model):
    """The entry of a run: the difference to the booked allowance, posted once, and reversed where it was wrong."""

    _name = "credit.loss.run"
    _inherit = ["credit.loss.run", "credit.booked.mixin"]

    def action_post(self):
        """Post the difference to the booked allowance; where there is none, the run is posted without entry.

        :raise UserError: it is not approved, was posted before, or the books have changed since it was worked out
        """
        for run in self:
            run._check_manager()
            run.sudo()._post()  # sudo: the right has been checked; credit managers need no right to write entries.
            run.sudo().posted_by_id = self.env.uid
        return show_notice(self.env._("The allowance was posted."))

    def _post(self):
        self.ensure_one()
        self._lock()
        if self.state == "posted":
            raise UserError(self.env._("“%(run)s” is posted already.", run=self.display_name))
        if self.state != "approved":
            raise UserError(self.env._("“%(run)s” is not approved.", run=self.display_name))
        self.company_id._check_loss_date(self.date)
        self._check_unchanged()
        move = self._create_entry() if not self.currency_id.is_zero(self.difference) else self.env["account.move"]
        self._set_state("posted", move_id=move.id)
        self.company_id.credit_loss_run_id = self

    def _check_unchanged(self):
        currency = self.currency_id
        if currency.compare_amounts(self._read_booked(), self.booked):
            raise UserError(self.env._(
                "The booked allowance is %(now)s, and was %(before)s when “%(run)s” was worked out. Set it to draft and work "
                "it out anew.", now=currency.format(self._read_booked()), before=currency.format(self.booked),
                run=self.display_name))
        self._check_ledger_unchanged()
        later = self.search(
            Domain("company_id", "=", self.company_id.id) & Domain("state", "=", "posted") & Domain("date", ">", self.date)
            & Domain("move_id", "!=", False) & Domain("reversal_id", "=", False), limit=1)
        if later:
            raise UserError(self.env._(
                "“%(later)s” is posted already, and would be wrong after this one. Reverse it first.",
                later=later.display_name))

    def _check_ledger_unchanged(self):
        """:raise UserError: something was booked on receivable accounts since, on the day of the run or before"""
        ledger, _without = self._read_ledger()
        if not self.currency_id.compare_amounts(ledger, self.ledger):
            return
        names = {
            "date": format_date(self.env, self.date), "now": self.currency_id.format(ledger),
            "before": self.currency_id.format(self.ledger), "run": self.display_name}
        if self.state == "draft":
            raise UserError(self.env._(
                "The balance of the receivable accounts on %(date)s is %(now)s, and was %(before)s when “%(run)s” was "
                "worked out. Work it out anew.", **names))
        raise UserError(self.env._(
            "The balance of the receivable accounts on %(date)s is %(now)s, and was %(before)s when “%(run)s” was "
            "worked out. Set it to draft and work it out anew.", **names))

    def _create_entry(self):
        """:return: the posted entry: loss against allowance, or back where the allowance falls"""
        loss, allowance, journal = self.company_id._get_loss_accounts("credit_loss_account_id", "credit_allowance_account_id")
        label = self.env._("Allowance for expected losses as of %(date)s", date=format_date(self.env, self.date))
        return self._post_entry(self.company_id, self.date, journal, label, [
            {"account_id": loss.id, "balance": self.difference, "name": label},
            {"account_id": allowance.id, "balance": -self.difference, "name": label},
        ])

    def action_reverse(self):
        """Take the entry back, on its day, or today where that is locked.

        :raise UserError: there is no entry to reverse, or a later one is built upon it
        """
        for run in self:
            run._check_manager()
            run.sudo()._reverse()  # sudo: as above.
        return show_notice(self.env._("The entry was reversed."))

    def _reverse(self):
        self._lock()
        if self.state != "posted" or not self.move_id or self.reversal_id:
            raise UserError(self.env._("“%(run)s” has no entry to reverse.", run=self.display_name))
        later = self.search(
            Domain("company_id", "=", self.company_id.id) & Domain("state", "=", "posted") & Domain("move_id", "!=", False)
            & Domain("reversal_id", "=", False)
            & (Domain("date", ">", self.date) | Domain("date", "=", self.date) & Domain("id", ">", self.id)), limit=1)
        if later:
            raise UserError(self.env._("“%(later)s” was posted after it. Reverse that one first.", later=later.display_name))
        day = self.company_id._get_loss_day(self.move_id.date)
        reversal = self.move_id._reverse_moves([{
            "date": day, "ref": self.env._("Reversal of: %(entry)s", entry=self.move_id.display_name)}])
        reversal._post(soft=False)
        self.reversal_id = reversal
        self.company_id.credit_loss_run_id = False
        self.message_post(body=self.env._("Reversed by %(entry)s.", entry=reversal.display_name))
