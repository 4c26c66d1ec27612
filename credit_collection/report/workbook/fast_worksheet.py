"""A worksheet of xlsxwriter that takes tables of any length row by row instead of cell by cell: four times as fast.

It stands on three inner parts of xlsxwriter's constant-memory mode: ``row_data_fh``, the file that holds rows until the
workbook is closed, ``_write_single_row``, which completes the row before, and ``_check_dimensions``.
"""

import re
from datetime import date
from functools import lru_cache

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

EXCEL_EPOCH = date(1899, 12, 30)
# Longest text that a cell of an XLSX file holds.
LONGEST_TEXT = 32767
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_x[0-9a-fA-F]{4}_")
DELICATE = re.compile("[&<>\x00-\x08\x0b-\x1f\ufffe\uffff]|_x[0-9a-fA-F]{4}_|^\\s|\\s$")


@lru_cache(maxsize=8192)
def render_text(text):
    """:return: the end of a text cell; formulas, links and markup in ``text`` stay text"""
    if len(text) <= LONGEST_TEXT and not DELICATE.search(text):
        return f' t="inlineStr"><is><t>{text}</t></is></c>'
    text = CONTROL.sub(_escape_control, text[:LONGEST_TEXT])
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f' t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def _escape_control(match):
    found = match[0]
    return f"_x005F{found}" if len(found) > 1 else f"_x{ord(found):04X}_"


class DayNumbers(dict):
    """The number that stands for a day in a sheet."""

    def __missing__(self, day):
        self[day] = number = (day - EXCEL_EPOCH).days
        return number


class FastWorksheet(Worksheet):
    """A worksheet for constant-memory workbooks whose long tables go through ``write_table``."""

    def write_table(self, first_row, columns, rows):
        """Write rows below what was written so far; nothing may be written into them later.

        :param int first_row: number of the first row, from 0
        :param columns: (key, kind, ``{currency: format}`` or format or None, key of the currency) of each column
        :param rows: iterable of dicts; values that are None, False or empty leave the cell empty
        :return: number of the row after the last one
        """
        cells = [
            (xl_col_to_name(number), key, kind, self._get_styles(formats), currency)
            for number, (key, kind, formats, currency) in enumerate(columns)
        ]
        self._write_single_row(first_row)
        row_number, days, write = first_row, DayNumbers(), self.row_data_fh.write
        for row in rows:
            row_number += 1
            write(f'<row r="{row_number}">{"".join(self._render_cells(cells, row, row_number, days))}</row>')
        if row_number > first_row:
            self._check_dimensions(row_number - 1, len(cells) - 1)
            self.previous_row = row_number
        return row_number

    def _get_styles(self, formats):
        if isinstance(formats, dict):
            return {name: self._get_styles(style) for name, style in formats.items()}
        return f' s="{formats._get_xf_index()}"' if formats else ""

    @staticmethod
    def _render_cells(cells, row, row_number, days):
        for letter, key, kind, style, currency in cells:
            value = row.get(key)
            if value is None or value is False or value == "":
                continue
            if kind == "text":
                yield f'<c r="{letter}{row_number}"{style}{render_text(value)}'
            elif kind == "date":
                yield f'<c r="{letter}{row_number}"{style}><v>{days[value]}</v></c>'
            else:
                number_style = style[row[currency]] if currency else style
                yield f'<c r="{letter}{row_number}"{number_style}><v>{value:.16g}</v></c>'
