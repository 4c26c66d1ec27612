"""A table in a sheet of an XLSX workbook: typed cells, totals per currency, filter, frozen header, colours.

Rows are written once, in order, so that a workbook in constant-memory mode never holds more than one of them.
"""

from typing import NamedTuple

from xlsxwriter.utility import xl_col_to_name, xl_range

from .fast_worksheet import FastWorksheet

HEADER_COLOR = "#1F4E78"
TOTAL_COLOR = "#DDEBF7"


class Column(NamedTuple):
    """A column of a table. ``kind`` is text, date, integer, decimal, percent or money.

    ``currency`` is the key of the column with the currency of a money column.
    """

    key: str
    heading: str
    kind: str = "text"
    width: int = 12
    currency: str = ""


class Total(NamedTuple):
    """The totals of one currency: its name, decimal places, and the amounts by column key."""

    currency: str
    decimals: int
    amounts: dict


class Formats:
    """The cell formats of a workbook."""

    def __init__(self, workbook):
        def add(**properties):
            return workbook.add_format({"valign": "top", **properties})

        self.title = add(bold=True, font_size=14)
        self.subtitle = add(italic=True, font_color="#595959")
        self.header = add(bold=True, font_color="#FFFFFF", bg_color=HEADER_COLOR, text_wrap=True, border=1)
        self.total = add(bold=True, bg_color=TOTAL_COLOR)
        self.by_kind = {
            "text": None,
            "date": add(num_format="yyyy-mm-dd"),
            "integer": add(num_format="0"),
            "decimal": add(num_format="0.0"),
            "percent": add(num_format="0.0%"),
        }
        self._money = {}
        self._add = add
        self.colors = {
            "good": add(bg_color="#E2EFDA"), "mild": add(bg_color="#FFF2CC"), "bad": add(bg_color="#F8CBAD"),
            "worst": add(bg_color="#FF9B9B"),
        }

    def money(self, decimals, total=False):
        """:return: format of amounts in a currency with this number of decimal places"""
        if (decimals, total) not in self._money:
            pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
            properties = {"bold": True, "bg_color": TOTAL_COLOR} if total else {}
            self._money[decimals, total] = self._add(num_format=f"{pattern};[Red]-{pattern}", **properties)
        return self._money[decimals, total]


class Sheet:
    """A sheet with one table: title, totals per currency, header row, data, in that order."""

    def __init__(self, workbook, formats, name, columns, decimals, frozen_columns=1):
        """
        :param list columns: :class:`Column` in their order
        :param dict decimals: decimal places by currency name
        """
        self.worksheet = workbook.add_worksheet(name, FastWorksheet)
        self.formats = formats
        self.columns = columns
        self.decimals = decimals
        self.index = {column.key: number for number, column in enumerate(columns)}
        self.row = 0
        self.header_row = None
        self.frozen_columns = frozen_columns
        for number, column in enumerate(columns):
            self.worksheet.set_column(number, number, column.width, formats.by_kind.get(column.kind))
        self.worksheet.set_landscape()
        self.worksheet.set_paper(9)  # A4
        if len(columns) <= 20:  # more of them on one page could not be read
            self.worksheet.fit_to_pages(1, 0)
        self.worksheet.repeat_columns(0, frozen_columns - 1)

    def write_title(self, title, subtitle):
        self.worksheet.write_string(0, 0, title, self.formats.title)
        self.worksheet.write_string(1, 0, subtitle, self.formats.subtitle)
        self.row = 3

    def write_totals(self, label, totals, row_count):
        """Write one line per currency: SUMIF over the rows to come, with the amounts known beforehand as values.

        :param str label: what stands before the currency
        :param totals: list of :class:`Total`
        :param int row_count: number of rows that will be written
        """
        header_row = self.row + len(totals) + 1
        for total in totals:
            self.worksheet.write_string(self.row, 0, f"{label} {total.currency}", self.formats.total)
            for key, amount in total.amounts.items():
                if key not in self.index:
                    continue
                column = self.columns[self.index[key]]
                currency_column = self.index[column.currency]
                currencies = self._data_range(currency_column, header_row, row_count)
                amounts = self._data_range(self.index[key], header_row, row_count)
                self.worksheet.write_formula(
                    self.row, self.index[key], f'=SUMIF({currencies},"{total.currency}",{amounts})',
                    self.formats.money(total.decimals, total=True), amount)
            self.row += 1
        self.row = header_row

    def _data_range(self, column, header_row, row_count):
        name = xl_col_to_name(column)
        return f"${name}${header_row + 2}:${name}${header_row + 1 + max(row_count, 1)}"

    def write_header(self):
        self.header_row = self.row
        self.worksheet.set_row(self.row, 32)
        for number, column in enumerate(self.columns):
            self.worksheet.write_string(self.row, number, column.heading, self.formats.header)
        self.worksheet.freeze_panes(self.row + 1, self.frozen_columns)
        self.worksheet.repeat_rows(self.header_row)
        self.row += 1

    def write_rows(self, rows):
        """Write the data.

        :param rows: iterable of dicts with a value per column key; columns without a value stay empty
        """
        money = {currency: self.formats.money(decimals) for currency, decimals in self.decimals.items()}
        columns = [
            (column.key, column.kind, money if column.currency else self.formats.by_kind[column.kind], column.currency)
            for column in self.columns
        ]
        self.row = self.worksheet.write_table(self.row, columns, rows)

    def finish(self):
        """Add the filter over what was written."""
        self.worksheet.autofilter(self.header_row, 0, max(self.row - 1, self.header_row), len(self.columns) - 1)

    def color_days(self, key):
        """Colour days overdue: the later, the redder."""
        self.color(key, [(">", 90, "worst"), (">", 60, "bad"), (">", 0, "mild")])

    def color(self, key, rules):
        """Colour the cells of a column.

        :param rules: list of (criteria, value, colour name), the first that applies counts
        """
        if self.row <= self.header_row + 1:
            return
        column = self.index[key]
        cells = xl_range(self.header_row + 1, column, self.row - 1, column)
        for criteria, value, color in rules:
            self.worksheet.conditional_format(cells, {
                "type": "cell", "criteria": criteria, "value": f'"{value}"' if isinstance(value, str) else value,
                "format": self.formats.colors[color], "stop_if_true": True,
            })
