"""PDFs of many documents by one call of the engine, each cut out of the file of all."""

import io

import lxml.html

from odoo import api, models, modules, tools
from odoo.tools.pdf import PdfFileReader, PdfFileWriter

from odoo.addons.base.models.ir_actions_report import _wkhtml


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    @api.model
    def _render_credit_pdfs(self, report_ref, records, marks):
        """
        :param dict marks: ``{id: text that stands on the first page of the document of this record alone}``
        :return: ``{id: content of its PDF}``
        """
        if len(records) == 1 or self._is_credit_test():
            return {record.id: self._render_qweb_pdf(report_ref, record.ids)[0] for record in records}
        if not records:
            return {}
        contents = {}
        if _wkhtml().is_patched_qt:
            # Core finds the documents by their first headings.
            streams = self._pre_render_qweb_pdf(report_ref, records.ids)[0]
            contents = {
                record_id: streams[record_id]["stream"].getvalue() for record_id in records.ids
                if streams.get(record_id, {}).get("stream")}
        else:
            file = self._render_credit_file(report_ref, records)
            contents = _cut(file, [(record.id, marks[record.id]) for record in records])
        missing = records.filtered(lambda record: record.id not in contents)
        return contents | {record.id: self._render_qweb_pdf(report_ref, record.ids)[0] for record in missing}

    @api.model
    def _is_credit_test(self):
        """:return: whether core makes no PDFs, as in tests that do not ask for them"""
        is_test = modules.module.current_test or tools.config["test_enable"]
        return is_test and not self.env.context.get("force_report_rendering")

    @api.model
    def _render_credit_file(self, report_ref, records):
        """:return: PDF of all documents; Debian's engine takes one page of HTML a call, and prints no head and foot"""
        report_sudo, env = self._get_report(report_ref), self.with_context(debug=False, webp_as_jpg=True)
        html = env._render_qweb_html(report_ref, records.ids, data={"report_type": "pdf", "debug": False})[0]
        bodies, _ids, _header, _footer, arguments = report_sudo.with_context(debug=False)._prepare_html(
            html, report_model=report_sudo.model)
        return self._run_wkhtmltopdf([_join(bodies)], report_ref=report_ref, specific_paperformat_args=arguments)


def _join(bodies):
    """:return: one page of HTML of several, with a new page of paper before each but the first"""
    first, *others = (lxml.html.fromstring(body) for body in bodies)
    for other in others:
        page = lxml.html.Element("div", style="page-break-before: always;")
        page.extend(other.body.getchildren())
        first.body.append(page)
    return lxml.html.tostring(first, encoding="unicode", doctype="<!DOCTYPE html>")


def _cut(content, marks):
    """Cut a file into its documents.

    :param marks: list of ``(key, text on the first page of the document)``, in the order of the documents
    :return: ``{key: content}``; nothing when the first pages are not found, for a wrong cut is worse than none
    """
    reader = PdfFileReader(io.BytesIO(content))
    count = len(reader.pages)
    starts = list(range(count)) if count == len(marks) else _find_starts(reader, marks)
    if not starts:
        return {}
    contents = {}
    for (key, _mark), start, end in zip(marks, starts, [*starts[1:], count], strict=True):
        writer, stream = PdfFileWriter(), io.BytesIO()
        for number in range(start, end):
            writer.add_page(reader.pages[number])
        writer.write(stream)
        contents[key] = stream.getvalue()
    return contents


def _find_starts(reader, marks):
    """:return: numbers of the pages on which the documents begin, in their order; empty unless each is found once"""
    starts, texts = [], ["".join(page.extract_text().split()) for page in reader.pages]
    for _key, mark in marks:
        found = [number for number, text in enumerate(texts) if mark in text]
        if len(found) != 1:
            return []
        starts += found
    return starts if starts and starts[0] == 0 and starts == sorted(set(starts)) else []
