import hashlib
import io
import logging
import re
import zipfile
from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date
from odoo.tools.pdf import to_pdf_stream

from odoo.addons.credit_collection.models.common.beside import try_to

from ..tools.pdf_binder import bind, count_pages
from .credit_evidence import PDF, SHEET

_logger = logging.getLogger(__name__)
# Characters that some file system does not take.
UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')


class Made(NamedTuple):
    """A document of a pack as it was made; ``pdf`` is what is bound, None for what stands in the ZIP alone."""

    section: str
    title: str
    path: str
    content: bytes | None
    checksum: str
    pdf: bytes | None
    pages: int
    error: str


class CreditCasePack(models.Model):
    """An evidence pack as it was made: a ZIP with every document, and one PDF of all of them. Written by code only."""

    _name = "credit.case.pack"
    _description = "Evidence Pack"
    _inherit = "credit.roles.mixin"
    _order = "id desc"

    case_id = fields.Many2one("credit.case", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="case_id.company_id", store=True, index=True)
    user_id = fields.Many2one("res.users", string="Made By", readonly=True)
    made_on = fields.Datetime(readonly=True)
    zip_id = fields.Many2one("ir.attachment", string="ZIP", readonly=True, index="btree_not_null", ondelete="restrict")
    pdf_id = fields.Many2one("ir.attachment", string="PDF", readonly=True, index="btree_not_null", ondelete="restrict")
    checksum = fields.Char(string="SHA-256 of the ZIP", readonly=True)
    document_count = fields.Integer(string="Documents", readonly=True, aggregator=None)
    missing = fields.Text(readonly=True, help="What could not be made, with the reason.")

    @api.depends("case_id", "made_on")
    def _compute_display_name(self):
        for pack in self:
            pack.display_name = f"{pack.case_id._get_number()} {fields.Datetime.to_string(pack.made_on) or ''}".strip()

    def action_download_zip(self):
        """:return: the download of the ZIP"""
        return self._download("zip_id")

    def action_download_pdf(self):
        """:return: the download of the PDF

        :raise UserError: none of the documents could be bound
        """
        return self._download("pdf_id")

    def _download(self, name):
        self.ensure_one()
        self.check_access("read")
        file_sudo = self.sudo()[name]  # sudo: the right on the pack has been checked.
        if not file_sudo:
            raise UserError(self.env._("There is no such file: no document of the pack could be printed."))
        # In a new window, browsers block what comes later than some seconds after the click: making a pack takes longer.
        return {"type": "ir.actions.act_url", "url": f"/web/content/{file_sudo.id}?download=true", "target": "self"}


