"""Files as other programs save them: the same changes come back, and nothing else changes."""
import base64
import io
import re
import zipfile

from odoo.tests import tagged

from .common import RoundTripCommon

SHARED = "xl/sharedStrings.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
# A text as openpyxl keeps it: in its cell.
CELL = re.compile(r'<c ([^>]*?)t="inlineStr"([^>]*)><is>(.*?)</is></c>', re.S)


def rewrite(content, change, extra=None):
    """:return: the file, with ``change(name, text)`` in the place of the text of each of its parts, and with ``extra`` parts"""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as file:
        for name in source.namelist():
            data = source.read(name)
            if name.endswith((".xml", ".rels")):
                data = change(name, data.decode()).encode()
            file.writestr(name, data)
        for name, text in (extra() if extra else {}).items():
            file.writestr(name, text)
    return target.getvalue()


@tagged("post_install", "-at_install")
class TestRoundTripPrograms(RoundTripCommon):

    def setUp(self):
        super().setUp()
        self._invoice(100, -20)
        book = self._export()
        self._set(book, {"Remark": "Pays on Friday <soon>", "Expected Payment": self._days(5), "Expected Amount": 80})
        self.book = book

    def _save(self):
        file = io.BytesIO()
        self.book.save(file)
        return file.getvalue()

    def _bring(self, content):
        """Import the file, and test that it brings what was entered and nothing else."""
        self._refresh()
        wizard = self.env["credit.workbook.import"].with_user(self.collector).create(
            {"file": base64.b64encode(content), "file_name": "back.xlsx"})
        wizard.action_check()
        line = self._line(wizard)
        self.assertEqual(line.state, "change", line.message)
        self.assertEqual(
            {key: new for key, _before, _old, new, _conflict in line.changes},
            {"remark": "Pays on Friday <soon>", "expected_date": str(self._days(5)), "expected_amount": 80})
        wizard.action_apply()
        self.assertRecordValues(self.profile, [{"open_promise_amount": 80}])

    def _cells_of(self, heading):
        sheet = self.book["Customers"]
        column = self._column(sheet, heading)
        return [sheet.cell(number, column) for number in range(self._header_row(sheet) + 1, sheet.max_row + 1)]

    def test_strings_beside_the_cells(self):
        """As Excel and LibreOffice save them, each text once for all cells."""
        strings = []

        def share(cell):
            if cell[3] not in strings:
                strings.append(cell[3])
            return f'<c {cell[1]}t="s"{cell[2]}><v>{strings.index(cell[3])}</v></c>'

        def change(name, text):
            if name.startswith("xl/worksheets/"):
                return CELL.sub(share, text)
            if name == "[Content_Types].xml":
                return text.replace("</Types>", f'<Override PartName="/{SHARED}" ContentType="{TYPE}"/></Types>')
            if name == "xl/_rels/workbook.xml.rels":
                return text.replace(
                    "</Relationships>", f'<Relationship Type="{KIND}" Target="/{SHARED}" Id="rId99"/></Relationships>')
            return text

        content = rewrite(self._save(), change, lambda: {
            SHARED: f'<sst xmlns="{MAIN}">{"".join(f"<si>{each}</si>" for each in strings)}</sst>'})
        self.assertTrue(strings)
        self._bring(content)

    def test_strings_as_results(self):
        """A text without formula may be kept as the result of one."""
        def keep(cell):
            text = "".join(re.findall(r"<t[^>]*>(.*?)</t>", cell[3], re.S))
            return f'<c {cell[1]}t="str"{cell[2]}><v>{text}</v></c>'

        def plain(name, text):
            return CELL.sub(keep, text) if name.startswith("xl/worksheets/") else text

        self._bring(rewrite(self._save(), plain))

    def test_formats_of_cells_are_lost(self):
        """Then a day is a number."""
        def strip(name, text):
            return re.sub(r'(<c [^>]*?) s="\d+"', r"\1", text) if name.startswith("xl/worksheets/") else text

        self._bring(rewrite(self._save(), strip))

    def test_days_and_amounts_are_texts(self):
        """With an apostrophe before them, or in columns of texts."""
        for heading, form in (("Expected Payment", "%Y/%m/%d"), ("Next Action On", "%Y-%m-%d")):
            for cell in self._cells_of(heading):
                if cell.value and not isinstance(cell.value, str):
                    cell.value = cell.value.strftime(form)
                    cell.quotePrefix = True
        for cell in self._cells_of("Expected Amount"):
            if isinstance(cell.value, (int, float)):
                cell.value = f"{cell.value:.2f}"
                cell.data_type = "s"
        self._bring(self._save())

    def test_amounts_that_cannot_be_changed_are_texts_with_separators(self):
        """As a table looks that was pasted as texts: what it says has not changed."""
        self._invoice(12345.5, -20)
        book = self._export()
        for row in book["Customers"].iter_rows(min_row=self._header_row(book["Customers"]) + 1):
            for cell in row:
                if isinstance(cell.value, float):
                    cell.value = f"{cell.value:,.2f}"
                    cell.data_type = "s"
        self._set(book, {"Remark": "Pays on Friday"})
        line = self._line(self._import(book))
        self.assertEqual((line.state, [change[0] for change in line.changes or ()]), ("change", ["remark"]), line.message)

    def test_columns_in_another_order_and_empty_rows(self):
        sheet = self.book["Customers"]
        sheet.insert_cols(2, 2)
        sheet.insert_rows(1, 3)
        sheet.insert_rows(self._header_row(sheet) + 1)
        remark, first = self._column(sheet, "Remark"), self._column(sheet, "Expected Payment")
        for number in range(self._header_row(sheet), sheet.max_row + 1):
            left, right = sheet.cell(number, remark), sheet.cell(number, first)
            left.value, right.value = right.value, left.value
            left.number_format, right.number_format = right.number_format, left.number_format
        for _row in range(5):
            sheet.append([None, "", " "])
        self._bring(self._save())

    def test_truth_values_in_other_columns(self):
        """Whatever somebody adds beside: a column of check boxes is no concern of the import."""
        sheet = self.book["Customers"]
        place = sheet.max_column + 1
        sheet.cell(self._header_row(sheet), place).value = "Checked"
        for number in range(self._header_row(sheet) + 1, sheet.max_row + 1):
            sheet.cell(number, place).value = True
        self._bring(self._save())
