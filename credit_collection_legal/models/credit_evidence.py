from collections.abc import Callable
from typing import NamedTuple

from odoo import api, models
from odoo.fields import Domain

from odoo.addons.credit_collection.models.common.beside import try_to

PDF = "application/pdf"
SHEET = "credit_collection_legal.action_report_case_sheet"
REMINDER = "credit_collection_legal.action_report_case_reminder"


class Piece(NamedTuple):
    """A document of an evidence pack.

    ``make`` returns ``(content, mimetype)``; what it raises is named in the index, the rest of the pack is made. ``lang`` is
    the language that it is in, None for what was sent or received as it is.
    """

    title: str
    file_name: str
    make: Callable
    lang: str | None = None


class Section(NamedTuple):
    """A section of evidence packs: ``method`` of ``credit.evidence`` takes a case and the languages, and returns pieces."""

    sequence: int
    code: str
    label: str
    method: str


class CreditEvidence(models.AbstractModel):
    """The documents that show a claim. Other add-ons register theirs by ``_get_sections`` and the method that it names."""

    _name = "credit.evidence"
    _description = "Evidence of a Claim"

    @api.model
    def _get_sections(self):
        """:return: list of :class:`Section`, in any order; to be extended"""
        return [
            Section(10, "agreement", self.env._("Agreement"), "_collect_agreements"),
            Section(20, "order", self.env._("Orders"), "_collect_orders"),
            Section(30, "delivery", self.env._("Proofs of delivery"), "_collect_deliveries"),
            Section(40, "invoice", self.env._("Invoices"), "_collect_invoices"),
            Section(50, "statement", self.env._("Statement of account"), "_collect_statement"),
            Section(60, "ledger", self.env._("Ledger"), "_collect_ledger"),
            Section(70, "reminder", self.env._("Reminders"), "_collect_reminders"),
            Section(80, "contact", self.env._("Contact log"), "_collect_contacts"),
            Section(90, "promise", self.env._("Promises to pay"), "_collect_promises"),
            Section(100, "dispute", self.env._("Disputes"), "_collect_disputes"),
            Section(110, "limitation", self.env._("Limitation"), "_collect_limitation"),
            Section(120, "letter", self.env._("Lawyer's letters"), "_collect_letters"),
            Section(130, "file", self.env._("Further documents"), "_collect_files"),
        ]

    @api.model
    def _get_sorted_sections(self):
        return sorted(self._get_sections(), key=lambda section: section.sequence)

    @api.model
    def _print(self, report, records, data=None):
        """:return: ``(content, mimetype)`` of a report, in the language of ``records``"""
        content, kind = records.env["ir.actions.report"]._render_qweb_pdf(report, records.ids, data=data)
        return content, PDF if kind == "pdf" else "text/html"

    @api.model
    def _get_attachments(self, records):
        """:return: pieces of the files attached to these records by people"""
        files = self.env["ir.attachment"].search(
            Domain("res_model", "=", records._name) & Domain("res_id", "in", records.ids) & Domain("res_field", "=", False)
            & Domain("type", "=", "binary"), order="id") if records else self.env["ir.attachment"]
        return self._get_file_pieces(files)

    @api.model
    def _get_file_pieces(self, files):
        return [
            Piece(file.name, file.name, lambda file=file: (file.raw, file.mimetype or "application/octet-stream"))
            for file in files]

    # Documents of the trade

    @api.model
    def _collect_agreements(self, case, langs):
        agreements = self.env["credit.agreement"].search(
            [("profile_id", "=", case.profile_id.id), ("state", "in", ("sent", "accepted", "ended"))], order="id")
        return [
            Piece(agreement.display_name, f"{agreement._get_number()}.pdf", lambda agreement=agreement: (
                (agreement.pdf_id.raw, PDF) if agreement.pdf_id and agreement.state == "sent"
                else self._print("credit_collection.action_report_credit_agreement", agreement)))
            for agreement in agreements]

    @api.model
    def _get_orders(self, case):
        return case.line_ids.move_id.invoice_line_ids.sale_line_ids.order_id

    @api.model
    def _collect_orders(self, case, langs):
        orders = self._get_orders(case)
        return [
            *self._print_each("sale.action_report_saleorder", orders, langs, lambda order: order.name),
            *self._get_attachments(orders)]

    @api.model
    def _collect_deliveries(self, case, langs):
        """Hook: proofs of delivery are with the add-on that knows transfers; files attached to orders are in their section."""
        return []

    @api.model
    def _collect_invoices(self, case, langs):
        """Invoices as they were sent, printed where they were not; of entries that are none, their files."""
        moves = case.line_ids.move_id.sorted(lambda move: (move.invoice_date or move.date, move.id))
        invoices = moves.filtered(lambda move: move.is_sale_document(include_receipts=True))
        return [
            *(Piece(move.name, f"{move.name}.pdf", lambda move=move: self._get_invoice(move)) for move in invoices),
            *self._get_attachments(moves - invoices)]

    @api.model
    def _get_invoice(self, move):
        _name, content = move._get_credit_document()
        return content, PDF if content.startswith(b"%PDF") else "text/html"

    @api.model
    def _collect_statement(self, case, langs):
        return self._print_each(
            "credit_collection.action_report_statement_of_account", case.profile_id, langs,
            lambda profile: self.env._("Statement of account"))

    @api.model
    def _print_each(self, report, records, langs, get_title):
        """:return: pieces of a report, for each record in each language"""
        pieces = []
        for record in records:
            for lang in langs:
                localized = record.with_context(lang=lang)
                title = get_title(localized)
                pieces.append(Piece(title, f"{title}.pdf", lambda localized=localized: self._print(report, localized), lang))
        return pieces

    # What was sent and said

    @api.model
    def _get_followups(self, case):
        return self.env["credit.followup"].search([
            ("profile_id", "=", case.profile_id.id), ("state", "in", ("sent", "done")),
            ("line_ids", "in", case.line_ids.ids)], order="date, id")

    @api.model
    def _collect_reminders(self, case, langs):
        """Every message as it was sent, all printed by one call of the engine; those that fail together, one by one."""
        followups = self._get_followups(case).filtered("body")
        contents = {}
        Report = self.env["ir.actions.report"]
        try_to(self.env, lambda: contents.update(Report._render_credit_pdfs(
            REMINDER, followups, {followup.id: f"F{followup.id:07d}" for followup in followups})))

        def make(followup):
            content = contents.get(followup.id)
            if content is None:
                return self._print(REMINDER, followup)
            return content, PDF if content.startswith(b"%PDF") else "text/html"

        return [
            Piece(f"{followup.date} {followup.subject or followup.level_id.name}", f"{followup.date} F{followup.id:07d}.pdf",
                  lambda followup=followup: make(followup))
            for followup in followups]

    @api.model
    def _collect_letters(self, case, langs):
        pieces = []
        for letter in case.letter_ids.filtered(lambda letter: letter.state != "draft").sorted("id"):
            # In the order in which they were made: what left earlier, its proof, what left again.
            pieces += self._get_file_pieces((letter.pdf_id | letter.sending_proof_ids).sorted("id"))
            pieces += self._get_file_pieces(letter.proof_ids)
        return pieces

    @api.model
    def _collect_files(self, case, langs):
        return self._get_attachments(case)
