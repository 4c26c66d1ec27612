import io
from datetime import date, datetime

import xlsxwriter
from openpyxl import load_workbook

from odoo.tests import BaseCase

from ...report.workbook.fast_worksheet import FastWorksheet


class TestFastWorksheet(BaseCase):
    """What is written comes back from another reader, whatever is in it."""

    def _write(self, columns, rows):
        file = io.BytesIO()
        book = xlsxwriter.Workbook(file, {"constant_memory": True})
        sheet = book.add_worksheet("Table", FastWorksheet)
        money = book.add_format({"num_format": "0.000"})
        sheet.write_string(0, 0, "Heading")
        columns = [(key, kind, {"KWD": money} if currency else None, currency) for key, kind, currency in columns]
        self.assertEqual(sheet.write_table(1, columns, rows), 1 + len(rows))
        book.add_worksheet("Next", FastWorksheet).write_string(0, 0, "next")
        book.close()
        return load_workbook(file)

    def test_texts_survive(self):
        texts = [
            "plain", " leading and trailing ", "<b>&amp;</b>", "=1+1", "http://example.com", "上海 – Łódź ﷼",
            "two\nlines", 'quote " and \'', "tab\there", "_x0041_ is not A",
        ]
        book = self._write([("text", "text", "")], [{"text": text} for text in texts])
        values = [cell.value for cell in book["Table"]["A"]]
        self.assertEqual(values[0], "Heading")
        self.assertEqual(values[1:-1], texts[:-1])
        self.assertEqual({cell.data_type for cell in book["Table"]["A"]}, {"s"})
        self.assertEqual(book["Next"]["A1"].value, "next")

    def test_control_characters_do_not_break_the_file(self):
        book = self._write([("text", "text", "")], [{"text": "bell\x07 and \ufffe"}, {"text": "x" * 40000}])
        self.assertTrue(book["Table"]["A2"].value.startswith("bell"))
        self.assertLessEqual(len(book["Table"]["A3"].value), 32767)

    def test_numbers_days_and_empty_cells(self):
        columns = [
            ("day", "date", ""), ("number", "integer", ""), ("amount", "money", "currency"), ("currency", "text", ""),
        ]
        rows = [
            {"day": date(2024, 2, 29), "number": 0, "amount": -1234567.125, "currency": "KWD"},
            {"day": None, "number": False, "amount": 0.1 + 0.2, "currency": "KWD"},
            {"currency": "KWD"},
        ]
        sheet = self._write(columns, rows)["Table"]
        self.assertEqual([cell.value for cell in sheet[2]], [45351, 0, -1234567.125, "KWD"])
        self.assertEqual(datetime(1899, 12, 30).toordinal() + 45351, date(2024, 2, 29).toordinal())
        self.assertEqual([cell.value for cell in sheet[3]], [None, None, 0.3, "KWD"])
        self.assertEqual([cell.value for cell in sheet[4]], [None, None, None, "KWD"])
        self.assertEqual(sheet["C2"].number_format, "0.000")

    def test_no_rows(self):
        sheet = self._write([("text", "text", "")], [])["Table"]
        self.assertEqual([cell.value for cell in sheet["A"]], ["Heading"])
