from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

from odoo.addons.credit_collection.models.common.sql import is_trade_account
from odoo.addons.credit_collection.tools.common.notices import show_notice


class CreditWriteOff(models.Model):
    """The entry of a write-off: the receivable against allowance, loss and the tax that can be got back."""

    _name = "credit.write.off"
    _inherit = ["credit.write.off", "credit.booked.mixin"]

    def action_post(self):
        """Post what was approved, each once.

        :raise UserError: it is not approved, was posted before, its day is locked, or an item is not open any more
        """
        for write_off in self:
            write_off._check_manager()
            write_off.sudo()._post()  # sudo: the right has been checked; credit managers need no right to write entries.
            write_off.sudo().posted_by_id = self.env.uid
        return show_notice(self.env._("The write-off was posted."))

    def _post(self):
        self.ensure_one()
        self._lock()
        if self.state != "approved":
            raise UserError(self.env._("“%(write_off)s” is not approved, or was posted already.", write_off=self.display_name))
        self.company_id._check_loss_date(self.date)
        self.line_ids._check_open()
        self.line_ids._compute_company_amount()
        self.allowance_used = self._get_allowance()
        move = self._create_entry(self._prepare_items(), self._prepare_loss())
        self._match(move)
        self._set_state("posted", move_id=move.id)

    def _get_allowance(self):
        """:return: what the last posted run set aside for the customer, and was not used since, up to the loss"""
        run = self.env["credit.loss.run"].search(
            [("company_id", "=", self.company_id.id), ("state", "=", "posted"), ("date", "<=", self.date)],
            order="date desc, id desc").filtered(lambda found: not found.reversal_id)[:1]
        # Of one customer alone: a run has tens of thousands of rows.
        [(set_aside,)] = self.env["credit.loss.run.line"]._read_group(
            [("run_id", "=", run.id), ("partner_id", "=", self.partner_id.id)], [], ["allowance:sum"])
        others = self.search(
            Domain("profile_id", "=", self.profile_id.id) & Domain("state", "=", "posted") & Domain("id", "!=", self.id)
            & Domain("reversal_id", "=", False) & Domain("date", ">=", run.date or self.date))
        left = max((set_aside or 0.0) - sum(others.mapped("allowance_used")), 0.0)
        return self.currency_id.round(min(left, self.amount - self.relief))

    def _prepare_items(self):
        """:return: list of values of the lines that settle the items"""
        return [{
            "account_id": line.line_id.account_id.id, "partner_id": line.line_id.partner_id.id, "name": self._get_label(),
            "currency_id": line.currency_id.id, "amount_currency": -line.amount, "balance": -line.company_amount,
        } for line in self.line_ids]

    def _prepare_loss(self):
        """:return: list of values of the tax, of what the allowance covers and of the loss"""
        loss, allowance, _journal = self.company_id._get_loss_accounts(
            "credit_loss_account_id", "credit_allowance_account_id")
        parts = [
            *self._prepare_relief(self.relief), (allowance, self.allowance_used),
            (loss, self.currency_id.round(self.amount - self.relief - self.allowance_used))]
        return self._prepare_parts(parts)

    def _prepare_parts(self, parts, sign=1):
        """:param parts: pairs of account and amount
        :return: list of values of the lines that are not zero; those of tax with the grids of the setting
        """
        company = self.company_id
        tax_accounts = {account for account, _amount in self._prepare_relief(1.0)}
        return [{
            "account_id": account.id, "balance": sign * amount, "name": self._get_label(),
            "partner_id": self.partner_id.id,
            "tax_tag_ids": [Command.set(company.credit_relief_tag_ids.ids if account in tax_accounts else [])],
        } for account, amount in parts if not self.currency_id.is_zero(amount)]

    def _prepare_relief(self, amount):
        """:return: list of pairs of account and share of ``amount``, a tax of these invoices; the account is that of the
            setting, else that of the tax itself"""
        if not amount:
            return []
        if account := self.company_id.credit_relief_account_id:
            return [(account, amount)]
        taxes = {}
        for line in self.line_ids:
            for tax_line in line.line_id.move_id.line_ids.filtered("tax_line_id"):
                account = self._get_tax_account(tax_line)
                taxes[account] = taxes.get(account, 0.0) - tax_line.balance
        total = sum(taxes.values())
        if not total:
            return []
        shares = {account: self.currency_id.round(amount * tax / total) for account, tax in taxes.items()}
        last = next(reversed(shares))
        shares[last] = self.currency_id.round(amount - sum(share for account, share in shares.items() if account != last))
        return list(shares.items())

    def _get_tax_account(self, tax_line):
        """:return: the account on which the tax is owed. For a tax that is due on payment it is that of the repartition line:
            when the entry settles the invoice, Odoo moves the tax there from the transition account"""
        waits = tax_line.tax_line_id.tax_exigibility == "on_payment"
        return waits and tax_line.tax_repartition_line_id.account_id or tax_line.account_id

    def _get_label(self):
        return self.env._("Write-off: %(reason)s", reason=self.reason_id.name or "")

    def _create_entry(self, *parts, date=None, ref=None):
        """:return: the posted entry of these lines"""
        company = self.line_ids.line_id.company_id[:1] or self.company_id
        *_accounts, journal = self.company_id._get_loss_accounts()
        return self._post_entry(
            company, date or self.date, journal, ref or self._get_label(), [vals for part in parts for vals in part])

    def _match(self, move):
        """Match the lines of the entry with the items, one by one."""
        settling = move.line_ids.filtered(lambda line: is_trade_account(line.account_id)).sorted("id")
        for line, counterpart in zip(self.line_ids, settling, strict=True):
            (line.line_id + counterpart).reconcile()

    # Tax after the waiting period

    def action_claim_relief(self):
        """Book the tax whose waiting period is over, of what was not recovered.

        :raise UserError: nothing can be got back yet
        """
        for write_off in self:
            write_off._check_manager()
            write_off.sudo()._claim_relief()  # sudo: as above.
        return show_notice(self.env._("The tax was booked."))

    def _claim_relief(self):
        self._lock()
        today = self.company_id._get_credit_today()
        if self.state != "posted" or self.reversal_id or self.relief_move_id:
            raise UserError(self.env._("“%(write_off)s” has no tax to get back.", write_off=self.display_name))
        claimed = {line: line._get_relief(today) for line in self.line_ids if self.currency_id.is_zero(line.relief)}
        recovered = self._get_recovered_shares(self.recovered)
        amount = self.currency_id.round(sum(relief * (1 - recovered[line]) for line, relief in claimed.items()))
        if self.currency_id.is_zero(amount):
            raise UserError(self.env._(
                "“%(write_off)s” has no tax to get back yet: %(waiting)s.", write_off=self.display_name,
                waiting=self.line_ids[-1:]._describe_waiting()))
        loss, _journal = self.company_id._get_loss_accounts("credit_loss_account_id")
        self.relief_move_id = self._create_entry(
            self._prepare_parts(self._prepare_relief(amount)), self._prepare_parts([(loss, amount)], -1), date=today)
        # What had come in already pays no tax back: none was claimed of it.
        self.tax_paid_back += self.currency_id.round(sum(claimed.values())) - amount
        for line, relief in claimed.items():
            line.relief = relief

    # Reversing

    def action_reverse(self):
        """Take a write-off back that was wrong: the items are owed again.

        :raise UserError: it is not posted, or was paid in part meanwhile
        """
        for write_off in self:
            write_off._check_manager()
            write_off.sudo()._reverse()  # sudo: as above.
        return show_notice(self.env._("The write-off was reversed; the items are owed again."))

    def _reverse(self):
        self._lock()
        if self.state != "posted" or self.reversal_id:
            raise UserError(self.env._("“%(write_off)s” has no entry to reverse.", write_off=self.display_name))
        if not self.currency_id.is_zero(self.recovered) or self.relief_move_id:
            raise UserError(self.env._(
                "“%(write_off)s” was paid in part, or its tax was booked apart: correct that by entries.",
                write_off=self.display_name))
        day = self.company_id._get_loss_day(self.move_id.date)
        self.move_id.line_ids.remove_move_reconcile()
        reversal = self.move_id._reverse_moves([{"date": day, "ref": self._get_label()}], cancel=True)
        self.reversal_id = reversal
        self.message_post(body=self.env._("Reversed by %(entry)s.", entry=reversal.display_name))
