from odoo import models
from odoo.exceptions import UserError

from odoo.addons.credit_collection.models.common.sql import is_trade_account


class CreditBill(models.Model):
    """The entries of a bill: each step moves it from one account to the next."""

    _name = "credit.bill"
    _inherit = ["credit.bill", "credit.booked.mixin"]

    def _create_entry(self, date, label, *parts):
        """:param parts: ``(account, amount in the currency of the bill, partner)``; an amount below zero is a credit
        :return: the posted entry, at the rate at which the bill was received
        """
        [journal] = self.company_id._get_bill_settings("credit_bill_journal_id")
        branch, rate = self._get_branch(), self.company_amount / self.amount
        currency, own = self.currency_id, self.company_currency_id
        lines = [{
            "account_id": account.id, "partner_id": partner.id, "name": label, "currency_id": currency.id,
            "amount_currency": amount, "balance": own.round(amount * rate)} for account, amount, partner in parts]
        lines[-1]["balance"] -= own.round(sum(line["balance"] for line in lines))
        return self._post_entry(branch, date, journal, label, lines)

    def _get_label(self, step):
        return self.env._("%(step)s: %(bill)s", step=step, bill=self.display_name)

    def _get_receivable(self):
        """:return: account on which the debts are that the bill settles
        :raise UserError: they are on several
        """
        accounts = self.line_ids.account_id
        if len(accounts) > 1 or len(self.line_ids.company_id) > 1:
            raise UserError(self.env._(
                "“%(bill)s”: the debts are on several accounts or of several branches. Enter a bill for each.",
                bill=self.display_name))
        return accounts or self.partner_id.with_company(self._get_branch()).property_account_receivable_id

    def _receive(self):
        """Settle the debts by the bill."""
        self.ensure_one()
        self._lock()
        if self.state != "draft":
            raise UserError(self.env._("“%(bill)s” was booked already.", bill=self.display_name))
        self.company_id._check_bill_date(self.date)
        if closed := self.line_ids.filtered(lambda line: line.reconciled or line.parent_state != "posted")[:1]:
            raise UserError(self.env._("%(item)s is not open any more.", item=closed.display_name))
        [held] = self.company_id._get_bill_settings("credit_bill_account_id")
        self._compute_company_amount()
        if self.company_currency_id.is_zero(self.company_amount):
            raise UserError(self.env._(
                "“%(bill)s” comes to nothing in %(currency)s.", bill=self.display_name, currency=self.company_currency_id.name))
        partner = self.partner_id
        move = self._create_entry(
            self.date, self._get_label(self.env._("Bill received")), (held, self.amount, partner),
            (self._get_receivable(), -self.amount, partner))
        credit = move.line_ids.filtered(lambda line: is_trade_account(line.account_id))
        for item in self.line_ids.sorted(lambda line: (line.date_maturity or line.date, line.id)):
            if not credit.reconciled:
                (item + credit).reconcile()
        self._set_state("received", move_id=move.id)

    def _endorse(self, date, endorsee):
        """Pay a supplier with it."""
        self._check_step(date)
        if not endorsee:
            raise UserError(self.env._("“%(bill)s”: say to whom it is endorsed.", bill=self.display_name))
        [held] = self.company_id._get_bill_settings("credit_bill_account_id")
        supplier = endorsee.commercial_partner_id
        payable = supplier.with_company(self._get_branch()).property_account_payable_id
        move = self._create_entry(
            date, self._get_label(self.env._("Bill endorsed")), (payable, self.amount, supplier),
            (held, -self.amount, self.partner_id))
        self._set_state("endorsed", step_move_id=move.id, step_date=date, endorsee_id=supplier.id)

    def _discount(self, date, journal, cost):
        """Sell it to a bank."""
        self._check_step(date)
        currency = self.currency_id
        if currency.compare_amounts(cost, 0) < 0 or currency.compare_amounts(cost, self.amount) >= 0:
            raise UserError(self.env._(
                "“%(bill)s”: the cost of discounting is from zero to less than %(amount)s.", bill=self.display_name,
                amount=currency.format(self.amount)))
        names = ["credit_bill_account_id", *(["credit_bill_cost_account_id"] if cost else [])]
        held, *expense = self.company_id._get_bill_settings(*names)
        none = self.env["res.partner"]
        parts = [(self._get_money_account(journal), self.amount - cost, none)]
        parts += [(account, cost, none) for account in expense]
        move = self._create_entry(
            date, self._get_label(self.env._("Bill discounted")), *parts, (held, -self.amount, self.partner_id))
        self._set_state(
            "discounted", step_move_id=move.id, step_date=date, cost=cost, cash_date=date,
            cash_amount=move.line_ids[0].balance)

    def _collect(self, date, journal):
        """It was paid. Given on, there is nothing to book: recourse has ended."""
        self._check_step(date, given_on=True)
        vals = {"end_date": date}
        if self.state == "received":
            [held] = self.company_id._get_bill_settings("credit_bill_account_id")
            money = self._get_money_account(journal)
            move = self._create_entry(
                date, self._get_label(self.env._("Bill paid")), (money, self.amount, self.partner_id),
                (held, -self.amount, self.partner_id))
            vals |= {"end_move_id": move.id, "cash_date": date, "cash_amount": self.company_amount}
        self._set_state("collected", **vals)
        self.activity_unlink(["credit_collection_bill.mail_activity_bill"])

    def _dishonor(self, date, journal, reason):
        """It was not paid: the debts are owed again with their due dates, at the level that they had reached."""
        self._check_step(date, given_on=True)
        if not (reason or "").strip():
            raise UserError(self.env._("“%(bill)s”: say why it was not paid.", bill=self.display_name))
        debts = self._get_settled_debts()
        move = self._reopen(date, self.env._("Bill dishonored"), journal)
        level = self.env["credit.followup.round"]._restore_level(self.profile_id, debts) if debts else False
        self._set_state(
            "dishonored", end_move_id=move.id, end_date=date, reason=reason.strip(), level_id=level and level.id,
            **({"cash_date": False, "cash_amount": 0.0} if self.state == "discounted" else {}))
        self.activity_unlink(["credit_collection_bill.mail_activity_bill"])
        self.profile_id.message_post(body=self.env._(
            "%(bill)s over %(amount)s was dishonored: %(reason)s. Owed again: %(items)s.", bill=self.display_name,
            amount=self.currency_id.format(self.amount), reason=reason.strip(),
            items=", ".join(dict.fromkeys(line.move_id.name or line.display_name for line in debts))
            or self.env._("the amount on account")))

    def _hand_back(self, date, reason):
        """Give it back to the customer before it was given on: the debts are owed as before."""
        self._check_step(date)
        move = self._reopen(date, self.env._("Bill handed back"), None)
        self._set_state("returned", end_move_id=move.id, end_date=date, reason=(reason or "").strip())
        self.activity_unlink(["credit_collection_bill.mail_activity_bill"])

    def _get_settled_debts(self):
        """:return: the debts that the bill settles, also with what of it was on account and was matched later"""
        credit = self.move_id.line_ids.filtered(lambda line: is_trade_account(line.account_id))
        return credit.matched_debit_ids.debit_move_id.filtered(
            lambda line: line.journal_id != line.company_id.currency_exchange_journal_id)

    def _reopen(self, date, step, journal):
        """Take the bill off the debts that it had settled, and match it with what takes it back."""
        receivable = self._get_receivable()
        credit = self.move_id.line_ids.filtered(lambda line: is_trade_account(line.account_id))
        account, partner = self._get_counter_account(journal)
        move = self._create_entry(
            date, self._get_label(step), (receivable, self.amount, self.partner_id), (account, -self.amount, partner))
        credit.remove_move_reconcile()
        (credit + move.line_ids.filtered(lambda line: is_trade_account(line.account_id))).reconcile()
        return move

    def _get_counter_account(self, journal):
        """:return: account and partner against which the debt comes back: the bill itself, or who has recourse to us"""
        if self.state == "endorsed":
            supplier = self.endorsee_id
            return supplier.with_company(self._get_branch()).property_account_payable_id, supplier
        if self.state == "discounted":
            return self._get_money_account(journal), self.env["res.partner"]
        return self.company_id._get_bill_settings("credit_bill_account_id")[0], self.partner_id

    def _get_money_account(self, journal):
        """:return: account of the bank that waits for its statement, or that of the bank itself
        :raise UserError: no journal was chosen
        """
        if journal.type not in ("bank", "cash") or journal.company_id.root_id != self.company_id:
            raise UserError(self.env._(
                "“%(bill)s”: choose the bank journal of %(company)s.", bill=self.display_name, company=self.company_id.name))
        return journal.inbound_payment_method_line_ids.payment_account_id[:1] or journal.default_account_id

    def _check_step(self, date, given_on=False):
        """:raise UserError: the bill is not held (or given on), or the day does not fit"""
        self.ensure_one()
        self._lock()
        if self.state not in (("received", "endorsed", "discounted") if given_on else ("received",)):
            states = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(self.env._(
                "“%(bill)s” is “%(state)s”: this step is not possible.", bill=self.display_name, state=states[self.state]))
        self.company_id._check_bill_date(date)
        if date < (self.step_date or self.date):
            raise UserError(self.env._("“%(bill)s”: the day is before its last step.", bill=self.display_name))
