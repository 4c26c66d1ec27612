from odoo import models
from odoo.exceptions import ValidationError
from odoo.tools import format_date

from ..common.sql import is_trade_account

# Of two promises in one of these states, both could cover an item one day.
COVERING_STATES = ("open", "proposed", "to_approve")


class CreditPromise(models.Model):
    """What a promise must be like to come into force: dates and amounts that can be kept, on open debts of the customer."""

    _inherit = "credit.promise"

    def _check_agreement(self, today):
        """:raise ValidationError: unless the promise may come into force on ``today``"""
        running = (self.line_ids.credit_promise_ids - self).filtered(lambda promise: promise.state == "open")
        running.filtered(lambda promise: promise.covered_until < today)._settle(today)
        self._check_plan(today)
        self._check_items()

    def _check_plan(self, today):
        """:raise ValidationError: unless dates and amounts are such that they can be kept"""
        customer = self.profile_id.display_name
        if not self.instalment_ids or any(
            self.currency_id.compare_amounts(instalment.amount, 0) <= 0 for instalment in self.instalment_ids
        ):
            raise ValidationError(self.env._(
                "Promise of %(customer)s: enter at least one installment, each with an amount above zero.",
                customer=customer))
        first = min(self.instalment_ids.mapped("date"))
        if first < today:
            raise ValidationError(self.env._(
                "Promise of %(customer)s: %(date)s is in the past. Enter the day on which the customer will pay.",
                customer=customer, date=format_date(self.env, first)))
        owed = sum(self.line_ids.mapped("amount_residual"))
        if self.line_ids and self.currency_id.compare_amounts(self.amount, owed) > 0:
            raise ValidationError(self.env._(
                "Promise of %(customer)s: %(amount)s is more than the chosen items owe (%(owed)s). "
                "Lower the amount or add items.", customer=customer,
                amount=self.currency_id.format(self.amount), owed=self.currency_id.format(owed)))

    def _check_items(self):
        """:raise ValidationError: unless all items are open debts of this customer that no other promise covers"""
        customer, lines = self.profile_id.display_name, self.line_ids
        if not lines:
            raise ValidationError(self.env._(
                "Promise of %(customer)s: choose the invoices that the customer will pay.", customer=customer))
        foreign = lines - lines._filter_of(self.profile_id.partner_id, self.company_id)
        if foreign:
            raise ValidationError(self.env._(
                "Promise of %(customer)s: %(items)s belong to another customer or company. Remove them.",
                customer=customer, items=self._name_items(foreign)))
        settled = lines.filtered(
            lambda line: line.parent_state != "posted" or line.reconciled
            or not is_trade_account(line.account_id)
            or line.company_currency_id.compare_amounts(line.amount_residual, 0) <= 0)
        if settled:
            raise ValidationError(self.env._(
                "Promise of %(customer)s: %(items)s owe nothing (paid, not posted, or no receivable). Remove them.",
                customer=customer, items=self._name_items(settled)))
        # A plan that waits for the customer or for an approval may come into force any day: nobody promises twice.
        others = (lines.credit_promise_ids - self).filtered(lambda promise: promise.state in COVERING_STATES)
        if others:
            raise ValidationError(self.env._(
                "Promise of %(customer)s: %(items)s are covered by “%(promise)s” already. "
                "Remove them, or cancel that promise first.",
                customer=customer, items=self._name_items(others.line_ids & lines), promise=others[0].display_name))
