"""PDFs bound into one: pages in their order, a bookmark for each section and each part."""

import io

from odoo.tests import BaseCase, tagged
from odoo.tools.pdf import PdfFileReader, PdfFileWriter

from ..tools.pdf_binder import bind, count_pages


def make_pdf(*widths):
    writer, stream = PdfFileWriter(), io.BytesIO()
    for width in widths:
        writer.add_blank_page(width, 100)
    writer.write(stream)
    return stream.getvalue()


@tagged("post_install", "-at_install")
class TestToolsPdfBinder(BaseCase):

    def test_pages_and_bookmarks(self):
        bound = bind([
            (make_pdf(10, 20), "Invoice 1", "Invoices"), (make_pdf(30), "Invoice 2", "Invoices"),
            (make_pdf(40, 50), "Letter", None)])
        reader = PdfFileReader(io.BytesIO(bound), strict=False)
        self.assertEqual([float(page.mediabox.width) for page in reader.pages], [10, 20, 30, 40, 50])
        self.assertEqual(count_pages(bound), 5)
        section, parts, letter = reader.outline
        # One version of the library writes numbers, another one the pages themselves.
        found = [
            (each.title, each.page if isinstance(each.page, int) else reader.get_destination_page_number(each))
            for each in (section, *parts, letter)]
        self.assertEqual(found, [("Invoices", 0), ("Invoice 1", 0), ("Invoice 2", 2), ("Letter", 3)])
