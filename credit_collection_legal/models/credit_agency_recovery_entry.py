from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from odoo.addons.credit_collection.models.common.sql import is_trade_account


class CreditAgencyPlacement(models.Model):
    """What an agency collected and sent less its fee is booked: the customer is credited gross, the fee is a cost."""

    _name = "credit.agency.placement"
    _inherit = ["credit.agency.placement", "credit.booked.mixin"]

    def _book_received(self, date, amount, fee, journal, reference=None):
        """Book what the agency collected, once.

        :param amount: what the customer paid to it
        :param fee: what it kept
        :param journal: bank or cash in which the rest came in
        :param reference: number at the agency, by which two payments of the same day and amount are told apart
        :raise AccessError: the user is no credit manager
        :raise UserError: it was booked already, more than is open, a fee above the amount, no bank, a locked day, or the
            account of fees is not set
        """
        self.ensure_one()
        self._check_manager()
        placement = self.sudo()  # sudo: the right has been checked; credit managers need no right to write entries.
        placement._lock()
        reference = (reference or "").strip()
        placement._check_received(amount, fee)
        placement._check_entry(date, journal.sudo())  # sudo: as above.
        placement._check_once(date, amount, reference)
        placement._create_received(date, amount, fee, journal.sudo(), reference)  # sudo: as above.

    def _check_received(self, amount, fee):
        currency = self.currency_id
        if currency.compare_amounts(amount, 0) <= 0 or currency.compare_amounts(fee, 0) < 0 or (
                currency.compare_amounts(fee, amount) > 0):
            raise UserError(self.env._("Enter what the agency collected; its fee is not more than that."))
        if self.state in ("draft", "submitted"):
            raise UserError(self.env._("“%(placement)s” was not placed.", placement=self.display_name))
        if currency.compare_amounts(amount, self.claim) > 0:
            raise UserError(self.env._(
                "Only %(open)s are open in “%(placement)s”. Ask the agency what the rest is.",
                open=currency.format(self.claim), placement=self.display_name))

    def _check_entry(self, date, journal):
        company = self.company_id
        if journal.type not in ("bank", "cash") or journal.company_id.root_id != company:
            raise UserError(self.env._(
                "Choose the bank or cash journal of %(company)s in which the money came in.", company=company.name))
        company._check_booking_day(date, journal)

    def _check_once(self, date, amount, reference):
        if self.recovery_ids.filtered(lambda recovery: (
                recovery.kind == "agency" and not recovery.taken_back and recovery.date == date
                and (recovery.reference or "") == reference
                and self.currency_id.compare_amounts(recovery.amount, amount) == 0)):
            raise UserError(self.env._(
                "“%(placement)s”: %(amount)s of %(date)s were booked already. For another payment of that day and amount enter "
                "its number at the agency.", placement=self.display_name, amount=self.currency_id.format(amount),
                date=format_date(self.env, date)))

    def _create_received(self, date, amount, fee, journal, reference):
        company, agency, currency = self.company_id, self.agency_id.partner_id, self.currency_id
        label = self.env._(
            "Collected by %(agency)s: %(customer)s", agency=agency.name, customer=self.profile_id.partner_id.name)
        items, sent = self.line_ids._spread_oldest_first(amount), currency.round(amount - fee)
        sides = [(company._get_agency_clearing_account(journal), sent)]
        if not currency.is_zero(fee):
            sides.append((company._get_agency_account(), fee))
        move = self._post_entry(company, date, journal, label, [
            *({
                "account_id": item.account_id.id, "partner_id": item.partner_id.id, "name": label,
                "currency_id": item.currency_id.id, "amount_currency": -foreign, "balance": -share,
            } for item, share, foreign in items),
            *self._prepare_sides(label, sides)])
        # Before it is matched: what the agency sent is no direct payment.
        self.env["credit.agency.recovery"].create({
            "placement_id": self.id, "kind": "agency", "date": date, "amount": amount, "fee": fee, "net": sent,
            "move_id": move.id, "reference": reference})
        settling = move.line_ids.filtered(lambda line: is_trade_account(line.account_id)).sorted("id")
        for (item, _share, _foreign), counterpart in zip(items, settling, strict=True):
            (item + counterpart).reconcile()
        self.message_post(body=self.env._(
            "%(agency)s collected %(amount)s, kept %(fee)s and sent %(sent)s.", agency=agency.name,
            amount=currency.format(amount), fee=currency.format(fee), sent=currency.format(sent)))

    def _prepare_sides(self, label, sides):
        """:param sides: pairs of account and balance with the agency
        :return: list of values of the lines that are not zero
        """
        return [
            {"account_id": account.id, "partner_id": self.agency_id.partner_id.id, "name": label, "balance": balance}
            for account, balance in sides if not self.currency_id.is_zero(balance)]


