from odoo import api, models
from odoo.tools import hmac

# What makes it another account.
TELLING = {"acc_number", "bank_id", "bank_name", "bank_bic", "acc_holder_name", "partner_id", "active"}
# Is told by the fields above already, or tells nobody where to pay.
SAID = {"acc_number", "sanitized_acc_number", "acc_holder_name", "bank_name", "bank_bic", "display_name"}
# Values that lead nobody anywhere; a proxy that is not there has a kind of its own.
UNSAID = (False, "", "none")


class ResPartnerBank(models.Model):
    """A bank account of a guarded company is told to customers once a second person approved it."""

    _inherit = "res.partner.bank"

    def _get_payee_identity(self):
        """:return: number, bank and holder in one text: what an approval is for; with the other values that the account has,
            as payers are led by them, too (clearing number, QR-IBAN, merchant number, kind and value of a proxy)
        """
        self.ensure_one()
        holder = self.acc_holder_name or self.partner_id.name or ""
        own = self.sudo()  # sudo: also what administrators alone may see, of which a sign is kept.
        others = [f"{name}={own._sign_payee_value(name)}" for name in self._get_payee_numbers() if own._is_payee_value(name)]
        return "|".join((self.sanitized_acc_number or "", self.bank_id.bic or self.bank_id.name or "", holder, *others))

    def _is_payee_value(self, name):
        """:return: whether the value leads payers anywhere; a localization that is installed later brings choices that nobody
            has made yet, at their default
        """
        field, value = self._fields[name], self[name]
        is_default = field.type == "selection" and field.default and field.default(self) == value
        return value not in UNSAID and not is_default

    def _sign_payee_value(self, name):
        """:return: the value, or of what administrators alone may see a sign that tells another value apart"""
        return hmac(self.env, "credit_payee_identity", f"{name}={self[name]}") if self._fields[name].groups else self[name]

    @api.model
    def _get_payee_numbers(self):
        """:return: names of the fields that lead payers beside number, bank and holder, whatever localization has brought
            them: what may be printed or encoded
        """
        return [
            name for name, field in sorted(self._fields.items())
            if field.type in ("char", "selection") and field.store and not field.related and name not in SAID]

    @api.model_create_multi
    def create(self, vals_list):
        accounts = super().create(vals_list)
        accounts._ask_payee_approval()
        return accounts

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & {*TELLING, *self._get_payee_numbers()}:
            if "partner_id" in vals:
                self.env["credit.payee.account"]._forget_waiting()  # they may have been of a company
            self._ask_payee_approval()
        return result

    def unlink(self):
        result = super().unlink()
        self.env["credit.payee.account"]._forget_waiting()
        return result

    def _get_account_numbers(self):
        """:return: set of the numbers by which these accounts are named in texts"""
        names = ["acc_number", *(name for name in self._get_payee_numbers() if name.endswith(("iban", "clabe")))]
        return {account[name] for account in self for name in names if account[name]}

    def _build_qr_code_vals(self, *args, **kwargs):
        """No code leads payers to an account that waits, whichever page or document shows it."""
        if self and not self._may_tell_payee():
            return None
        return super()._build_qr_code_vals(*args, **kwargs)

    def _may_tell_payee(self):
        """:return: whether customers may be told this account, as far as it is one of a company"""
        # sudo: whose account it is, whoever looks at a page.
        companies = self.env["res.company"].sudo().search([("partner_id", "=", self.partner_id.id)])
        return not companies or bool(self.env["credit.payee.account"]._filter_printable(companies[0], self))

    def _ask_payee_approval(self):
        # sudo: which companies guard their accounts, whoever changes one. Those of a branch are guarded by its company.
        companies = self.env["res.company"].sudo().search([("partner_id", "in", self.partner_id.ids)])
        Approval = self.env["credit.payee.approval"]
        if companies:
            self.env["credit.payee.account"]._forget_waiting()
        for root, members in companies.grouped("root_id").items():
            if root.credit_payee_guard or Approval.sudo().search_count([("company_id", "=", root.id)], limit=1):
                Approval._record(root, self.sudo().filtered(
                    lambda account, members=members: account.partner_id in members.partner_id))


class ResBank(models.Model):
    _inherit = "res.bank"

    def write(self, vals):
        result = super().write(vals)
        if {"bic", "name"} & vals.keys():
            # sudo: whose accounts are there, whoever changes a bank.
            accounts_sudo = self.env["res.partner.bank"].sudo().search([("bank_id", "in", self.ids)])
            accounts_sudo._ask_payee_approval()
        return result

    def unlink(self):
        # sudo: as above.
        accounts_sudo = self.env["res.partner.bank"].sudo().search([("bank_id", "in", self.ids)])
        result = super().unlink()
        accounts_sudo.invalidate_recordset(["bank_id"])
        accounts_sudo._ask_payee_approval()
        return result


class ResPartner(models.Model):
    _inherit = "res.partner"

    def write(self, vals):
        result = super().write(vals)
        if "name" in vals:
            # sudo: an account without a holder of its own is that of the contact, whoever names it anew.
            self.sudo().bank_ids.filtered(lambda account: not account.acc_holder_name)._ask_payee_approval()
        return result
