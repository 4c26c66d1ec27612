from typing import NamedTuple

from odoo import api, models

from ..common.beside import try_to

# A reference of the kind that QR-IBANs of Switzerland take, 27 figures with their check digit: of no invoice.
QR_REFERENCE = "0" * 27


class Asked(NamedTuple):
    """What a payment code asks for: ``amount`` of ``currency`` from ``partner``, under ``reference``, or ``structured``, the
    payment reference of the only invoice that is paid."""

    amount: float
    currency: object
    partner: object
    reference: str
    structured: str


class CreditPayeeAccount(models.AbstractModel):
    """The bank account of ours that a customer pays to: in mails, letters, on payment pages and in settlement offers."""

    _name = "credit.payee.account"
    _description = "Receiving Bank Account"

    @api.model
    def _find(self, company, named):
        """The account named on the invoices; where they name several, the one in the currency of the invoices.

        :param named: pairs of currency id and id of the recipient bank account, as the invoices have them
        :return: ``{currency: res.partner.bank}``, without archived accounts, and without currencies for which there is none
        """
        # sudo: the accounts of the company are told to its customers, no matter who writes.
        Bank = self.env["res.partner.bank"].sudo()
        named = sorted(named, key=lambda pair: (pair[0], pair[1] or 0))
        by_currency = {}
        for currency_id, bank_id in named:
            currency = self.env["res.currency"].browse(currency_id)
            by_currency[currency] = by_currency.get(currency, Bank) | Bank.browse(bank_id or ())
        own = self._filter_printable(company, company.sudo().partner_id.bank_ids)
        return {
            currency: account for currency, banks in by_currency.items()
            if (account := self._choose(self._filter_printable(company, banks), currency) or self._choose(own, currency))
        }

    @api.model
    def _filter_printable(self, company, banks):
        """Hook: :return: those of ``banks``, for code, that customers of ``company`` may be told"""
        return banks

    @api.model
    def _explain_missing(self, company):
        """Hook: :return: what is told to customers in place of an account, where none may be told; nothing without a reason"""
        return ""

    @api.model
    def _get_check(self, profile, day, amounts):
        """Hook: how a customer checks that a message is ours.

        :param day: of the message, ``amounts``: ``{currency id: what it asks for}``
        :return: ``{"url": address of the page, "code": what is entered there}``; None without such a page
        """
        return None

    @api.model
    def _choose(self, banks, currency):
        """:return: of the accounts in use, the one in ``currency``, else one without currency, else the first"""
        banks = banks.filtered("active")
        return banks.filtered(lambda bank: bank.currency_id == currency)[:1] or (
            banks.filtered(lambda bank: not bank.currency_id)[:1] or banks[:1])

    @api.model
    def _describe(self, company, named):
        """:return: the accounts of ``_find`` as one line of text; with the currency before each where they differ"""
        accounts = self._find(company, named or {(company.currency_id.id, None)})
        if not accounts:
            return self._explain_missing(company)
        if len(set(accounts.values())) == 1:
            return self._format(next(iter(accounts.values())))
        return "; ".join(f"{currency.name}: {self._format(account)}" for currency, account in accounts.items())

    @api.model
    def _get_codes(self, company, partner, amounts, claims, reference):
        """Odoo's own payment codes, where the country of the account has one: SEPA, Swiss, EMV.

        :param partner: who pays
        :param dict amounts: ``{currency: what is to be paid}``
        :param claims: pairs of currency id and id of the invoice that is paid, None for what no invoice asks for
        :param str reference: what the payer is to quote
        :return: ``{currency: {"account": text, "code": data of an image or None, "why": why there is none, where the customer
            can do something about it}}`` of those that have an account
        """
        # sudo: the accounts and references that the invoices name, told to their customer.
        Move = self.env["account.move"].sudo()
        claimed = {currency: {move_id for currency_id, move_id in claims if currency_id == currency.id} for currency in amounts}
        found = self._find(company, {
            (currency.id, bank_id) for currency, move_ids in claimed.items()
            for bank_id in Move.browse(filter(None, move_ids)).partner_bank_id.ids or [None]})
        codes = {}
        for currency, account in found.items():
            single = Move.browse(claimed[currency]) if len(claimed[currency]) == 1 and None not in claimed[currency] else Move
            asked = Asked(currency.round(amounts[currency]), currency, partner, reference, single.payment_reference or "")
            codes[currency] = {"account": self._format(account), "code": self._make_code(account, asked)}
            codes[currency]["why"] = "" if codes[currency]["code"] else self._explain_no_code(account, asked, bool(single))
        if reason := self._explain_missing(company):
            codes |= {currency: {"account": reason, "code": None, "why": ""} for currency in amounts if currency not in found}
        return codes

    @api.model
    def _make_code(self, account, asked):
        """:return: data of the image; None where nothing is to be paid, or the account or its data allow no code"""
        codes = []

        def make(structured):
            codes.append(account.build_qr_code_base64(
                asked.amount, asked.reference, structured, asked.currency, asked.partner))

        # Some accounts, such as QR-IBANs, take the reference of one invoice alone. Codes of some countries fail on an account
        # that lacks data: then the number alone is printed.
        for structured in dict.fromkeys(["", asked.structured]) if self._may_have_code(account, asked) else ():
            try_to(self.env, lambda structured=structured: make(structured))
            if any(codes):
                break
        return next(filter(None, codes), None)

    @api.model
    def _may_have_code(self, account, asked):
        return asked.currency.compare_amounts(asked.amount, 0.0) > 0 and account.currency_id in (
            asked.currency, asked.currency.browse())

    @api.model
    def _explain_no_code(self, account, asked, is_single):
        """:return: text that says what the account takes instead, nothing for one that has no codes"""
        found = []
        for structured in ("", QR_REFERENCE) if self._may_have_code(account, asked) else ():
            try_to(self.env, lambda structured=structured: found.append(bool(account._build_qr_code_vals(
                asked.amount, asked.reference, structured, asked.currency, asked.partner))))
        if found != [False, True]:
            return ""
        if is_single:
            return self.env._("There is no code to scan: the invoice has no reference of the kind that this account takes.")
        return self.env._("For this account there is a code to scan for one invoice at a time: pay a single invoice to get it.")

    @api.model
    def _format(self, account):
        bank = account.bank_id
        return " – ".join(filter(None, (account.acc_number, bank.name, bank.bic and f"BIC {bank.bic}")))
