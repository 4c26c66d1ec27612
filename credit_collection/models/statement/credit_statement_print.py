import hashlib

from odoo import api, fields, models

from ...const import STATEMENT_PATH
from ...tools.statement.figures import Row
from ..common.kept_text import choose_language
from ..exposure.values import Demand
from .statement_writer import StatementWriter

REPORT = "credit_collection.action_report_statements"
# The engine makes a PDF of so many statements at once.
PRINT_BATCH = 50


class CreditStatement(models.Model):
    """The paper of a statement: made once, from what was kept, and kept too."""

    _inherit = "credit.statement"

    lang = fields.Char(string="Language", readonly=True, copy=False)
    pdf_id = fields.Many2one(
        "ir.attachment", string="PDF", readonly=True, copy=False, index="btree_not_null", ondelete="restrict")
    pdf_checksum = fields.Char(
        string="SHA-256 of the PDF", readonly=True, copy=False, help="Proves that the file is the one that was sent.")

    # As demanded when the statement was made: [[label, amount, currency id], …].
    demands = fields.Json(readonly=True, copy=False)

    def _keep_demands(self):
        """Keep what is demanded beside the balance, in the language of each customer."""
        for statement in self:
            profile = statement.profile_id
            if profile._get_demands(statement.date_to):
                lang = statement._get_lang()
                statement.demands = [list(demand) for demand in profile.with_context(lang=lang)._get_demands(statement.date_to)]

    def _get_kept_parts(self):
        """:return: ``{statement: [Part]}`` as they were kept; none of a currency without anything"""
        rows = {}
        for line in self.line_ids:
            values = {name: line[name] for name in Row._fields}
            row = Row(**{**values, "currency_id": line.currency_id.id, "line_id": line.line_id.id, "move_id": line.move_id.id})
            rows.setdefault((line.statement_id, line.currency_id), []).append(row)
        return {
            statement: [
                balance._make_part(rows.get((statement, balance.currency_id), [])) for balance in statement.balance_ids]
            for statement in self}

    def _get_lang(self):
        self.ensure_one()
        return choose_language(
            self.env, self.lang, self.env["credit.addressee"]._get_language(self.profile_id, self.contact_id))

    @api.model
    def _get_writer(self, writers, lang):
        """:return: the writer for a language; ``writers`` keeps one for each"""
        if lang not in writers:
            writers[lang] = StatementWriter(self.env, lang)
        return writers[lang]

    def _describe(self):
        """:return: ``{statement: texts of its paper, page and e-mail}``, each in the language of its customer"""
        parts, writers, described = self._get_kept_parts(), {}, {}
        for statement in self:
            writer = self._get_writer(writers, statement._get_lang())
            described[statement] = {
                "number": statement._get_number(),
                "lang": writer.env.lang,
                "kind": statement.kind,
                "from": writer.format_date(statement.date_from), "to": writer.format_date(statement.date_to),
                "period": writer.describe_period(statement.kind, statement.date_from, statement.date_to),
                "reference": statement.profile_id._get_followup_reference(),
                "parts": writer.describe(parts[statement], statement.kind, statement._get_buckets()),
                "asks": statement.asks_confirmation,
                "url": statement._get_url(),
                "check": self.env["credit.payee.account"]._get_check(statement.profile_id, statement.date_to, {
                    balance.currency_id.id: balance.amount_to_pay for balance in statement.balance_ids}),
                "demands": writer.describe_demands(
                    [Demand(*row) for row in statement.demands or ()], {})["demands"],
            }
        return described

    def _get_url(self):
        """:return: address of the page of this statement; None without a link"""
        path = self._get_page_path()
        return path and f"{self.company_id.get_base_url()}{path}"

    def _get_page_path(self):
        self.ensure_one()
        # sudo: the paper of the customer has the link of the customer.
        token = self.sudo().access_token
        return f"{STATEMENT_PATH}{token}" if token else None

    # PDF

    def _make_pdfs(self):
        """Print these statements and keep the files, which never change; at most one call of the engine for 50 of them."""
        for start in range(0, len(self), PRINT_BATCH):
            batch = self[start:start + PRINT_BATCH].filtered(lambda statement: not statement.pdf_id)
            contents = self.env["ir.actions.report"]._render_credit_pdfs(
                REPORT, batch, {statement.id: statement._get_number() for statement in batch})
            attachments = self.env["ir.attachment"].create([{
                "name": statement._get_file_name("pdf"), "raw": contents[statement.id], "mimetype": "application/pdf",
                "res_model": statement._name, "res_id": statement.id,
            } for statement in batch])
            for statement, attachment in zip(batch, attachments, strict=True):
                statement.write({
                    "pdf_id": attachment.id, "pdf_checksum": hashlib.sha256(contents[statement.id]).hexdigest()})

    def _get_file_name(self, extension):
        env = self.with_context(lang=self._get_lang()).env
        return f"{env._('Statement of account')} {self._get_number()} {self.date_to}.{extension}"

    def _get_payment_codes(self):
        """Odoo's own payment codes for the account that is paid to, where the country of the account has one.

        :return: ``{(statement, currency id): {"account": text, "code": data of an image or None}}``
        """
        codes = {}
        for statement in self:
            codes |= {(statement, currency.id): code for currency, code in self.env["credit.payee.account"]._get_codes(
                statement.company_id, statement.profile_id.partner_id,
                {balance.currency_id: balance.amount_to_pay for balance in statement.balance_ids},
                {(item.currency_id.id, item.move_id.id) for item in statement.item_ids if item.balance > 0},
                f"{statement.profile_id._get_followup_reference()} {statement._get_number()}").items()}
        return codes


class ReportStatements(models.AbstractModel):
    _name = "report.credit_collection.report_statements"
    _description = "Statements of Account that Are Kept"

    @api.model
    def _get_report_values(self, docids, data=None):
        statements = self.env["credit.statement"].browse(docids)
        statements.check_access("read")
        # sudo: what was kept of the ledger, and whom it goes to; the right has been checked.
        statements_sudo = statements.sudo()
        return {
            "docs": statements_sudo, "documents": statements_sudo._describe(), "codes": statements_sudo._get_payment_codes()}
