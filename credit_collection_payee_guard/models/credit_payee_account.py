from markupsafe import Markup, escape

from odoo import api, models
from odoo.tools import hmac, ormcache

from ..tools.account_numbers import build_pattern, replace_numbers, write_plain
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
        approved = self.env["credit.payee.approval"]._find_in_force(root, banks)
        return banks.filtered(lambda bank: approved.get(bank.id) == bank._get_payee_identity())

    @api.model
    def _explain_missing(self, company):
        root = company.root_id.sudo()
        if root.credit_payee_guard and root._get_payee_accounts():
            return self._get_reason()
        return super()._explain_missing(company)

    @api.model
    def _get_reason(self):
        return self.env._("not named here while a change is being checked. Please ask us before you pay to a new account")

    @api.model
    def _leave_out_waiting(self, text):
        """:return: ``text`` of a page, document or e-mail with the reason in place of each account that customers are not told,
            whoever wrote it there, in groups or without"""
        pattern = text and self._build_waiting_pattern()
        if not pattern:
            return text
        reason = escape(self._get_reason()) if isinstance(text, Markup) else self._get_reason()
        return type(text)(replace_numbers(str(text), pattern, str(reason)))

    @api.model
    def _forget_waiting(self):
        """Let pages know what is told of accounts from now on; once more when this is committed, as another thread may have
        read meanwhile what was told before"""
        self.env.registry.clear_cache()
        self.env.cr.postcommit.add(self.env.registry.clear_cache)

    @api.model
    @ormcache()
    def _build_waiting_pattern(self):
        """:return: regular expression of the numbers that customers are not told; "" without any. Kept in memory until
            ``_forget_waiting``"""
        # sudo: whose accounts they are, whoever looks at a page.
        Company = self.env["res.company"].sudo().with_context(active_test=True)
        roots = Company.browse(Company._get_payee_guarded())
        if not roots:
            return ""
        waiting, told = set(), set()
        for root in roots:
            accounts = root._get_payee_accounts(archived=True)
            printable = self._filter_printable(root, accounts)
            waiting |= (accounts - printable)._get_account_numbers()
            told |= printable._get_account_numbers()
        plain = {write_plain(number) for number in told}
        return build_pattern(
            number for number in waiting | self._find_untold_numbers(roots) if write_plain(number) not in plain)

    @api.model
    def _find_untold_numbers(self, roots):
        """:return: set of the numbers that were never approved, of accounts that were deleted or changed since, too: a text may
            have been made of them meanwhile"""
        known = dict(self.env["credit.payee.approval"].sudo()._read_group(
            [("company_id", "in", roots.ids)], ["state"], ["acc_number:array_agg"]))
        approved = known.pop("approved", ())
        return set().union(*known.values()).difference(approved)

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
