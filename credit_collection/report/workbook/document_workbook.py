"""The XLSX file of a document: how it is opened and closed, and a sheet of amounts in one currency."""

import io

import xlsxwriter

from odoo.exceptions import UserError

from .workbook_sheet import Formats, Sheet, Total

OPTIONS = {
    # A customer named «=HYPERLINK(…)» is text, not a formula.
    "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
    "constant_memory": True,
}
# What a sheet of an XLSX file holds, less room for title, totals and header: further rows would be left out silently.
MOST_ROWS = 1_048_576 - 100


def make_workbook(write):
    """:param write: function of an XLSX workbook and its :class:`Formats`, which writes the sheets
    :return: the file as bytes
    """
    with io.BytesIO() as file:
        workbook = xlsxwriter.Workbook(file, OPTIONS)
        write(workbook, Formats(workbook))
        workbook.close()
        return file.getvalue()


def check_row_count(env, sheet_name, count):
    """:raise UserError: more rows than a sheet holds"""
    if count > MOST_ROWS:
        raise UserError(env._(
            "The sheet “%(sheet)s” would have %(count)s rows; a spreadsheet holds %(most)s. Choose fewer customers.",
            sheet=sheet_name, count=f"{count:,}", most=f"{MOST_ROWS:,}"))


def write_table(env, workbook, formats, name, columns, rows, *, currency, heading, totals=None):
    """Write a sheet of a document whose amounts are in one currency.

    :param rows: list of dicts by the keys of ``columns``
    :param heading: title of the sheet, and notes below it
    :param dict totals: ``{key of a column: its total}``; without, the sheet has none
    """
    check_row_count(env, name, len(rows))
    page = env._("Page %(page)s of %(pages)s", page="&P", pages="&N")
    sheet = Sheet(workbook, formats, name, columns, {currency.name: currency.decimal_places}, footer=f"&L&A&C{page}&R&D")
    sheet.write_title(*heading)
    sheet.write_totals(
        env._("Total"), [Total(currency.name, currency.decimal_places, totals)] if totals else [], len(rows))
    sheet.write_header()
    sheet.write_rows(rows)
    sheet.finish()
