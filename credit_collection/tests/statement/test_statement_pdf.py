"""Documents cut out of one file: each gets its own pages, or none is cut."""

import io

from reportlab.pdfgen.canvas import Canvas

from odoo.tests import BaseCase, tagged
from odoo.tools.pdf import PdfFileReader

from ...report.statement.statement_pdf import _cut, _join

MARKS = [(1, "S000001"), (2, "S000002"), (3, "S000003")]


def _file(*pages):
    stream = io.BytesIO()
    canvas = Canvas(stream)
    for text in pages:
        canvas.drawString(50, 700, text)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


@tagged("post_install", "-at_install")
class TestStatementPdf(BaseCase):

    def _get_texts(self, contents):
        return {
            key: ["".join(page.extract_text().split()) for page in PdfFileReader(io.BytesIO(content)).pages]
            for key, content in contents.items()}

    def test_each_document_gets_its_own_pages(self):
        file = _file("No. S000001", "more of one", "No. S000002", "No. S000003", "more of three", "end")
        self.assertEqual(self._get_texts(_cut(file, MARKS)), {
            1: ["No.S000001", "moreofone"], 2: ["No.S000002"], 3: ["No.S000003", "moreofthree", "end"]})

    def test_as_many_pages_as_documents_need_no_marks(self):
        self.assertEqual(self._get_texts(_cut(_file("a", "b", "c"), MARKS)), {1: ["a"], 2: ["b"], 3: ["c"]})

    def test_nothing_is_cut_where_a_first_page_is_not_certain(self):
        for pages in (
            ("S000001", "x", "S000002", "y"), ("S000001", "S000002", "S000002", "S000003"),
            ("cover", "S000001", "S000002", "S000003"), ("S000002", "x", "S000001", "S000003"),
        ):
            with self.subTest(pages=pages):
                self.assertEqual(_cut(_file(*pages), MARKS), {})

    def test_pages_are_joined_with_breaks_between_them(self):
        page = _join([f"<html><body><p>{number}</p></body></html>" for number in range(3)])
        self.assertEqual(page.count("page-break-before"), 2)
        self.assertLess(page.index("<p>0</p>"), page.index("<p>1</p>"))
        self.assertEqual(page.count("<body"), 1)
