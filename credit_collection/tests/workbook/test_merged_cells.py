"""Merged cells in a workbook that comes back: the program keeps the first value alone, and the others must not count as
emptied."""

from openpyxl.utils import get_column_letter

from odoo.tests import BaseCase, tagged

from ...tools.workbook.merged import ANY, find_merged, index_merged, is_merged
from .test_starting_template import TemplateCommon


class TestToolsMerged(BaseCase):

    def test_places_and_rows(self):
        xml = b'</sheetData><mergeCells count="2"><mergeCell ref="B3:C4"/><x:mergeCell  ref="AA5:AA1048576"/></mergeCells>'
        expected = [(3, 4, 1, 2), (5, 1048576, 26, 26)]
        self.assertEqual(find_merged([xml]), expected)
        self.assertEqual(find_merged([xml[number:number + 1] for number in range(len(xml))]), expected, "in pieces")
        index = index_merged([*expected, (4, 6, 2, 2)], [0, 1, 2, 26])
        for place, row, merged in (
            (0, 3, False), (1, 2, False), (1, 3, True), (1, 4, True), (1, 5, False), (2, 6, True), (2, 7, False),
            (26, 4, False), (26, 900, True), (ANY, 7, True), (ANY, 2, False),
        ):
            self.assertEqual(is_merged(index, place, row), merged, (place, row))


@tagged("post_install", "-at_install")
class TestMergedCells(TemplateCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_customer = cls.env["res.partner"].create({"name": "Careful Customer Two", "is_company": True})
        cls._invoices([(100, -20, cls.customer), (200, -20, cls.other_customer)])
        cls.profiles = (cls.customer | cls.other_customer)._get_credit_profiles()
        cls.profiles.note = "Pays late"

    def _merge(self, book, first, last, sheet="Customers"):
        """Merge the cells between two headings in the rows of both customers, as a program does: the first value stays."""
        sheet = book[sheet]
        rows = sorted(self._row_of(sheet, profile.display_name) for profile in self.profiles)
        places = [self._column(sheet, heading) for heading in (first, last)]
        sheet.merge_cells(start_row=rows[0], end_row=rows[1], start_column=places[0], end_column=places[1])

    def test_remark_for_several_customers_empties_none(self):
        book = self._export(self.profiles)
        self._merge(book, "Remark", "Remark")
        wizard = self._import(book)
        self.assertEqual(set(self._states(wizard).values()), {"error"})
        lines = wizard.line_ids.filtered(lambda line: line.sheet == "Customers")
        self.assertIn("Remark: merged with other cells", lines[0].message)
        self.assertEqual(self.profiles.mapped("note"), ["<p>Pays late</p>"] * 2)

    def test_merged_cells_beside_what_is_read_are_no_concern(self):
        book = self._export(self.profiles)
        sheet = book["Customers"]
        rows = [self._row_of(sheet, profile.display_name) for profile in self.profiles]
        letter = get_column_letter(sheet.max_column + 2)
        sheet.merge_cells(f"{letter}{min(rows)}:{letter}{max(rows)}")
        self._set(book, {"Remark": "Pays on Friday"})
        wizard = self._import(book)
        self.assertEqual(self._states(wizard)[self.customer.name], "change", wizard.line_ids.mapped("message"))

    def test_limits_of_the_starting_template_are_not_taken_from_one_for_all(self):
        self.profiles.write({"limit_mode": "limited", "credit_limit": 700})
        book = self._template()
        self._set(book, {"Credit Limit": 5000})
        self._merge(book, "Credit Limit", "Credit Limit")
        wizard = self._import(book, self.manager)
        merged = wizard.line_ids.filtered(lambda line: line.profile_id in self.profiles)
        self.assertEqual(merged.mapped("state"), ["error", "error"])
        self.assertIn("Credit Limit: merged with other cells", merged[0].message)
        self.assertEqual(self.profiles.mapped("credit_limit"), [700, 700])

    def test_rows_merged_into_one_are_told(self):
        book = self._export(self.profiles)
        sheet = book["Customers"]
        rows = sorted(self._row_of(sheet, profile.display_name) for profile in self.profiles)
        sheet.merge_cells(start_row=rows[0], end_row=rows[1], start_column=1, end_column=self._key_column(sheet))
        wizard = self._import(book)
        self.assertFalse(wizard.line_ids.filtered(lambda line: line.sheet == "Customers"))
        self.assertIn(", ".join(map(str, rows)), wizard.notes)

    def test_merged_headings_are_told(self):
        book = self._export(self.profiles)
        sheet = book["Customers"]
        row, place = self._header_row(sheet), self._column(sheet, "Expected Payment")
        sheet.merge_cells(start_row=row, end_row=row, start_column=place, end_column=place + 1)
        self.assertIn("without the columns Expected Amount", self._import(book).notes)
