"""Binding PDFs into one with bookmarks. Nothing of Odoo but its door to the PDF library."""

import io

from odoo.tools.pdf import PdfFileReader, PdfFileWriter


def count_pages(content):
    """:return: number of pages of a PDF
    :raise Exception: whatever the library raises for what is no PDF
    """
    return len(PdfFileReader(io.BytesIO(content), strict=False).pages)


def bind(parts):
    """
    :param parts: list of (content of a PDF, title, title of its section or None), in their order
    :return: content of one PDF, with a bookmark for each section and below it one for each part
    """
    writer, stream, sections, start = PdfFileWriter(), io.BytesIO(), {}, 0
    for content, title, section in parts:
        pages = PdfFileReader(io.BytesIO(content), strict=False).pages
        for page in pages:
            writer.add_page(page)
        if section and section not in sections:
            sections[section] = writer.add_outline_item(section, start)
        writer.add_outline_item(title, start, sections.get(section))
        start += len(pages)
    writer.write(stream)
    return stream.getvalue()
