"""Files as other programs save them: the same changes come back, and nothing else changes."""
import base64
import io
import re
import zipfile
from xml.sax.saxutils import escape

from odoo.tests import tagged

from .common import RoundTripCommon

SHARED = "xl/sharedStrings.xml"
CELL = re.compile(r'<c ([^>]*?)t="s"([^>]*)><v>(\d+)</v></c>')


def rewrite(content, change):
    """:return: the file, with ``change(name, text)`` in the place of the text of each of its parts"""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as file:
        for name in source.namelist():
            data = source.read(name)
            if name.endswith(".xml"):
                data = change(name, data.decode()).encode()
            file.writestr(name, data)
    return target.getvalue()


def get_strings(content):
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        items = re.findall(r"<si>(.*?)</si>", file.read(SHARED).decode(), re.S)
    return items


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

    def test_strings_in_the_cells(self):
        """As Google Sheets, and programs that write while they read, save them."""
        content = self._save()
        strings = get_strings(content)

        def inline(name, text):
            if not name.startswith("xl/worksheets/"):
                return text
            return CELL.sub(lambda cell: f'<c {cell[1]}t="inlineStr"{cell[2]}><is>{strings[int(cell[3])]}</is></c>', text)

        changed = rewrite(content, inline)
        self.assertNotEqual(changed, content)
        self._bring(changed)

    def test_strings_as_results(self):
        """A text without formula may be kept as the result of one."""
        content = self._save()
        strings = [escape("".join(re.findall(r"<t[^>]*>(.*?)</t>", item, re.S))) for item in get_strings(content)]

        def plain(name, text):
            if not name.startswith("xl/worksheets/"):
                return text
            return CELL.sub(
                lambda cell: f'<c {cell[1]}t="str"{cell[2]}><v>{strings[int(cell[3])].replace("&amp;", "&")}</v></c>', text)

        self._bring(rewrite(content, plain))

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
