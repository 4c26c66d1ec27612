"""The overdue workbook against plain xlsxwriter writing the same rows."""
import io
from unittest.mock import patch

from .report import Figure
from .timing import admin, load_registry, measure_in_turn, run_once


def run(names):
    with admin(load_registry(names.run)) as env:
        env = env(context={**env.context, "allowed_company_ids": env["res.company"].search([]).ids})
        Workbook = env["credit.overdue.workbook"]
        # What a running server holds in memory anyway is not the workbook's.
        Workbook._write(io.BytesIO(), env["credit.profile"].search([], limit=1))
        first = run_once(lambda: Workbook._write(io.BytesIO()))
        sheets = _collect(Workbook)
        ours, limit = measure_in_turn(
            (lambda: Workbook._write(io.BytesIO()), lambda: ()), (_write_plainly, lambda: (sheets,)), runs=3, warm=0)
        rows = sum(len(rows) for _columns, rows in sheets)
        cells = sum(len(columns) * len(rows) for columns, rows in sheets)
        yield Figure("overdue workbook", ours.seconds, "s", limit.seconds, at_most_times=1.25,
                     note=f"{rows:,} rows, {cells:,} cells")
        yield Figure("overdue workbook: memory", first.grown_mb, "MB", at_most=40)


def _collect(Workbook):
    """Return ``(columns, rows)`` of each sheet, as the workbook writes them."""
    from odoo.addons.credit_collection.report.workbook.workbook_sheet import Sheet

    sheets = []
    original = Sheet.write_rows

    def write_rows(sheet, rows):
        rows = list(rows)
        sheets.append((sheet.columns, [
            tuple((row.get(column.key), row.get(column.link)) for column in sheet.columns) for row in rows]))
        original(sheet, rows)

    with patch.object(Sheet, "write_rows", write_rows):
        Workbook._write(io.BytesIO())
    return sheets


def _write_plainly(sheets):
    import xlsxwriter

    book = xlsxwriter.Workbook(io.BytesIO(), {"constant_memory": True})
    money = book.add_format({"num_format": "#,##0.00"})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for columns, rows in sheets:
        sheet = book.add_worksheet()
        write = {
            "text": sheet.write_string, "money": lambda *cell, sheet=sheet: sheet.write_number(*cell, money),
            "date": lambda *cell, sheet=sheet: sheet.write_datetime(*cell, day),
        }
        writers = [write.get(column.kind, sheet.write_number) for column in columns]
        for number, row in enumerate(rows):
            for column, (value, url) in enumerate(row):
                if url and value:
                    sheet.write_url(number, column, url, None, value)
                elif value or value == 0 and value is not False:
                    writers[column](number, column, value)
    book.close()
