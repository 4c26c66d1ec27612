"""A table in a sheet of an XLSX workbook: typed cells, totals per currency, filter, frozen header, colours, print set-up.

Rows are written once, in order, so that a workbook in constant-memory mode never holds more than one of them.
"""

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from xlsxwriter.utility import xl_col_to_name, xl_range, xl_range_abs

from ...tools.workbook.layout import count_lines, split_columns

HEADER_COLOR = "#1F4E78"
TOTAL_COLOR = "#DDEBF7"
EDITABLE_COLOR = "#FFFBE6"
EPOCH = date(1899, 12, 30)
# Longest text that a cell of an XLSX file holds.
LONGEST_TEXT = 32767
A4 = 9
# More links are more than a sheet may have.
MOST_LINKS = 65000
# So many characters fit side by side on A4 in letters of more than six points; what is wider is printed in several parts.
WIDEST = 220
LINE_HEIGHT = 15


class Column(NamedTuple):
    """A column of a table.

    :param str kind: text, date, integer, decimal, percent or money
    :param str currency: the key of the column with the currency of a money column
    :param int sequence: place among the columns of the sheet
    :param values: function of a list of rows that returns the value of each, called once for thousands of rows; without,
        the rows have the value under ``key`` already
    :param bool is_of_now: nothing tells what it was on a past day, so that the heading says that it is of today
    :param bool is_editable: what is changed here comes back through the import
    :param str choices: the list of what may be entered, see ``credit.workbook.editor._get_choices``
    :param str link: key of the address that a text leads to
    :param bool is_hidden: for the importer only
    :param bool is_private: for credit users only, not for a salesperson who gets the own customers by e-mail
    """

    key: str
    heading: str
    kind: str = "text"
    width: int = 12
    currency: str = ""
    sequence: int = 0
    values: Callable | None = None
    is_of_now: bool = False
    is_editable: bool = False
    choices: str = ""
    link: str = ""
    is_hidden: bool = False
    is_private: bool = False


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
        self.section = add(bold=True, font_size=12, font_color=HEADER_COLOR)
        self.subtitle = add(italic=True, font_color="#595959")
        self.header = add(bold=True, font_color="#FFFFFF", bg_color=HEADER_COLOR, text_wrap=True, border=1)
        self.total = add(bold=True, bg_color=TOTAL_COLOR)
        self.link = add(font_color="#0563C1", underline=1)
        self.editable = workbook.add_format({"bg_color": EDITABLE_COLOR})
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


class DayNumbers(dict):
    """The number that stands for a day in a sheet."""

    def __missing__(self, day):
        self[day] = number = (day - EPOCH).days
        return number


