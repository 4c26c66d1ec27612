from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain
from odoo.tools import format_date

from odoo.addons.credit_collection.models.common.sql import is_trade_account
from odoo.addons.credit_collection.tools.common.notices import show_notice


class CreditPaymentReturn(models.Model):
    """The entry of a return: the payment is taken off what it had paid, and matched with what takes it back."""

    _name = "credit.payment.return"
    _inherit = ["credit.payment.return", "credit.booked.mixin"]

    def action_post(self):
        """Book the return: what the payment had paid is owed again.

        :raise UserError: the payment was returned before, or is not booked
        """
        for record in self:
            record._check_booker()
            record.sudo()._post()  # sudo: the right has been checked; credit managers need no right to write entries.
        return show_notice(self.env._("The return was booked. What the payment had paid is owed again."))

    def _post(self):
        self.ensure_one()
        self._lock()
        if self.state != "draft":
            raise UserError(self.env._("“%(document)s” was booked already.", document=self.display_name))
        self._get_paid_company()._check_credit_day_came(self.date)
        # Whatever was entered beside the payment: the receipt is that of its entry.
        self._compute_receipt()
        self._check_payment()
        debts = self._get_paid_debts()
        vals = {"line_ids": [Command.set(debts.ids)]}
        if self.receipt_id:
            receipts = self._get_receipts()
            receipts.remove_move_reconcile()
            taken = self._find_bank_entry()
            move = taken.move_id or self._create_entry()
            self._match(receipts, taken or move.line_ids.filtered(lambda line: is_trade_account(line.account_id)))
            vals |= {"move_id": move.id, "is_bank_entry": bool(taken)}
        if self.payment_id:
            # Odoo's own state of a payment that the bank refused: the invoices are demanded again, see ``exclusions.py``.
            self.payment_id.action_reject()
        self._set_state("posted", **vals)
        self._restore_level()
        self._claim_fee()
        self._note()

    def _check_payment(self):
        """:raise UserError: the payment is not booked, was refused, or was given back by another entry"""
        payment, receipt = self.payment_id, self.receipt_id
        if payment and payment.state not in ("in_process", "paid"):
            raise UserError(self.env._("%(payment)s is not booked, or was rejected.", payment=payment.display_name))
        if (payment.move_id or receipt) and receipt.parent_state != "posted":
            raise UserError(self.env._("%(payment)s is not booked.", payment=receipt.display_name))
        back = receipt.matched_debit_ids.debit_move_id.filtered_domain(receipt._get_money_domain())
        if back:
            raise UserError(self.env._(
                "%(payment)s was given back by %(entry)s already.", payment=receipt.display_name,
                entry=back[:1].move_id.display_name))

    def _get_receipts(self):
        """:return: the items by which the payment is booked on the customer"""
        return self.receipt_id.move_id.line_ids.filtered(lambda line: (
            is_trade_account(line.account_id) and line.partner_id == self.receipt_id.partner_id
            and line.balance < 0)) if self.payment_id else self.receipt_id

    def _get_paid_debts(self):
        """:return: the items that the payment has paid"""
        if self.receipt_id:
            return self._get_receipts().matched_debit_ids.debit_move_id.filtered(
                lambda line: is_trade_account(line.account_id)
                and line.journal_id != line.company_id.currency_exchange_journal_id)
        return self.payment_id.invoice_ids.line_ids.filtered(lambda line: is_trade_account(line.account_id))

    def _find_bank_entry(self):
        """:return: the open item by which a bank statement gave the same amount back: nothing is booked twice. A payment of
            ours to the customer, such as a refund, is none."""
        receipt = self.receipt_id
        return self.env["account.move.line"].search(
            Domain("partner_id", "=", receipt.partner_id.id) & Domain("account_id", "=", receipt.account_id.id)
            & Domain("company_id", "=", receipt.company_id.id) & Domain("parent_state", "=", "posted")
            & receipt._get_money_domain() & Domain("reconciled", "=", False) & Domain("payment_id", "=", False)
            & Domain("currency_id", "=", receipt.currency_id.id) & Domain("amount_currency", "=", -receipt.amount_currency)
            & Domain("amount_residual_currency", "=", -receipt.amount_currency)
            & Domain("date", ">=", self.payment_date), order="date, id", limit=1)

    def _get_label(self):
        return self.env._(
            "Returned payment %(payment)s: %(reason)s", payment=(self.payment_id or self.receipt_id.move_id).display_name,
            reason=self.reason_id.name)

    def _create_entry(self):
        """:return: the posted entry that takes the payment back, with the discount that it had taken"""
        receipt, label = self.receipt_id, self._get_label()
        if not self.payment_id:
            return self._post_entry(receipt.company_id, self.date, receipt.journal_id, label, self._prepare_entry(label))
        move = receipt.move_id._reverse_moves([{"date": self.date, "ref": label}])
        move._post(soft=False)
        return move

    def _prepare_entry(self, label):
        """:return: list of values of the lines of a receipt that came with a bank statement, whose return will come with one
            too"""
        receipt = self.receipt_id
        account = receipt.journal_id.inbound_payment_method_line_ids.payment_account_id[:1]
        if not account:
            raise UserError(self.env._(
                "%(payment)s came with a bank statement. Book the line of the statement that gives it back on the customer "
                "first: it is then taken for this return.", payment=receipt.display_name))
        common = {"name": label, "partner_id": receipt.partner_id.id, "currency_id": receipt.currency_id.id}
        return [
            {**common, "account_id": receipt.account_id.id, "balance": -receipt.balance,
             "amount_currency": -receipt.amount_currency},
            {**common, "account_id": account.id, "balance": receipt.balance, "amount_currency": receipt.amount_currency},
        ]

    @api.model
    def _match(self, receipts, taken):
        """Match the payment with what takes it back. Core has done so for a reversal, also on the account that waits for the
        bank, as far as the bank confirmed neither."""
        (receipts + taken).filtered(lambda line: not line.reconciled).reconcile()

    # The fee of the bank

    def _claim_fee(self):
        if self.claims_fee and self.company_currency_id.compare_amounts(self.bank_fee, 0) > 0:
            self._make_claim()

    def _make_claim(self):
        """Hook: claim the fee of the bank apart from what was returned, without tax."""
        self.fee_move_id = self._create_fee_entry()

    def _create_fee_entry(self):
        """:return: the posted entry of the fee, which is due at once"""
        branch = self._get_paid_company()
        account, journal = self.company_id._get_booking_settings(
            self.env._("Returned Payments"), "credit_return_fee_account_id", "credit_return_journal_id")
        label = self.env._(
            "Bank fee for returned payment %(payment)s", payment=(self.payment_id or self.receipt_id.move_id).display_name)
        partner = (self.payment_id or self.receipt_id).partner_id.commercial_partner_id
        receivable = self.receipt_id.account_id or partner.with_company(branch).property_account_receivable_id
        return self._post_entry(branch, self.date, journal, label, [
            {"account_id": receivable.id, "partner_id": partner.id, "name": label, "balance": self.bank_fee,
             # Entries are left out of reminders unless somebody says otherwise.
             "date_maturity": self.date, "no_followup": False},
            {"account_id": account.id, "partner_id": partner.id, "name": label, "balance": -self.bank_fee},
        ])

    def _note(self):
        """Tell the customer's record what happened."""
        self.profile_id.message_post(body=self.env._(
            "Payment of %(amount)s of %(date)s was returned: %(reason)s. Owed again: %(items)s.",
            amount=self.currency_id.format(self.amount), date=format_date(self.env, self.payment_date),
            reason=self.reason_id.name,
            items=", ".join(dict.fromkeys(line.move_id.name or line.display_name for line in self.line_ids))
            or self.env._("nothing, the payment was on account")))

    # Taking back

    def action_cancel(self):
        """Take a return back that was recorded by mistake: the payment pays again what it had paid, as far as that is open.

        :raise UserError: it is not booked, or the fee was paid
        """
        for record in self:
            record._check_booker()
            record.sudo()._take_back()  # sudo: as above.
        return show_notice(self.env._("The return was taken back."))

    def _take_back(self):
        self.ensure_one()
        self._lock()
        if self.state != "posted":
            raise UserError(self.env._("“%(document)s” is not booked.", document=self.display_name))
        self._drop_fee()
        day = self.company_id._get_credit_today()
        if self.receipt_id:
            receipts = self._get_receipts()
            receipts.remove_move_reconcile()
            if not self.is_bank_entry:
                self.move_id._reverse_moves([{"date": max(day, self.date), "ref": self._get_label()}], cancel=True)
            for account, debts in self.line_ids.filtered(lambda line: not line.reconciled).grouped("account_id").items():
                (receipts.filtered(lambda line, account=account: line.account_id == account) + debts).reconcile()
        if self.payment_id:
            # Paid, where nothing of it waits for the bank: core decides.
            self.payment_id.state = "in_process"
            self.payment_id._compute_state()
        if self.promise_id.state in ("draft", "to_approve", "proposed", "open"):
            self.promise_id.action_cancel()
        self._set_state("cancelled")

    def _drop_fee(self):
        """:raise UserError: the fee was paid in part"""
        item = self.fee_move_id.line_ids.filtered(lambda line: is_trade_account(line.account_id))
        if item.matched_credit_ids:
            raise UserError(self.env._(
                "The fee of “%(document)s” was paid: correct that by entries.", document=self.display_name))
        if self.fee_move_id:
            day = max(self.company_id._get_credit_today(), self.date)
            self.fee_move_id._reverse_moves([{"date": day, "ref": self._get_label()}], cancel=True)
