"""Cells that come back: values as they are compared, and what is no value of the kind that a column asks for.

Dates are texts of the form YYYY-MM-DD, numbers are floats, texts have neither blanks at their ends nor carriage returns, what
is empty is None.
"""

import re
from datetime import date, datetime

BLANKS = re.compile(r"[ \t\xa0]+")
# Some programs write a day with a time.
ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}([ T]\d{2}:\d{2}:\d{2})?")
# Spreadsheets keep 15 digits.
PRECISION = 1e-9


class CellError(ValueError):
    """A cell cannot be read; ``args[0]`` says why: formula, error, date, number or text."""


def clean(text):
    """:return: ``text`` without what editors add or drop on their own, blanks and empty lines; None when nothing is left"""
    lines = (BLANKS.sub(" ", line).strip() for line in text.replace("_x000D_", "").splitlines())
    return "\n".join(filter(None, lines)) or None


def to_plain(kind, value):
    """:return: what the workbook writes into a cell of this kind, in the form in which it is compared"""
    if value is None or value is False or value == "":
        return None
    if kind == "date":
        return value.isoformat()
    if kind in ("text", "choice"):
        return clean(value)
    return float(value)


def read_cell(kind, value, data_type):
    """Read a cell as openpyxl has it, formulas not worked out.

    :param str kind: text, choice, date, integer, decimal, percent or money
    :param str data_type: ``f`` for a formula, ``e`` for an error
    :raise CellError: for anything that is no such value
    """
    if data_type == "f":
        raise CellError("formula")
    if data_type == "e":
        raise CellError("error")
    if value is None or isinstance(value, str) and not clean(value):
        return None
    if kind == "date":
        return _read_day(value)
    return _read_text(value) if kind in ("text", "choice") else _read_number(value)


def _read_day(value):
    if isinstance(value, str) and ISO_DAY.fullmatch(value.strip()):
        try:
            return datetime.fromisoformat(value.strip()).date().isoformat()
        except ValueError:
            raise CellError("date") from None
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    raise CellError("date")


def _read_number(value):
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise CellError("number")
    return float(value)


def _read_text(value):
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, bool):
        raise CellError("text")
    if isinstance(value, (int, float)):
        return str(int(value)) if value == int(value) else repr(value)
    if isinstance(value, (date, datetime)):
        return value.isoformat()[:10]
    raise CellError("text")


def is_equal(left, right):
    """:return: whether two values are the same, numbers to the digits that a spreadsheet keeps"""
    if isinstance(left, float) and isinstance(right, (int, float)):
        return abs(left - right) <= PRECISION * max(1.0, abs(left), abs(right))
    return left == right
