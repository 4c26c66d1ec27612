from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from .credit_case import MANAGER

BILLING = "account.group_account_invoice"


class CreditAgencyFeeBill(models.Model):
    """What a bill or credit note has of the fee on one direct payment. Written by code only."""

    _name = "credit.agency.fee.bill"
    _description = "Billed Fee of an Agency"
    _inherit = "credit.roles.mixin"
    _order = "id"

    recovery_id = fields.Many2one(
        "credit.agency.recovery", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="recovery_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="recovery_id.currency_id")
    move_id = fields.Many2one(
        "account.move", string="Bill of the Fee", readonly=True, index="btree_not_null", ondelete="cascade",
        help="Empty for what older bills had, of which the last one alone was kept.")
    amount = fields.Monetary(readonly=True, default=0.0, help="Below zero on a credit note.")


class CreditAgencyRecovery(models.Model):
    """What of its fee is billed: by the documents that are there and not cancelled."""

    _inherit = "credit.agency.recovery"

    fee_bill_ids = fields.One2many(
        "credit.agency.fee.bill", "recovery_id", string="Bills of the Fee", readonly=True, copy=False)
    bill_id = fields.Many2one(
        "account.move", string="Bill of the Fee", compute="_compute_fee_billed", store=True, index="btree_not_null",
        ondelete="set null", help="The last one.")
    fee_billed = fields.Monetary(
        compute="_compute_fee_billed", store=True, help="Of the fee, by the bills and credit notes that are not cancelled.")

    # Not on the state of the bills: each posting of any entry would look for those of fees. The entry itself tells.
    @api.depends("fee_bill_ids.amount", "fee_bill_ids.move_id")
    def _compute_fee_billed(self):
        for recovery in self:
            valid = recovery.fee_bill_ids.filtered(lambda row: row.move_id.state != "cancel")
            recovery.bill_id = valid.move_id.sorted("id")[-1:]
            recovery.fee_billed = sum(valid.mapped("amount"))

    def _get_fee_to_bill(self):
        """:return: what of the fee on a direct payment no bill has; negative where too much was billed"""
        self.ensure_one()
        _amount, fee = self._get_counted()
        return fee - self.fee_billed if self.kind == "direct" else 0.0


class CreditAgencyPlacement(models.Model):
    """The fee on direct payments, billed by the agency."""

    _inherit = "credit.agency.placement"

    def action_bill_fee(self):
        """Draft the vendor bill over the fee on direct payments, or the credit note over that on those that went back.

        :return: the form of the bill
        :raise UserError: there is none, or the account of fees is not set
        """
        self.ensure_one()
        self.check_access("read")
        if not (self.env.su or self.env.user.has_group(MANAGER) or self.env.user.has_group(BILLING)):
            raise AccessError(self.env._("Only credit managers and accountants book fees of agencies."))
        # sudo: the right has been checked; credit managers need no right to write bills.
        bill = self.sudo()._bill_fee()
        return {"type": "ir.actions.act_window", "res_model": "account.move", "res_id": bill.id, "view_mode": "form"}

    def _bill_fee(self):
        shares = {
            recovery: share for recovery in self.recovery_ids
            if not self.currency_id.is_zero(share := recovery._get_fee_to_bill())}
        amount = self.currency_id.round(sum(shares.values()))
        if self.currency_id.is_zero(amount):
            raise UserError(self.env._("“%(placement)s”: no fee is left to be billed.", placement=self.display_name))
        company, is_bill = self.company_id, amount > 0
        text = self.env._("Fee on direct payments: %(customer)s", customer=self.profile_id.partner_id.name) if is_bill else (
            self.env._("Fee on direct payments that went back: %(customer)s", customer=self.profile_id.partner_id.name))
        bill = self.env["account.move"].with_company(company).create({
            "move_type": "in_invoice" if is_bill else "in_refund", "partner_id": self.agency_id.partner_id.id,
            "company_id": company.id, "currency_id": self.currency_id.id, "invoice_date": company._get_credit_today(),
            "ref": self.display_name, "invoice_line_ids": [Command.create({
                "name": text, "quantity": 1, "price_unit": abs(amount), "account_id": company._get_agency_account().id,
                "tax_ids": [Command.clear()]})]})
        self.env["credit.agency.fee.bill"].create([
            {"recovery_id": recovery.id, "move_id": bill.id, "amount": share} for recovery, share in shares.items()])
        return bill


class AccountMove(models.Model):
    _inherit = "account.move"

    def write(self, vals):
        turned = self.filtered(lambda move: (
            move.move_type in ("in_invoice", "in_refund") and (move.state == "cancel") != (vals["state"] == "cancel")
        )) if "state" in vals else self.browse()
        result = super().write(vals)
        if turned:
            # sudo: who cancels a bill need not see what agencies brought.
            self.env["credit.agency.fee.bill"].sudo().search([("move_id", "in", turned.ids)]).modified(["amount"])
        return result

    def unlink(self):
        # By the ORM, not by the database alone: what is left to be billed is computed anew.
        # sudo: who deletes a bill need not see what agencies brought.
        self.env["credit.agency.fee.bill"].sudo().search([("move_id", "in", self.ids)]).unlink()
        return super().unlink()
