"""Situations that people reported in public about spreadsheets that come back; the address stands beside each."""

from datetime import datetime

from openpyxl.utils.datetime import CALENDAR_MAC_1904

from odoo.tests import BaseCase, tagged

from ...tools.workbook.cells import CellError, read_cell
from .common import RoundTripCommon


@tagged("post_install", "-at_install")
class TestPublicReportsOfCells(BaseCase):

    def test_days_as_programs_write_them(self):
        # github.com/odoo/odoo/pull/111380, github.com/odoo/odoo/pull/133424
        for text in ("2026-03-15 00:00:00", "2026-03-15T00:00:00", " 2026-03-15 ", "2026-03-15 17:39:31"):
            self.assertEqual(read_cell("date", text, "s"), "2026-03-15", text)
        for text in ("15.03.2026", "15. 3. 2026", "15.3.2026 00:00"):
            self.assertEqual(read_cell("date", text, "s"), "2026-03-15", text)
        for text in ("03/15/2026", "15/03/2026", "03-04-2026", "03.15.2026", "15.03.26", "15.03",
                     "2026-13-01 00:00:00", "2026-03-15 25:00:00", "2026-03-15 x"):
            with self.subTest(text), self.assertRaises(CellError):
                read_cell("date", text, "s")

    def test_a_reference_keeps_its_zeros_and_a_long_number_its_digits(self):
        # github.com/dfinke/ImportExcel/issues/164
        self.assertEqual(read_cell("text", "00123", "s"), "00123")
        self.assertEqual(read_cell("text", 4006381333931.0, "n"), "4006381333931")

    def test_blanks_and_apostrophes_between_thousands_as_programs_write_them(self):
        # github.com/JavaMoney/jsr354-ri/issues/193, github.com/moneymanagerex/moneymanagerex/issues/2662
        for blank in (" ", "\xa0", "\u202f", "\u2009"):
            for own in ("\xa0", "\u202f", " "):
                self.assertEqual(read_cell("money", f"4{blank}709,50", "s", (",", own)), 4709.5, (blank, own))
        self.assertEqual(read_cell("money", "1\u2019234\u2019567.80", "s", (".", "'")), 1234567.8)

    def test_decimal_mark_of_another_language_is_no_separator(self):
        # github.com/OCA/bank-statement-import/pull/997, github.com/frappe/erpnext/issues/7578
        self.assertEqual(read_cell("money", "31.24", "s", (",", ".")), 31.24)
        self.assertEqual(read_cell("money", "13,75", "s", (".", ",")), 13.75)
        # github.com/t8y2/dbx/pull/6493
        for text in ("1,23,4", "12,34.56", "1,,234", ",123", "123,", "1,234.5.6", "1,234abc", "4 709,50", "1.000,5"):
            with self.subTest(text), self.assertRaises(CellError):
                read_cell("money", text, "s", (".", ","))

    def test_signs_and_symbols_of_other_programs_are_told_and_never_lost(self):
        # github.com/actualbudget/actual/issues/807, github.com/rustledger/rustledger/pull/1473,
        # github.com/moneymanagerex/moneymanagerex/issues/5801, github.com/actualbudget/actual/pull/7149
        for text in ("(12.34)", "$(12.34)", "12.34-", "\u221212.34", "$1,055 ", "1,055.00 CR", "12.34 €"):
            with self.subTest(text), self.assertRaises(CellError):
                read_cell("money", text, "s", (".", ","))
        self.assertEqual(read_cell("money", " -1,055.00 ", "s", (".", ",")), -1055.0)


@tagged("post_install", "-at_install")
class TestPublicReports(RoundTripCommon):

    def test_days_of_a_file_that_counts_from_1904(self):
        # github.com/exceljs/exceljs/issues/219
        self._invoice(100, -20)
        book = self._export()
        book.epoch = CALENDAR_MAC_1904
        self._set(book, {"Expected Payment": self._days(6)})
        wizard = self._import(book)
        self.assertEqual(self._line(wizard).state, "change", self._line(wizard).message)
        wizard.action_apply()
        self.assertEqual(self.profile.promise_ids.next_date, self._days(6))

    def test_real_dates_and_texts_in_one_column(self):
        # github.com/odoo/odoo/pull/206876
        other = self.env["res.partner"].create({"name": "Second Customer", "is_company": True})
        profiles = self.profile | other._get_credit_profiles()
        self._invoice(100, -20)
        self._invoice(50, -20, partner=other)
        book = self._export(profiles)
        self._set(book, {"Expected Payment": datetime.combine(self._days(6), datetime.min.time())})
        self._set(book, {"Expected Payment": f"{self._days(7).isoformat()} 00:00:00"}, name=other.name)
        self._import(book).action_apply()
        self.assertEqual(profiles.mapped("promise_ids.next_date"), [self._days(6), self._days(7)])

    def test_a_formula_is_told_and_never_taken_for_its_text(self):
        # github.com/jazzband/tablib/issues/462
        self._invoice(100, -20)
        book = self._export()
        self._set(book, {"Expected Payment": self._days(6)})
        sheet = book["Customers"]
        cell = sheet.cell(self._row_of(sheet, self.customer.name), self._column(sheet, "Expected Amount"))
        cell.value = "=30+20"
        wizard = self._import(book)
        self.assertEqual(self._line(wizard).state, "error")
        self.assertIn("formula", self._line(wizard).message.lower())
        self.assertFalse(self.profile.promise_ids)