class CreditCase(models.Model):
    """Making the evidence pack in one click."""

    _inherit = "credit.case"

    pack_ids = fields.One2many("credit.case.pack", "case_id", string="Evidence Packs", readonly=True, copy=False)

    def action_evidence_pack(self):
        """Make the pack, in the languages of the customer and of the court, and keep it.

        :return: the download of the ZIP
        """
        self.ensure_one()
        self.check_access("read")
        self._check_collector()
        # sudo: documents of the customer in the case; the right on the case has been checked.
        pack_sudo = self.sudo()._make_pack()
        if pack_sudo.missing:
            self.message_post(body=self.env._(
                "Evidence pack made. Missing: %(missing)s", missing="; ".join(pack_sudo.missing.splitlines())))
        return pack_sudo.sudo(self.env.su).action_download_zip()

    def _get_languages(self):
        """:return: languages of the pack: that of the customer, and that of the court"""
        installed = dict(self.env["res.lang"].get_installed())
        wanted = [
            self.env["credit.addressee"]._get_language(self.profile_id, self.partner_id),
            (self.court_id or self.company_id.partner_id).lang]
        return [lang for lang in dict.fromkeys(wanted) if lang in installed] or [self.env.lang]

    def _make_pack(self):
        langs = self._get_languages()
        # The index is for the court.
        case = self.with_context(lang=langs[-1]).with_company(self.company_id)
        made = case._make_documents(langs)
        index, index_type = case._make_index(made)
        name = UNSAFE.sub("_", f"{case._get_number()} {case.partner_id.name or ''}").strip()
        files = [("index.pdf" if index_type == PDF else "index.html", index)] + [
            (document.path, document.content) for document in made if document.content is not None]
        bound = case._bind(made, index if index_type == PDF else None)
        if bound:
            files.append((f"{name}.pdf", bound))
        archive = self._zip(files)
        return self._keep_pack(name, archive, bound, made)

    def _keep_pack(self, name, archive, bound, made):
        pack = self.env["credit.case.pack"].create({
            "case_id": self.id, "user_id": self.env.uid, "made_on": fields.Datetime.now(),
            "checksum": hashlib.sha256(archive).hexdigest(),
            "document_count": len([document for document in made if document.content is not None]),
            "missing": "\n".join(f"{each.title}: {each.error}" for each in made if each.content is None) or False})
        contents = [(f"{name}.zip", archive, "application/zip"), *([(f"{name}.pdf", bound, PDF)] if bound else [])]
        attachments = self.env["ir.attachment"].create([{
            "name": file_name, "raw": content, "mimetype": mimetype, "res_model": pack._name, "res_id": pack.id,
        } for file_name, content, mimetype in contents])
        pack.write({"zip_id": attachments[0].id, "pdf_id": attachments[1:].id})
        return pack

    @api.model
    def _zip(self, files):
        """:return: content of a ZIP of these files and the list of their checksums, as ``sha256sum --check`` reads it"""
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            for path, content in files:
                archive.writestr(path, content)
            archive.writestr("SHA256SUMS.txt", "".join(
                f"{hashlib.sha256(content).hexdigest()}  {path}\n" for path, content in files))
        return stream.getvalue()

    # Documents

    def _make_documents(self, langs):
        """:return: list of :class:`Made`; what fails is in it with its reason, and so is a section that fails as a whole"""
        Evidence, made, taken = self.env["credit.evidence"], [], set()
        for number, section in enumerate(Evidence._get_sorted_sections(), 1):
            pieces, found = [], []
            error = try_to(self.env, lambda section=section, found=found: found.extend(
                getattr(Evidence, section.method)(self, langs)))
            if error:
                _logger.warning("%s: section %s of the evidence pack failed", self, section.code, exc_info=error)
                made.append(Made(section.label, section.label, "", None, "", None, 0, str(error)))
            pieces = found
            for piece in pieces:
                folder = UNSAFE.sub("_", f"{number:02d} {section.label}")
                made.append(self._make_document(section.label, folder, piece, taken, len(langs) > 1))
        return made

    def _make_document(self, section, folder, piece, taken, has_languages):
        results = []
        error = try_to(self.env, lambda: results.append(piece.make()))
        title = f"{piece.title} ({piece.lang})" if piece.lang and has_languages else piece.title
        if error or not results[0][0]:
            if error:
                _logger.warning("%s: %s of the evidence pack failed", self, piece.title, exc_info=error)
            reason = str(error) if error else self.env._("It is empty.")
            return Made(section, title, "", None, "", None, 0, reason)
        content, mimetype = results[0]
        path = self._name_file(folder, piece, mimetype, taken, has_languages)
        pdf, pages = self._get_bindable(content, mimetype)
        return Made(section, title, path, content, hashlib.sha256(content).hexdigest(), pdf, pages, "")

    @api.model
    def _name_file(self, folder, piece, mimetype, taken, has_languages):
        stem, dot, extension = UNSAFE.sub("_", piece.file_name).rpartition(".")
        if not dot:
            stem, extension = extension, ""
        if mimetype == "text/html":
            extension = "html"
        lang = f" {piece.lang}" if piece.lang and has_languages else ""
        counter, path = 1, None
        while path is None or path in taken:
            suffix = f" ({counter})" if counter > 1 else ""
            path = f"{folder}/{stem}{lang}{suffix}{'.' if extension else ''}{extension}"
            counter += 1
        taken.add(path)
        return path

    def _get_bindable(self, content, mimetype):
        """:return: ``(PDF of the content, number of its pages)``, ``(None, 0)`` for what is no PDF and no picture"""
        found = []

        def convert():
            pdf = content
            if mimetype.startswith("image/"):
                file = self.env["ir.attachment"].new({"name": "picture", "raw": content, "mimetype": mimetype})
                pdf = to_pdf_stream(file).getvalue()
            found.append((pdf, count_pages(pdf)))

        if not (mimetype == PDF or mimetype.startswith("image/")) or try_to(self.env, convert):
            return None, 0
        return found[0]

    def _bind(self, made, index):
        """:return: one PDF of the index and of all that can be bound; None where nothing can"""
        parts = [(index, self.env._("Index"), None)] if index else []
        parts += [(document.pdf, document.title, document.section) for document in made if document.pdf]
        return bind(parts) if parts else None

    # Index

    def _make_index(self, made):
        """:return: ``(content, mimetype)`` of the index, as a page of HTML where the engine fails"""
        results = []
        error = try_to(self.env, lambda: results.append(self._print_index(made)))
        if not error:
            return results[0]
        _logger.warning("%s: the index of the evidence pack could not be printed", self, exc_info=error)
        content, _kind = self.env["ir.actions.report"]._render_qweb_html(SHEET, self.ids, data=self._describe_index(made, 1))
        return content, "text/html"

    def _print_index(self, made):
        Evidence = self.env["credit.evidence"]
        content, mimetype = Evidence._print(SHEET, self, self._describe_index(made, 1))
        if mimetype != PDF:
            return content, mimetype
        # Where the documents begin is known when the index is printed.
        return Evidence._print(SHEET, self, self._describe_index(made, count_pages(content)))

    def _describe_index(self, made, index_pages):
        """:param int index_pages: number of pages of the index, which comes first"""
        rows, page, section = [], index_pages + 1, None
        for number, document in enumerate(made, 1):
            place = str(page) if document.pdf else "–"
            detail = document.checksum or self.env._("Missing: %(reason)s", reason=document.error)
            rows.append([
                str(number), document.section if document.section != section else "", document.title, place, detail])
            section, page = document.section, page + document.pages
        day = format_date(self.env, self.company_id._get_credit_today())
        return {
            "title": self.env._("Index of evidence"),
            "subtitle": self.env._(
                "%(case)s · claim %(claim)s · %(date)s", case=self.display_name, date=day,
                claim=self._describe_claim(self.env)),
            "headings": [self.env._("No."), self.env._("Section"), self.env._("Document"), self.env._("Page"), "SHA-256"],
            "rows": rows, "is_index": True}