class Sheet:
    """A sheet with one table: title, totals per currency, header row, data, in that order."""

    def __init__(self, workbook, formats, name, columns, decimals, frozen_columns=1, footer=""):
        """
        :param list columns: :class:`Column` in their order
        :param dict decimals: decimal places by currency name
        :param str footer: printed below each page, with ``&P`` for its number and ``&N`` for the number of pages
        """
        self.workbook = workbook
        self.worksheet = workbook.add_worksheet(name)
        self.formats = formats
        self.columns = columns
        self.decimals = decimals
        self.index = {column.key: number for number, column in enumerate(columns)}
        self.row = 0
        self.links = 0
        self.totals = []
        self.header_row = None
        self.frozen_columns = frozen_columns
        for number, column in enumerate(columns):
            self.worksheet.set_column(
                number, number, column.width, formats.by_kind.get(column.kind), {"hidden": column.is_hidden})
        self.worksheet.set_landscape()
        self.worksheet.set_paper(A4)
        self.worksheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        self.worksheet.fit_to_pages(1, 0)
        self.worksheet.set_footer(footer)
        self.worksheet.repeat_columns(0, frozen_columns - 1)

    def write_title(self, title, *lines):
        self.worksheet.write_string(0, 0, title, self.formats.title)
        for number, line in enumerate(lines, 1):
            self.worksheet.write_string(number, 0, line, self.formats.subtitle)
        self.row = len(lines) + 2

    def write_totals(self, label, totals, row_count):
        """Write one line per currency with the sum of the rows that the filter shows, and the amounts known beforehand as
        values.

        :param str label: what stands before the currency
        :param totals: list of :class:`Total`
        :param int row_count: number of rows that will be written
        """
        self.totals = list(totals)
        header_row = self.row + len(totals) + 1
        for total in totals:
            self.worksheet.write_string(self.row, 0, f"{label} {total.currency}", self.formats.total)
            for key, amount in total.amounts.items():
                if key not in self.index:
                    continue
                column = self.columns[self.index[key]]
                amounts = self._data_range(self.index[key], header_row, row_count)
                formula = f"=SUBTOTAL(109,{amounts})"
                if len(totals) > 1:
                    # SUBTOTAL of one row each is zero for the rows that the filter hides.
                    first = amounts.split(":")[0]
                    currencies = self._data_range(self.index[column.currency], header_row, row_count)
                    formula = (f'=SUMPRODUCT(({currencies}="{total.currency}")'
                               f"*SUBTOTAL(109,OFFSET({first},ROW({amounts})-ROW({first}),0)))")
                self.worksheet.write_formula(
                    self.row, self.index[key], formula, self.formats.money(total.decimals, total=True), amount)
            self.row += 1
        self.row = header_row

    def get_sum_formula(self, key, currency):
        """:return: formula for another sheet: the sum of a money column over the rows in ``currency``"""
        name, rows = self.worksheet.get_name().replace("'", "''"), max(self.row - self.header_row - 1, 1)
        currencies, amounts = (
            f"'{name}'!{self._data_range(self.index[each], self.header_row, rows)}"
            for each in (self.columns[self.index[key]].currency, key))
        return f'=SUMIF({currencies},"{currency}",{amounts})'

    def _data_range(self, column, header_row, row_count):
        name = xl_col_to_name(column)
        return f"${name}${header_row + 2}:${name}${header_row + 1 + max(row_count, 1)}"

    def write_header(self):
        self.header_row = self.row
        lines = max(count_lines(column.heading, column.width) for column in self.columns if not column.is_hidden)
        self.worksheet.set_row(self.row, LINE_HEIGHT * lines + 2)
        for number, column in enumerate(self.columns):
            self.worksheet.write_string(self.row, number, column.heading, self.formats.header)
        self.worksheet.freeze_panes(self.row + 1, self.frozen_columns)
        self.worksheet.repeat_rows(self.header_row)
        self.row += 1

    def write_rows(self, rows):
        """Write the data.

        :param rows: iterable of dicts with a value per column key; what is None, False or empty leaves the cell empty
        """
        money = {currency: self.formats.money(decimals) for currency, decimals in self.decimals.items()}
        columns = [
            (number, column.key, column.kind, self.formats.by_kind.get(column.kind), column.currency, column.link)
            for number, column in enumerate(self.columns)
        ]
        write_string, write_number, days = self.worksheet.write_string, self.worksheet.write_number, DayNumbers()
        row_number = self.row
        for row in rows:
            for number, key, kind, style, currency, link in columns:
                value = row.get(key)
                if value is None or value is False or value == "":
                    continue
                if kind == "text":
                    if link:
                        self._write_link(row_number, number, row.get(link), value)
                    else:
                        write_string(row_number, number, value[:LONGEST_TEXT], style)
                elif kind == "date":
                    write_number(row_number, number, days[value], style)
                else:
                    write_number(row_number, number, value, money[row[currency]] if currency else style)
            row_number += 1
        self.row = row_number

    def _write_link(self, row_number, number, url, text):
        if url and self.links < MOST_LINKS:
            self.links += 1
            self.worksheet.write_url(row_number, number, url, self.formats.link, text[:LONGEST_TEXT])
        else:
            self.worksheet.write_string(row_number, number, text[:LONGEST_TEXT])

    def guide(self, lists, hints):
        """Show which cells may be changed, and offer what may be entered.

        :param dict lists: ``{name: what may be entered, with the range of its ``cells``}``
        :param dict hints: ``{kind of column, or choice: what is said when something else is entered}``
        """
        if self.row <= self.header_row + 1:
            return
        for number, column in enumerate(self.columns):
            if not column.is_editable:
                continue
            cells = self.header_row + 1, number, self.row - 1, number
            self.worksheet.conditional_format(*cells, {"type": "no_errors", "format": self.formats.editable})
            rule = self._get_rule(column, lists)
            if rule:
                hint = hints["choice" if column.choices else column.kind]
                self.worksheet.data_validation(*cells, {**rule, "error_message": hint})

    def _get_rule(self, column, lists):
        if column.choices:
            return {"validate": "list", "source": lists[column.choices].cells}
        if column.kind == "date":
            return {"validate": "date", "criteria": ">=", "value": date(1970, 1, 1)}
        if column.kind == "money":
            return {"validate": "decimal", "criteria": ">=", "value": 0}
        return None

    def finish(self):
        """Add the filter over what was written, and say what is printed side by side."""
        last_row = max(self.row - 1, self.header_row)
        self.worksheet.autofilter(self.header_row, 0, last_row, len(self.columns) - 1)
        parts = split_columns(
            [0 if column.is_hidden else column.width for column in self.columns], self.frozen_columns, WIDEST)
        if len(parts) > 1:
            name = self.worksheet.get_name()
            quoted = name.replace("'", "''")
            self.workbook.define_name(f"{name}!_xlnm.Print_Area", "=" + ",".join(
                f"'{quoted}'!{xl_range_abs(0, first, last_row, last)}" for first, last in parts))

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


def in_tens(columns):
    """:return: these columns in their order, with room for others between each two of them"""
    return [column._replace(sequence=10 * number) for number, column in enumerate(columns, 1)]
