from odoo import models
from odoo.exceptions import UserError

from ...tools.channel.pdf_programs import limited
from ..common.beside import try_to


class CreditFollowup(models.Model):
    """PDFs that go with an e-mail. They are made by the job that sends it: a PDF takes a second, a run has thousands."""

    _inherit = "credit.followup"

    def _make_attachments(self):
        """Render the statement and the invoices that the level asks for.

        :return: list of name, content and mimetype
        :raise UserError: saying what could not be made
        """
        if not self:
            return []
        self.ensure_one()
        documents = []
        # A report that fails in the middle of a query would take the note of its failure along.
        error = try_to(self.env, lambda: documents.extend([*self._make_statement(), *self._make_invoices()]))
        if error:
            raise UserError(self.env._(
                "The attachments could not be made, therefore the e-mail was not sent: %(error)s", error=error
            )) from error
        return documents

    def _make_statement(self):
        """Hook: :return: the statement of account, where the level asks for it"""
        return []

    def _make_invoices(self):
        """:return: PDFs of the oldest listed invoices, as they were sent where they were"""
        level = self.level_id
        if not level.attach_invoices:
            return []
        moves = self.line_ids.sorted(lambda line: (line.date_maturity or line.date, line.id)).move_id
        documents = []
        for move in moves.filtered(lambda move: move.is_sale_document(include_receipts=True))[:level.max_invoices]:
            name, content = move.with_context(lang=self._get_letter_lang())._get_credit_document()
            documents.append((name, content, "application/pdf"))
        return documents


class AccountMove(models.Model):
    """The PDF of an invoice, for the customer."""

    _inherit = "account.move"

    def _get_credit_document(self):
        """:return: file name and content of the PDF as it was sent. An invoice that was never sent is printed: Odoo would
            make a proforma invoice of it, which nobody has to pay
        """
        self.ensure_one()
        document = self._get_invoice_legal_documents("pdf")
        if document:
            return document["filename"], document["content"]
        report, Report = "account.account_invoices", self.env["ir.actions.report"]
        with limited():
            content, kind = Report._pre_render_qweb_pdf(report, self.ids)
        return self._get_invoice_report_filename(), Report._get_splitted_report(report, content, kind)[self.id]
