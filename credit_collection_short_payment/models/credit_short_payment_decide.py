from odoo import models
from odoo.exceptions import AccessError, UserError

from odoo.addons.credit_collection.models.common.sql import is_trade_account
from odoo.addons.credit_collection.tools.common.notices import show_notice

from .credit_short_payment import MANAGER


class CreditShortPayment(models.Model):
    """What is done with a rest: the discount is booked, the rest disputed, claimed, or given to the run of write-offs."""

    _name = "credit.short.payment"
    _inherit = ["credit.short.payment", "credit.booked.mixin"]

    def action_accept(self):
        """Do what is proposed: book an earned discount, claim what is not due, request the write-off of what is small, open a
        dispute over a deduction."""
        acts = {
            "earned": type(self)._book_earned, "not_due": type(self)._claim, "small": type(self)._request_write_offs,
            "deduction": type(self)._dispute}
        self._check_collector()
        for kind, shorts in self.grouped("kind").items():
            acts[kind](shorts)
        return show_notice(self.env._("The proposals were carried out."))

    def action_claim(self):
        """The customer owes the rest: it is followed up as any debt."""
        self._check_collector()
        self._claim()
        return show_notice(self.env._("The rest stays open and is followed up."))

    def action_dispute(self):
        """Open a dispute over the rest."""
        self._check_collector()
        self._dispute()
        return show_notice(self.env._("Dispute opened: the disputed amount is not collected."))

    def action_write_off(self):
        """Ask for the write-off of the rest."""
        self._check_collector()
        self._request_write_offs()
        return show_notice(self.env._("The write-offs wait for approval."))

    def action_dismiss(self):
        """It was no short payment, such as a part payment that was agreed on."""
        self._check_collector()
        for short in self:
            short._decide("dismissed")

    def action_propose(self):
        """Take a dismissal back."""
        self._check_collector()
        self.sudo()._set_state("proposed", decided_by_id=False, decided_on=False)  # sudo: the right has been checked.
        self.sudo()._look_again()

    def _claim(self):
        for short in self:
            short._check_open()
            short._decide("claimed")
            reason = short.reason_id.name or dict(self._fields["kind"]._description_selection(self.env))[short.kind]
            short.sudo().profile_id.message_post(body=self.env._(
                "%(amount)s of %(invoice)s stays claimed: %(reason)s.", amount=short.currency_id.format(short.amount),
                invoice=short.sudo().move_id.name, reason=reason))

    def _dispute(self):
        for short in self:
            short._check_open()
            if not short.reason_id:
                raise UserError(self.env._("“%(short)s”: choose a reason.", short=short.display_name))
            own = short.sudo()  # sudo: the right has been checked; collectors need no right on entries.
            dispute = own.env["credit.dispute"].create({
                "move_id": own.move_id.id, "amount": short.amount, "reason_id": short.reason_id.id,
                "date_due": short.date_due, "note": "\n".join(filter(None, (short.receipt_text, short.note))),
                **({"user_id": short.user_id.id} if short.user_id else {})})
            dispute.action_open()
            short._decide("disputed", dispute_id=dispute.id)

    def _request_write_offs(self):
        for short in self:
            short._check_open()
        made = self.env["credit.open.item"]._request_small_write_offs(self.sudo().line_id.ids)
        if made is None:
            raise UserError(self.env._(
                "Nothing writes off here. Install “Expected Losses and Write-offs”, or claim or dismiss the rest."))
        for short in self:
            short._decide("small")

    # Discounts

    def _book_earned(self):
        if not (self.env.su or self.env.user.has_group(MANAGER) or self.env.user.has_group("account.group_account_invoice")):
            raise AccessError(self.env._("Only credit managers and accountants book discounts."))
        for short in self:
            short._check_open()
            short._book()

    def _book(self, **vals):
        # Decided first: the reconciliation would find the rest settled by somebody else.
        self._decide("booked", **vals)
        own = self.sudo()  # sudo: the right has been checked.
        own.entry_id = own._book_discount()

    def _book_discount(self):
        """Settle the rest by the discount, with its tax, as core splits it; on the day of the receipt, which earned it.

        :return: the posted entry
        """
        self.ensure_one()
        item = self.line_id
        company = item.company_id
        journal = company._get_discount_journal()
        items = self._get_discounted_items()
        printed = sum(discounted._get_credit_printed_discount() for discounted in items)
        values = [vals for discounted in items for vals in discounted._prepare_credit_discount(self.amount / printed)]
        if not values:
            raise UserError(self.env._(
                "“%(short)s”: no discount was printed on the invoice. Open a dispute, or ask for a credit note.",
                short=self.display_name))
        # What the rates of invoice and receipts leave is an exchange difference of core's own kind.
        left = company.currency_id.round(item.amount_residual - sum(vals["balance"] for vals in values))
        values[0]["balance"] += left
        label = self.env._("Early payment discount: %(invoice)s", invoice=self.move_id.name)
        day = company._get_booking_day(self.receipt_date, journal, has_tax=True)
        move = self._post_entry(company, day, journal, label, [*values, {
            "account_id": item.account_id.id, "partner_id": item.partner_id.id, "name": label,
            "currency_id": item.currency_id.id, "amount_currency": -item.amount_residual_currency,
            "balance": -item.amount_residual}])
        (item + move.line_ids.filtered(lambda line: is_trade_account(line.account_id))).reconcile()
        return move

    def _get_discounted_items(self):
        """:return: the items whose discounts make up this rest: its own, and where that is less, those that its receipt paid"""
        items = self.line_id.filtered(lambda item: item._get_credit_printed_discount() > 0)
        own = sum(item._get_credit_printed_discount() for item in items)
        if self.currency_id.compare_amounts(self.amount, own) <= 0:
            return items
        return items | self.receipt_id._get_credit_discounted_in_full(self.currency_id)

    def action_view_dispute(self):
        """:return: the dispute over the rest"""
        self.ensure_one()
        return self.dispute_id.get_formview_action()

