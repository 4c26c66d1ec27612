from odoo import api, models

from ..common.beside import try_to


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
    def _get_codes(self, company, partner, amounts, named, reference):
        """Odoo's own payment codes, where the country of the account has one: SEPA, Swiss, EMV.

        :param partner: who pays
        :param dict amounts: ``{currency: what is to be paid}``
        :param named: pairs as those of :meth:`_find`
        :param str reference: what the payer is to quote
        :return: ``{currency: {"account": text, "code": data of an image or None}}`` of those that have an account
        """
        pairs = {pair for pair in named if any(currency.id == pair[0] for currency in amounts)}
        pairs |= {(currency.id, None) for currency in amounts if not any(pair[0] == currency.id for pair in pairs)}
        found = self._find(company, pairs)
        codes = {
            currency: {"account": self._format(account),
                       "code": self._make_code(account, partner, amounts[currency], currency, reference)}
            for currency, account in found.items()}
        if reason := self._explain_missing(company):
            codes |= {currency: {"account": reason, "code": None} for currency in amounts if currency not in found}
        return codes

    @api.model
    def _make_code(self, account, partner, amount, currency, reference):
        """:return: data of the image; None where nothing is to be paid, or the account or its data allow no code"""
        codes = []
        if currency.compare_amounts(amount, 0.0) > 0 and account.currency_id in (currency, currency.browse()):
            # Codes of some countries fail on an account that lacks data: then the number alone is printed.
            try_to(self.env, lambda: codes.append(
                account.build_qr_code_base64(currency.round(amount), reference, "", currency, partner)))
        return next(iter(codes), None) or None

    @api.model
    def _format(self, account):
        bank = account.bank_id
        return " – ".join(filter(None, (account.acc_number, bank.name, bank.bic and f"BIC {bank.bic}")))
