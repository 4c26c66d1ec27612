from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tools import format_date, formatLang

from odoo.addons.credit_collection.models.common.kept_text import choose_language

MANAGER = "credit_collection.credit_collection_group_manager"
BILLING = "account.group_account_invoice"


class CreditCharge(models.Model):
    """Billing: one document for each customer and run, with a line for each charge."""

    _inherit = "credit.charge"

    def action_bill(self):
        """Bill these charges, one document for each customer.

        :return: the action that shows the documents
        :raise AccessError: the user is neither credit manager nor accountant
        :raise UserError: there is nothing to bill, or the company books charges when they are paid
        """
        self._check_billing_right()
        self.check_access("read")
        for company in self.company_id:
            if company.credit_charge_booking == "paid":
                raise UserError(self.env._(
                    "%(company)s books charges when they are paid (Settings). They stay claimed until then.",
                    company=company.name))
        # sudo: the right has been checked; credit managers need no right to write invoices.
        bills = self.sudo()._bill().sudo(self.env.su)
        if not bills:
            raise UserError(self.env._("There is nothing to bill: these charges are billed, waived or come to nothing."))
        return {
            "type": "ir.actions.act_window", "name": self.env._("Bills of Charges"), "res_model": "account.move",
            "domain": [("id", "in", bills.ids)],
            **({"view_mode": "form", "res_id": bills.id} if len(bills) == 1 else {"view_mode": "list,form"}),
        }

    @api.model
    def _check_billing_right(self):
        user = self.env.user
        if not (self.env.su or user.has_group(MANAGER) or user.has_group(BILLING)):
            raise AccessError(self.env._("Only credit managers and accountants bill charges."))

    def _bill(self, *, post=None):
        """:param post: whether the documents are posted; as the company wants it without
        :return: the documents. Charges that come to nothing for a customer stay accrued
        """
        bills = self.env["account.move"]
        accrued = self.filtered(lambda charge: charge.state == "accrued")
        for profile, charges in accrued.grouped("profile_id").items():
            company = profile.company_id
            if not profile.currency_id.is_zero(sum(charges.mapped("amount"))):
                bill = charges.sorted(lambda charge: (
                    charge.kind == "fee", charge.move_id.id, charge.kind, charge.id))._bill_customer(
                        profile, company._get_credit_today())
                if company.credit_charge_post if post is None else post:
                    bill.action_post()
                bills |= bill
        return bills

    def _bill_customer(self, profile, today):
        """:return: the draft over these charges of one customer; a credit note when they come to less than nothing"""
        company = profile.company_id
        partner = self.env["res.partner"].browse(profile.partner_id.address_get(["invoice"])["invoice"])
        env = self.with_context(lang=choose_language(self.env, partner.lang)).env
        position = self.env["account.fiscal.position"].with_company(company)._get_fiscal_position(partner)
        self._keep_slices()
        unchecked = self._explain_unchecked()
        sign = 1 if sum(self.mapped("amount")) > 0 else -1
        vals = {
            "move_type": "out_invoice" if sign > 0 else "out_refund",
            "partner_id": partner.id,
            "company_id": company.id,
            "currency_id": company.currency_id.id,
            "fiscal_position_id": position.id,
            "invoice_date": today,
            "invoice_payment_term_id": False,
            "invoice_date_due": fields.Date.add(today, days=company.credit_charge_due_days),
            "ref": env._("Charges for late payment until %(date)s", date=format_date(env, max(self.mapped("date")))),
            "invoice_line_ids": [Command.create(charge._prepare_bill_line_vals(position, sign, env)) for charge in self],
        }
        if company.credit_charge_journal_id:
            vals["journal_id"] = company.credit_charge_journal_id.id
        if sign > 0 and company.credit_charge_document == "debit_note":
            vals["debit_origin_id"] = self.move_id.sorted("invoice_date")[:1].id
        bill = self.env["account.move"].with_company(company).create(vals)
        for charge, line in zip(self, bill.invoice_line_ids.sorted(lambda line: (line.sequence, line.id)), strict=True):
            # A part that was split off for this has the state already.
            charge.write({"state": "billed", "bill_id": bill.id, "bill_line_id": line.id})
        if unchecked:
            bill.message_post(body="\n".join(unchecked))
        return bill

    def _prepare_bill_line_vals(self, position, sign, env):
        """Taxes are those of the product, as the fiscal position maps them; without product none, and never a default."""
        self.ensure_one()
        company = self.company_id
        product = company._get_charge_product(self.kind)
        taxes = product.taxes_id._filter_taxes_by_company(company) if product else self.env["account.tax"]
        vals = {
            "name": self.with_env(env)._describe_on_bill(), "quantity": 1, "price_unit": sign * self.amount,
            "tax_ids": [Command.set(position.map_tax(taxes).ids)],
        }
        return {**vals, "product_id": product.id} if product else vals

    def _describe_on_bill(self):
        """:return: text of the charge, in the language of the environment"""
        self.ensure_one()
        env = self.env
        if self.kind == "fee":
            return env._("Reminder fee of %(date)s", date=format_date(env, self.date))
        number = self.move_id.name or ""
        if self.kind == "compensation":
            return env._("Fixed compensation for the late payment of %(invoice)s", invoice=number)
        [(slices, before)] = self.sudo()._explain().values()  # sudo: figures of the ledger.
        due = self.line_id.date_maturity or self.line_id.date
        title = env._(
            "Late interest on %(invoice)s over %(amount)s, due %(date)s", invoice=number, date=format_date(env, due),
            amount=formatLang(env, self.line_id.amount_currency, currency_obj=self.line_id.currency_id))
        return "\n".join([title, *self._describe_slices(slices, before, env)])

    def _unbill(self):
        """The document is gone or cancelled: what was billed is owed as before, and grows on."""
        for charge in self.filtered(lambda charge: charge.state == "billed"):
            if charge.kind == "interest" and charge.line_id:
                self.search([
                    ("line_id", "=", charge.line_id.id), ("kind", "=", "interest"), ("state", "=", "accrued")]).unlink()
            charge._set_state("accrued", bill_id=False, bill_line_id=False, slices=False, charged_before=0.0)
        self._recalculate(self.line_id)
