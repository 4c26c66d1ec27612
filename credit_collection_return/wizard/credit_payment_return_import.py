import base64
import binascii

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Domain
from odoo.tools import format_date

from odoo.addons.credit_collection.models.common.sql import is_trade_account

from ..tools.return_file import DECIMALS, FileError, read_file

OTHER = "OTHER"
# Of any currency, and fewer than floats tell apart.
MOST_DECIMALS = 5


class CreditPaymentReturnImport(models.TransientModel):
    """Brings in the returns of a file of the bank: checks every row, shows what would be booked, books all or nothing."""

    _name = "credit.payment.return.import"
    _inherit = "credit.bounds.mixin"
    _description = "Import Returned Payments"

    file = fields.Binary(attachment=False)
    file_name = fields.Char()
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    state = fields.Selection(
        [("draft", "To Check"), ("checked", "Checked"), ("done", "Imported")], default="draft", readonly=True)
    line_ids = fields.One2many("credit.payment.return.import.line", "wizard_id", string="Rows", readonly=True)
    new_count = fields.Integer(string="New", compute="_compute_counts")
    same_count = fields.Integer(string="Known", compute="_compute_counts")
    error_count = fields.Integer(string="Rejected", compute="_compute_counts")

    @api.depends("line_ids.state")
    def _compute_counts(self):
        for wizard in self:
            states = wizard.line_ids.mapped("state")
            wizard.new_count, wizard.same_count, wizard.error_count = map(states.count, ("new", "same", "error"))

    @api.depends("file_name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for wizard in self:
            wizard.display_name = wizard.file_name or self.env._("Import Returned Payments")

    def action_check(self):
        """Read the file and look for its payments; nothing is booked.

        :return: the dialog with the preview
        """
        self.ensure_one()
        self.env["credit.payment.return"]._check_recorder()
        if self.state == "done":
            raise UserError(self.env._("This file has been imported."))
        self._check()
        return self._show()

    def action_apply(self):
        """Book all returns of the preview, or none.

        :raise UserError: a row is rejected, or there is nothing new
        """
        self.ensure_one()
        Return = self.env["credit.payment.return"]
        Return._check_recorder()
        if self.state == "done":
            raise UserError(self.env._("This file has been imported."))
        # What was recorded since the preview counts.
        self._check()
        if rejected := self.line_ids.filtered(lambda line: line.state == "error")[:1]:
            raise UserError(self.env._(
                "Row %(row)s: %(message)s Nothing was imported.", row=rejected.row, message=rejected.message))
        new = self.line_ids.filtered(lambda line: line.state == "new")
        returns = Return.create([line._prepare_return() for line in new])
        returns.action_post()
        self.sudo().state = "done"
        return {
            "type": "ir.actions.act_window", "name": self.env._("Returned Payments"), "res_model": "credit.payment.return",
            "view_mode": "list,form", "domain": [("id", "in", returns.ids)]}

    def _show(self):
        return {
            "type": "ir.actions.act_window", "res_model": self._name, "res_id": self.id, "view_mode": "form",
            "target": "new", "name": self.env._("Import Returned Payments")}

    def _check(self):
        if not self.file:
            raise UserError(self.env._("Choose the file of the bank."))
        if self.company_id not in self.env.user.company_ids:
            raise AccessError(self.env._("You do not work in the company whose payments the file returns."))
        try:
            rows = read_file(base64.b64decode(self.file), max(DECIMALS, self.company_id.currency_id.decimal_places))
        except binascii.Error:
            raise UserError(self._explain("encoding")) from None
        except FileError as error:
            raise UserError(self._explain(error.code, error.detail)) from None
        found, known, reasons = self._find_receipts(rows), self._find_known(rows), self._get_reasons()
        currencies = dict(self.env["res.currency"].with_context(active_test=False)._read_group(
            [("name", "in", list({row.currency for row in rows}))], ["name"], ["id:max"]))
        commands, seen = [Command.clear()], set()
        for row in rows:
            currency_id = currencies.get(row.currency, self.company_id.currency_id.id)
            commands.append(Command.create({"currency_id": currency_id, **self._judge(row, found, known, reasons, seen)}))
        # sudo: rows are written by code only.
        self.sudo().write({"line_ids": commands, "state": "checked"})

    @api.model
    def _get_reasons(self):
        reasons = self.env["credit.reason"].search([("kind", "=", "return")])
        return {reason.code: reason.id for reason in reasons if reason.code}

    @api.model
    def _get_key(self, row):
        return row.bank_reference or row.reference, row.day, round(row.amount or 0.0, MOST_DECIMALS)

    def _find_known(self, rows):
        """:return: keys of the returns that were recorded before"""
        returns = self.env["credit.payment.return"].search(
            Domain("company_id", "=", self.company_id.root_id.id) & Domain("state", "!=", "cancelled")
            & Domain("bank_reference", "in", [self._get_key(row)[0] for row in rows]))
        return {(known.bank_reference, known.date, round(known.amount, MOST_DECIMALS)) for known in returns}

    def _find_receipts(self, rows):
        """:return: ``{reference: [payment or receipt]}`` of payments that are not returned, the latest first"""
        references = list({row.reference for row in rows if row.reference})
        # sudo: collectors need no right on payments; those of their company.
        branches = Domain("company_id", "child_of", self.company_id.root_id.id)
        payments = self.env["account.payment"].sudo().search(
            branches & Domain("payment_type", "=", "inbound") & Domain("partner_type", "=", "customer")
            & Domain("state", "in", ("in_process", "paid"))
            & (Domain("name", "in", references) | Domain("memo", "in", references)
               | Domain("payment_reference", "in", references)), order="date desc, id desc")
        items = self.env["account.move.line"].sudo().search(
            branches & Domain("parent_state", "=", "posted") & Domain("balance", "<", 0) & Domain("payment_id", "=", False)
            & self.env["account.move.line"]._get_money_domain()
            & Domain("account_id.account_type", "=", "asset_receivable")
            & (Domain("name", "in", references) | Domain("move_name", "in", references) | Domain("ref", "in", references)),
            order="date desc, id desc")
        found = {}
        for payment in payments:
            for reference in {payment.name, payment.memo, payment.payment_reference}:
                found.setdefault(reference, []).append(payment)
        for item in items.filtered(lambda line: is_trade_account(line.account_id)):
            for reference in {item.name, item.move_name, item.ref}:
                found.setdefault(reference, []).append(item)
        return found

    def _judge(self, row, found, known, reasons, seen):
        """:return: values of the line for a row: new, known or rejected, and why"""
        key = self._get_key(row)
        vals = {
            "row": row.number, "reference": row.reference, "amount": row.amount or 0.0, "date": row.day, "fee": row.fee,
            "code": row.code, "bank_reference": key[0], "reason_id": reasons.get(row.code) or reasons.get(OTHER)}
        if row.errors:
            return {**vals, "state": "error", "message": " ".join(self._explain(code) for code in row.errors)}
        if row.day > self.company_id._get_credit_today():
            return {**vals, "state": "error", "message": self.env._(
                "%(date)s has not come yet.", date=format_date(self.env, row.day))}
        if key in known or key in seen:
            return {**vals, "state": "same", "message": self.env._("Recorded before.")}
        fitting = [source for source in found.get(row.reference, ()) if self._fits(source, row)]
        if not fitting:
            return {**vals, "state": "error", "message": self.env._(
                "No payment “%(reference)s” over %(amount)s before %(date)s that was not returned.", reference=row.reference,
                amount=row.amount, date=format_date(self.env, row.day))}
        if len(fitting) > 1:
            return {**vals, "state": "error", "message": self.env._(
                "Several payments “%(reference)s” over %(amount)s: record the return by hand.", reference=row.reference,
                amount=row.amount)}
        seen.add(key)
        [source] = fitting
        name = "payment_id" if source._name == "account.payment" else "receipt_id"
        return {
            **vals, "state": "new", "partner_id": source.partner_id.commercial_partner_id.id,
            "currency_id": source.currency_id.id, name: source.id}

    @api.model
    def _fits(self, source, row):
        amount = source.amount if source._name == "account.payment" else -source.amount_currency
        return (
            source.date <= row.day and not source.currency_id.compare_amounts(amount, row.amount)
            and row.currency in ("", source.currency_id.name)
            and not (source._name == "account.move.line" and source.matched_debit_ids.debit_move_id.filtered_domain(
                source._get_money_domain())))

    @api.model
    def _explain(self, code, detail=""):
        return {
            "empty": self.env._("The file is empty."),
            "no_returns": self.env._("The file tells no returned payments."),
            "too_many": self.env._("The file has more than %(count)s rows.", count=detail),
            "encoding": self.env._("The text of the file is not in UTF-8."),
            "table": self.env._("The file is no table of rows and columns."),
            "columns": self.env._("The first row does not name these columns: %(columns)s.", columns=detail),
            "xml": self.env._("The file is not valid XML."),
            "kind": self.env._("This is neither camt.054 nor pain.002: %(kind)s.", kind=detail),
            "reference": self.env._("The reference of the payment is missing."),
            "amount": self.env._("The amount is missing, zero or unclear: write 1234.50."),
            "date": self.env._("The date is missing or unclear: write 2025-03-28."),
            "fee": self.env._("The fee is unclear: write 7.50."),
        }[code]


class CreditPaymentReturnImportLine(models.TransientModel):
    """A row of the file: the payment that it returns, or why it cannot."""

    _name = "credit.payment.return.import.line"
    _description = "Row of a File of Returned Payments"
    _inherit = ["credit.roles.mixin"]
    _order = "row, id"

    wizard_id = fields.Many2one(
        "credit.payment.return.import", required=True, index=True, ondelete="cascade", readonly=True)
    row = fields.Integer(readonly=True)
    reference = fields.Char(readonly=True)
    bank_reference = fields.Char(readonly=True)
    date = fields.Date(readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True, ondelete="cascade")
    company_currency_id = fields.Many2one(related="wizard_id.company_id.currency_id", string="Company Currency")
    amount = fields.Monetary(readonly=True)
    fee = fields.Monetary(readonly=True, currency_field="company_currency_id")
    code = fields.Char(readonly=True)
    reason_id = fields.Many2one("credit.reason", readonly=True, ondelete="cascade")
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True, ondelete="cascade")
    payment_id = fields.Many2one("account.payment", readonly=True, ondelete="cascade")
    receipt_id = fields.Many2one("account.move.line", readonly=True, ondelete="cascade")
    state = fields.Selection([("new", "New"), ("same", "Known"), ("error", "Rejected")], readonly=True)
    message = fields.Char(readonly=True)

    def _prepare_return(self):
        return {
            "payment_id": self.payment_id.id, "receipt_id": self.receipt_id.id, "date": self.date, "bank_fee": self.fee,
            "reason_id": self.reason_id.id, "bank_reference": self.bank_reference}
