from odoo import api, models
from odoo.fields import Domain

from ...const import PAYMENT_PATH

# States of online payments that are not refused, and come into the books in the end.
RUNNING = ("pending", "authorized", "done")


class CreditPaymentLink(models.AbstractModel):
    """The documents whose items can be paid on a page of their own; rooms register their models."""

    _name = "credit.payment.link"
    _description = "Payment Links"

    @api.model
    def _get_models(self):
        """:return: list of names of models with ``credit.payment.link.mixin``"""
        return ["credit.followup"]

    @api.model
    def _get_running_domain(self, moves):
        """:return: domain of the online payments of ``moves`` that are on their way, but not in the books yet"""
        running = Domain("invoice_ids", "in", moves.ids) & Domain("state", "in", RUNNING) & Domain("payment_id", "=", False)
        # Of a payment that is captured in parts, the parts come into the books.
        return running & ~Domain("child_transaction_ids.state", "in", ("done", "cancel"))

    @api.model
    def _find(self, token):
        """:return: the document that ``token`` opens, its link may have expired; None without any"""
        return next((found for name in self._get_models() if (found := self.env[name]._find_by_token(token))), None)


class CreditPaymentLinkMixin(models.AbstractModel):
    """A document whose open items can be paid on a page, opened by its link.

    A model says ``profile_id``, ``partner_id``, ``company_id``, ``_get_listed_items`` and ``_get_letter_lang``.
    """

    _name = "credit.payment.link.mixin"
    _inherit = "credit.link.mixin"
    _description = "Document with a Payment Link"

    def _get_listed_items(self):
        """:return: the journal items that can be paid here"""
        raise NotImplementedError

    def _get_payable_lines(self):
        """:return: the listed items that are open and still owed by this customer to this company"""
        self.ensure_one()
        Line = self.env["account.move.line"]
        return Line.search(
            Domain("id", "in", self._get_listed_items().ids) & Line._get_open_receivable_domain()
            & Line._get_account_domain(self.partner_id, self.company_id),
            order="date_maturity, id",
        )

    def _get_payable(self):
        """What is left of these items at this moment, without what is in dispute or on its way; promised items can be paid.

        :return: ``{currency: (amount to pay, items with what is to be paid of each)}`` in the currency of the items, only
            where something is to be paid net of the listed credits
        """
        return self._sum_payable(
            self._get_payable_lines(),
            lambda line, announced: max(line.amount_residual - line.credit_disputed_amount - announced, 0.0),
            self.company_id._get_credit_today())

    @api.model
    def _sum_payable(self, lines, get_open_part, today):
        """:param get_open_part: function of a debt, and of what of it is on its way: what is to be paid of it in company
            currency"""
        payable, announced = {}, self.env["credit.open.item"]._get_announced_amounts(lines, today)
        for currency, open_lines in lines.grouped("currency_id").items():
            parts = [(line, self._get_payable_part(line, get_open_part, announced[line], today)) for line in open_lines]
            parts = [(line, part) for line, part in parts if not currency.is_zero(part)]
            amount = currency.round(sum(part for _line, part in parts))
            if currency.compare_amounts(amount, 0.0) > 0:
                payable[currency] = (amount, parts)
        return payable

    @api.model
    def _get_payable_part(self, line, get_open_part, announced, today):
        """:return: what is to be paid of an item, in its currency; less a discount for early payment that still runs"""
        if line.amount_residual <= 0:
            # What is being paid back is no credit any more.
            left = (line.amount_residual - announced) / line.amount_residual if line.amount_residual else 1.0
            return line.currency_id.round(line.amount_residual_currency * left)
        part = line._get_own_part(get_open_part(line, announced))
        whole = not line.currency_id.compare_amounts(part, line.amount_residual_currency)
        return part - line._get_credit_early_discount(today) if whole else part

    def _describe_payee(self, payable):
        """:return: text of the bank accounts to which ``payable`` is paid"""
        self.ensure_one()
        return self.env["credit.payee.account"]._describe(self.company_id, self._get_named_accounts(payable))

    def _get_payment_codes(self, payable):
        """:return: ``{currency: account and code}`` to transfer ``payable``, see ``credit.payee.account._get_codes``"""
        self.ensure_one()
        claims = {
            (currency.id, line.move_id.id) for currency, (_amount, parts) in payable.items() for line, part in parts
            if part > 0}
        return self.env["credit.payee.account"]._get_codes(
            self.company_id, self.partner_id, {currency: amount for currency, (amount, _parts) in payable.items()}, claims,
            self.profile_id._get_followup_reference())

    @api.model
    def _get_named_accounts(self, payable):
        return {
            (currency.id, line.move_id.partner_bank_id.id)
            for currency, (_amount, parts) in payable.items() for line, part in parts if part > 0
        }

    def _get_running_transactions(self):
        """:return: online payments of these items that are on their way, but not in the books yet"""
        self.ensure_one()
        # The same items on the page of another document, of core's too.
        running = self.env["credit.payment.link"]._get_running_domain(self._get_listed_items().move_id)
        return self.env["payment.transaction"].search(running)

    def _tell_left_over(self, payment):
        """The same was paid on two pages at once: somebody refunds what is left over of ``payment``, or uses it."""
        left = -sum(payment.move_id.line_ids.filtered(
            lambda line: line.account_id == payment.destination_account_id).mapped("amount_residual_currency"))
        if payment.currency_id.compare_amounts(left, 0.0) <= 0:
            return
        user = (self.profile_id.collector_id | self.company_id.sudo().credit_manager_id)._credit_choose()
        env = self.with_context(lang=user.lang or self.env.lang).env
        self.profile_id.activity_schedule(
            "mail.mail_activity_data_todo", date_deadline=self.company_id._get_credit_today(), user_id=user.id,
            summary=env._(
                "Refund or use %(amount)s of %(payment)s: what it pays was paid already",
                amount=payment.currency_id.format(left), payment=payment.display_name))

    def _get_back_path(self):
        """:return: where the payment page leads back to, if anywhere"""
        return None

    def _get_payment_path(self):
        return f"{PAYMENT_PATH}{self.access_token}"
