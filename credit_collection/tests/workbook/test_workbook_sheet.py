import io
from datetime import date

import xlsxwriter
from openpyxl import load_workbook

from odoo.tests import BaseCase

from ...report.workbook.workbook_sheet import Column, Formats, Sheet, Total, count_lines, in_tens


class TestWorkbookSheet(BaseCase):
    """What is written comes back from another reader, whatever is in it."""

    def _write(self, columns, rows, totals=()):
        file = io.BytesIO()
        book = xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_formulas": False})
        formats = Formats(book)
        for name, content in (("Table", rows), ("Next", [])):
            sheet = Sheet(book, formats, name, columns, {"KWD": 3})
            sheet.write_title("Title", "As of today")
            sheet.write_totals("Total", totals, len(content))
            sheet.write_header()
            sheet.write_rows(content)
            sheet.finish()
        book.close()
        return load_workbook(file)["Table"]

    def _texts(self, texts):
        sheet = self._write([Column("text", "Heading")], [{"text": text} for text in texts])
        return [cell.value for cell in sheet["A"]][5:]

    def test_texts_survive(self):
        texts = [
            "plain", " leading and trailing ", "<b>&amp;</b>", "=1+1", "http://example.com", "上海 – Łódź ﷼",
            "two\nlines", 'quote " and \'', "tab\there",
        ]
        self.assertEqual(self._texts(texts), texts)

    def test_control_characters_do_not_break_the_file(self):
        bell, long = self._texts(["bell\x07 and \ufffe", "x" * 40000])
        self.assertTrue(bell.startswith("bell"))
        self.assertEqual(len(long), 32767)

    def test_numbers_days_and_empty_cells(self):
        columns = [
            Column("day", "Day", "date"), Column("number", "Number", "integer"),
            Column("amount", "Amount", "money", currency="currency"), Column("currency", "Currency"),
        ]
        sheet = self._write(columns, [
            {"day": date(2024, 2, 29), "number": 0, "amount": -1234567.125, "currency": "KWD"},
            {"day": None, "number": False, "amount": 0.5, "currency": "KWD"},
            {"currency": "KWD"},
        ])
        self.assertEqual(sheet["A6"].value.date(), date(2024, 2, 29))
        self.assertEqual([cell.value for cell in sheet[6]][1:], [0, -1234567.125, "KWD"])
        self.assertEqual([cell.value for cell in sheet[7]], [None, None, 0.5, "KWD"])
        self.assertEqual([cell.value for cell in sheet[8]], [None, None, None, "KWD"])
        self.assertTrue(sheet["C6"].number_format.startswith("#,##0.000"))

    def test_no_rows(self):
        self.assertEqual(self._texts([]), [])

    def test_totals_of_several_currencies_follow_the_filter(self):
        columns = [Column("currency", "Currency"), Column("amount", "Amount", "money", currency="currency")]
        totals = [Total("KWD", 3, {"amount": 1.5}), Total("EUR", 2, {"amount": 2.0})]
        sheet = self._write(columns, [{"currency": "KWD", "amount": 1.5}], totals)
        self.assertIn('="KWD")*SUBTOTAL(109,OFFSET(', sheet["B4"].value)

    def test_heading_lines(self):
        cases = (("Amount", 12, 1), ("Open (Company Currency)", 15, 2), ("客户编号名称", 8, 2), ("x" * 30, 10, 4))
        for text, width, lines in cases:
            with self.subTest(text=text):
                self.assertEqual(count_lines(text, width), lines)

    def test_columns_in_tens_leave_room(self):
        self.assertEqual([column.sequence for column in in_tens([Column("a", "A"), Column("b", "B")])], [10, 20])
