import base64
import io
from datetime import date, datetime

from openpyxl import load_workbook

from ..promise.common import PromiseCommon


class RoundTripCommon(PromiseCommon):
    """Export the workbook, change cells as a spreadsheet would, import it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.collector = cls._user("collector")
        cls.late = cls.env["credit.reason"].search([("kind", "=", "late")], limit=2)

    def _export(self, profiles=None, user=None):
        """:return: the workbook, opened with openpyxl"""
        self._refresh()
        Workbook = self.env["credit.overdue.workbook"].with_user(user or self.collector)
        return load_workbook(io.BytesIO(Workbook._generate(profiles if profiles is not None else self.profile, self.today)))

    def _header_row(self, sheet):
        return next(row[0].row for row in sheet.iter_rows() if row[0].value == "Customer")

    def _column(self, sheet, heading):
        [cell] = [cell for cell in sheet[self._header_row(sheet)] if cell.value == heading]
        return cell.column

    def _key_column(self, sheet):
        [cell] = [cell for cell in sheet[self._header_row(sheet)] if str(cell.value).startswith("Key, ")]
        return cell.column

    def _row_of(self, sheet, name, heading="Customer"):
        """:return: number of the first row with ``name`` below ``heading``"""
        column = self._column(sheet, heading)
        return next(
            number for number in range(self._header_row(sheet) + 1, sheet.max_row + 1)
            if sheet.cell(number, column).value == name)

    def _set(self, book, values, name=None, sheet="Customers", heading="Customer"):
        """Change cells, by heading, of the row of a customer, or of that with another ``name`` below another ``heading``."""
        number = self._row_of(book[sheet], name or self.customer.name, heading)
        for column, value in values.items():
            cell = book[sheet].cell(number, self._column(book[sheet], column))
            cell.value = value
            # openpyxl takes a text with an equals sign for a formula.
            if isinstance(value, str) and not isinstance(value, Formula):
                cell.data_type = "s"

    def _cell(self, book, heading, sheet="Customers", name=None, by="Customer"):
        number = self._row_of(book[sheet], name or self.customer.name, by)
        value = book[sheet].cell(number, self._column(book[sheet], heading)).value
        return value.date() if isinstance(value, datetime) else value

    def _import(self, book, user=None, **vals):
        """:return: the import, checked"""
        self._refresh()
        file = io.BytesIO()
        book.save(file)
        wizard = self.env["credit.workbook.import"].with_user(user or self.collector).create(
            {"file": base64.b64encode(file.getvalue()), "file_name": "back.xlsx", **vals})
        wizard.action_check()
        return wizard

    def _states(self, wizard, sheet="Customers"):
        """:return: states of the rows of a sheet, by customer"""
        return {
            line.profile_id.display_name or "?": line.state for line in wizard.line_ids if line.sheet == sheet}

    def _line(self, wizard, sheet="Customers"):
        [line] = wizard.line_ids.filtered(lambda line: line.sheet == sheet)
        return line


class Formula(str):
    """A text that openpyxl writes as a formula."""


def as_day(value):
    return value.date() if isinstance(value, datetime) else value if isinstance(value, date) else None