class CreditAgencyRecovery(models.Model):
    """What an agency sent is taken back: recorded by mistake, or the payment behind it went back."""

    _inherit = "credit.agency.recovery"

    def action_open_take_back(self):
        """:return: the dialog that asks for the reason"""
        self.ensure_one()
        self.placement_id._check_manager()
        self._check_takeable()
        return {
            "type": "ir.actions.act_window", "res_model": "credit.agency.take.back", "view_mode": "form", "target": "new",
            "name": self.env._("Take Back Money from an Agency"), "context": {"default_recovery_id": self.id}}

    def _check_takeable(self):
        if self.kind != "agency" or self.taken_back or not self.move_id:
            raise UserError(self.env._(
                "Only what an agency sent is taken back, once. What was paid to us follows the ledger: unreconcile the "
                "payment."))

    def _take_back(self, kind, reason, date, fee_back):
        """Book the opposite: the customer owes the items again with their due dates, the record stays as evidence.

        :param kind: ``mistake`` or ``returned``; a mistake is no returned payment of the customer
        :param fee_back: what of its fee the agency gives back
        :raise AccessError: the user is no credit manager
        :raise UserError: it was taken back, there is no reason, the day is locked, or more fee comes back than was kept
        """
        self.ensure_one()
        self.placement_id._check_manager()
        own = self.sudo()  # sudo: as above.
        own.placement_id._lock()
        own.invalidate_recordset(["taken_back"])
        own._check_takeable()
        if not (reason or "").strip():
            raise UserError(self.env._("Say why it is taken back."))
        currency = own.currency_id
        if currency.compare_amounts(fee_back, 0) < 0 or currency.compare_amounts(fee_back, own.fee) > 0:
            raise UserError(self.env._("The agency kept %(fee)s: not more of it comes back.", fee=currency.format(own.fee)))
        if date < own.date:
            raise UserError(self.env._("It came in on %(date)s: choose a later day.", date=format_date(self.env, own.date)))
        own.placement_id._check_entry(date, own.move_id.journal_id)
        own._book_take_back(kind, reason.strip(), date, fee_back, self.env.user)

    def _book_take_back(self, kind, reason, date, fee_back, user):
        placement, move, currency = self.placement_id, self.move_id, self.currency_id
        trade = move.line_ids.filtered(lambda line: is_trade_account(line.account_id)).sorted("id")
        money = (move.line_ids - trade).filtered(lambda line: currency.compare_amounts(line.balance, self.net) == 0)[:1]
        # Written first: the steps of the ledger below count it no more.
        self.write({
            "taken_back": kind, "taken_back_on": date, "taken_back_by_id": user.id, "take_back_reason": reason,
            "fee_back": fee_back})
        trade.remove_move_reconcile()
        label = self.env._("Taken back: %(entry)s", entry=move.display_name)
        self.reversal_id = reversal = placement._post_entry(
            move.company_id, date, move.journal_id, label, self._prepare_opposite(label, fee_back, trade, money))
        back = reversal.line_ids.filtered(lambda line: is_trade_account(line.account_id)).sorted("id")
        for line, counterpart in zip(trade, back, strict=True):
            (line + counterpart).reconcile()
        waiting = reversal.line_ids.filtered(lambda line: line.account_id == money.account_id)
        if money.account_id.reconcile and not money.reconciled and currency.compare_amounts(
                money.balance, -sum(waiting.mapped("balance"))) == 0:
            # Nothing of it came to the bank: both sides are gone.
            (money + waiting).reconcile()
        placement.message_post(body=self.env._(
            "%(amount)s of %(date)s were taken back: %(reason)s. Of the fee %(fee)s come back.",
            amount=currency.format(self.amount), date=format_date(self.env, self.date), reason=reason,
            fee=currency.format(fee_back)))

    def _prepare_opposite(self, label, fee_back, trade, money):
        """:param trade: the lines that credited the customer, ``money``: that of what was sent
        :return: list of values of the lines that take them back
        """
        move = self.move_id
        clearing = money.account_id or self.company_id._get_agency_clearing_account(move.journal_id)
        return [
            *({
                "account_id": line.account_id.id, "partner_id": line.partner_id.id, "name": label,
                "currency_id": line.currency_id.id, "amount_currency": -line.amount_currency, "balance": -line.balance,
            } for line in trade),
            *self.placement_id._prepare_sides(label, [
                (clearing, -self.currency_id.round(self.amount - fee_back)),
                ((move.line_ids - trade - money).account_id[:1], -fee_back)])]


class AccountMove(models.Model):
    _inherit = "account.move"

    def _explain_kept_posted(self):
        if recovery := self._find_resting("credit.agency.recovery", "move_id", "reversal_id"):
            return self.env._(
                "An entry of “%(document)s” is evidence and stays posted. To take it back, choose “Take Back” at the recovery.",
                document=recovery.placement_id.display_name)
        return super()._explain_kept_posted()


class CreditReceipts(models.AbstractModel):
    _inherit = "credit.receipts"

    @api.model
    def _read_returned(self, today, since):
        """What was recorded by mistake is no payment that the customer had returned."""
        rows = super()._read_returned(today, since)
        # Mistakes are few, returned payments many: the ledger is read of the mistakes alone.
        # sudo: whoever reads the score need not see what agencies sent.
        mistakes = self.env["credit.agency.recovery"].sudo().search([
            ("taken_back", "=", "mistake"), ("reversal_id", "!=", False)]) if rows else None
        if not mistakes:
            return rows
        undone = set(mistakes.reversal_id.line_ids.ids)
        return [row for row in rows if row[2] not in undone]
