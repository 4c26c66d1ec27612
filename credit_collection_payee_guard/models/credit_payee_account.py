from odoo import api, models
from odoo.tools import hmac

from ..tools.letter_code import make_code

CHECK_PATH = "/credit/check"


class CreditPayeeAccount(models.AbstractModel):
    """Customers are told approved accounts only: in letters, e-mails, statements, on pages, in codes and settlement offers."""

    _inherit = "credit.payee.account"

    @api.model
    def _filter_printable(self, company, banks):
        banks, root = super()._filter_printable(company, banks), company.root_id.sudo()
        if not root.credit_payee_guard or not banks:
            return banks
        approvals = self.env["credit.payee.approval"].sudo().search(
            [("company_id", "=", root.id), ("state", "=", "approved"), ("bank_account_id", "in", banks.ids)])
        approved = {(approval.bank_account_id.id, approval.identity) for approval in approvals}
        return banks.filtered(lambda bank: (bank.id, bank._get_payee_identity()) in approved)

    @api.model
    def _explain_missing(self, company):
        root = company.root_id.sudo()
        if root.credit_payee_guard and root._get_payee_accounts():
            return self.env._("not named here while a change is being checked. Please ask us before you pay to a new account")
        return super()._explain_missing(company)

    @api.model
    def _leave_out_waiting(self, company, text):
        """:return: ``text`` with the reason in place of each account of ``company`` that customers are not told"""
        root = company.root_id.sudo()  # sudo: whose accounts they are, whoever looks at a page.
        accounts = root._get_payee_accounts() if text and root.credit_payee_guard else self.env["res.partner.bank"]
        for account in accounts - self._filter_printable(root, accounts):
            text = text.replace(account.acc_number, self._explain_missing(root))
        return text

    @api.model
    def _get_check(self, profile, day, amounts):
        root = profile.company_id.sudo()
        code = root.credit_letter_codes and make_code(
            profile.id, day, next(iter(amounts.values()), 0.0), self._sign_letter)
        if not code:
            return super()._get_check(profile, day, amounts)
        return {"url": f"{root.get_base_url()}{CHECK_PATH}", "code": code}

    @api.model
    def _sign_letter(self, message):
        """:return: bytes that only this database makes of ``message``"""
        # sudo: the secret of the database, of which nothing is told.
        return bytes.fromhex(hmac(self.env(su=True), "credit_letter_code", message))
