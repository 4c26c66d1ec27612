from odoo import api, models

# What makes it another account.
TELLING = {"acc_number", "bank_id", "bank_name", "bank_bic", "acc_holder_name", "partner_id", "active"}
# Is told by the fields above already, or tells nobody where to pay.
SAID = {"acc_number", "sanitized_acc_number", "acc_holder_name", "bank_name", "bank_bic", "display_name"}


class ResPartnerBank(models.Model):
    """A bank account of a guarded company is told to customers once a second person approved it."""

    _inherit = "res.partner.bank"

    def _get_payee_identity(self):
        """:return: number, bank and holder in one text: what an approval is for; with the other numbers that the account has,
            as payers are led by them, too (clearing number, QR-IBAN, proxy of a payment code)
        """
        self.ensure_one()
        holder = self.acc_holder_name or self.partner_id.name or ""
        others = [f"{name}={self[name]}" for name in self._get_payee_numbers() if self[name]]
        return "|".join((self.sanitized_acc_number or "", self.bank_id.bic or self.bank_id.name or "", holder, *others))

    @api.model
    def _get_payee_numbers(self):
        """:return: names of the fields that lead payers beside number, bank and holder, whatever localization has brought
            them; those for administrators alone are secrets and are kept out of evidence
        """
        return [
            name for name, field in sorted(self._fields.items())
            if field.type == "char" and field.store and not field.related and not field.groups and name not in SAID]

    @api.model_create_multi
    def create(self, vals_list):
        accounts = super().create(vals_list)
        accounts._ask_payee_approval()
        return accounts

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & {*TELLING, *self._get_payee_numbers()}:
            self._ask_payee_approval()
        return result

    def _ask_payee_approval(self):
        # sudo: which companies guard their accounts, whoever changes one.
        companies = self.env["res.company"].sudo().search(
            [("credit_payee_guard", "=", True), ("parent_id", "=", False), ("partner_id", "in", self.partner_id.ids)])
        for company in companies:
            own = self.sudo().filtered(lambda account, company=company: (
                account.active and account.partner_id == company.partner_id))
            self.env["credit.payee.approval"]._record(company, own)


class ResBank(models.Model):
    _inherit = "res.bank"

    def write(self, vals):
        result = super().write(vals)
        if {"bic", "name"} & vals.keys():
            # sudo: whose accounts are there, whoever changes a bank.
            accounts_sudo = self.env["res.partner.bank"].sudo().search([("bank_id", "in", self.ids)])
            accounts_sudo._ask_payee_approval()
        return result
