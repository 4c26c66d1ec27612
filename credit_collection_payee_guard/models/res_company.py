from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import ormcache

from odoo.addons.credit_collection.const import COMPANY_SETTING


class ResCompany(models.Model):
    """Whether the bank accounts of the company are approved before customers are told them, and letters have codes."""

    _inherit = "res.company"

    credit_payee_guard = fields.Boolean(
        string="Approve Bank Accounts", default=lambda self: self._get_as_here("credit_payee_guard"), **COMPANY_SETTING,
        help="A new or changed bank account of the company is told to customers once a second person has approved it.")
    credit_letter_codes = fields.Boolean(
        string="Codes on Letters", default=lambda self: self._get_as_here("credit_letter_codes"), **COMPANY_SETTING,
        help="E-mails, letters and statements have a code; on a page, customers check by it that they are ours.")

    @api.model
    def _get_as_here(self, name):
        """:return: the switch ``name`` of the company in which another one is made; nothing for portal users, who may ask for
            defaults, too
        """
        return (self.env.su or self.env.user._is_internal()) and self.env.company.root_id[name]

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        self.env["credit.payee.account"]._forget_waiting()
        companies.filtered(lambda company: company.credit_payee_guard and not company.parent_id)._adopt_payee_accounts()
        # sudo: accounts of a branch, whoever sets it up.
        companies.filtered("parent_id").sudo().partner_id.bank_ids._ask_payee_approval()
        return companies

    def write(self, vals):
        changed = self.browse()
        if "credit_payee_guard" in vals:
            changed = self.filtered(lambda company: company.credit_payee_guard != vals["credit_payee_guard"])
        changed.filtered("credit_payee_guard")._check_nothing_waits()
        result = super().write(vals)
        if changed:
            self.env["credit.payee.account"]._forget_waiting()
            changed.filtered("credit_payee_guard")._adopt_payee_accounts()
            changed._tell_guard_switched()
        if "partner_id" in vals:
            self.env["credit.payee.account"]._forget_waiting()
            # sudo: accounts of the company, whoever says which contact it is.
            self.sudo().partner_id.bank_ids._ask_payee_approval()
        return result

    def _tell_guard_switched(self):
        """Tell the other credit managers: while the guard is off, one person can have an account printed."""
        for company in self:
            managers = self.env["credit.approval.tier"]._get_managers(company) - self.env.user
            text = self.env._("Approval of bank accounts is switched on.") if company.credit_payee_guard else self.env._(
                "Approval of bank accounts is switched off: a new or changed account is told to customers at once.")
            # sudo: the contact of the company keeps it, whoever may write there.
            company.sudo().partner_id.message_post(
                body=Markup("%s: %s") % (company.name, text), author_id=self.env.user.partner_id.id,
                partner_ids=managers.partner_id.ids, subtype_xmlid="mail.mt_note")

    def _check_nothing_waits(self):
        """:raise UserError: an account waits for approval: it is decided first, not let through by switching the guard off"""
        # sudo: whatever the user may see.
        if waiting := self.env["credit.payee.approval"].sudo().search(
                [("company_id", "in", self.ids), ("state", "=", "pending")], limit=1):
            raise UserError(self.env._(
                "“%(account)s” waits for approval. Decide on it before you switch the guard off.", account=waiting.acc_number))

    def _adopt_payee_accounts(self):
        """The first time, accounts in use stay in use, noted as such; later, what was changed meanwhile waits for approval."""
        Approval = self.env["credit.payee.approval"].sudo()
        for company in self:
            is_first = not Approval.search_count([("company_id", "=", company.id)], limit=1)
            # sudo: accounts of the company, whoever changes its settings.
            Approval.with_user(self.env.user).sudo()._record(company, company._get_payee_accounts(), adopt=is_first)

    @api.model
    @ormcache()
    def _get_payee_guarded(self):
        """:return: ids of the companies whose accounts, and those of their branches, are guarded"""
        # sudo: a setting that pages ask for.
        return tuple(self.sudo().search([("credit_payee_guard", "=", True), ("parent_id", "=", False)]).ids)

    def _get_payee_accounts(self, archived=False):
        """:param archived: whether with accounts that are not in use any more
        :return: the bank accounts in use, for code, of the company and its branches: each names its own on its invoices
        """
        self.ensure_one()
        # sudo: as above, also of branches in which the user does not work.
        companies = self.sudo().search([("id", "child_of", self.id)])
        return companies.partner_id.with_context(active_test=False).bank_ids.filtered(
            lambda account: archived or account.active)
