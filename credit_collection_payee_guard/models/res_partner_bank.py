from odoo import api, models

# What makes it another account.
TELLING = {"acc_number", "bank_id", "acc_holder_name", "partner_id", "active"}


class ResPartnerBank(models.Model):
    """A bank account of a guarded company is told to customers once a second person approved it."""

    _inherit = "res.partner.bank"

    def _get_payee_identity(self):
        """:return: number, bank and holder in one text: what an approval is for"""
        self.ensure_one()
        holder = self.acc_holder_name or self.partner_id.name or ""
        return "|".join((self.sanitized_acc_number or "", self.bank_id.bic or self.bank_id.name or "", holder))

    @api.model_create_multi
    def create(self, vals_list):
        accounts = super().create(vals_list)
        accounts._ask_payee_approval()
        return accounts

    def write(self, vals):
        result = super().write(vals)
        if TELLING & vals.keys():
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
