"""Cells that come back: values as they are compared, and what is no value of the kind that a column asks for.

Dates are texts of the form YYYY-MM-DD, numbers are floats, texts have neither blanks at their ends nor carriage returns, what
is empty is None.
"""

import re
from datetime import date, datetime, timedelta

BLANKS = re.compile(r"[ \t\xa0]+")
# Which of them separates thousands depends on the program.
SEPARATORS = str.maketrans({"\xa0": " ", "\u202f": " ", "\u2009": " ", "\u2019": "'"})
# Some programs write a day with a time. The year first: any other order means two days to two readers, but with full stops,
# between which no country writes the month first.
TIME = r"(?:[T ](?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d+)?)?)?"
DAY = re.compile(rf"(\d{{4}})(?:[-/.](\d{{1,2}})[-/.](\d{{1,2}})|年(\d{{1,2}})月(\d{{1,2}})日){TIME}")
DAY_WITH_STOPS = re.compile(rf"(\d{{1,2}})\. ?(\d{{1,2}})\. ?(\d{{4}}){TIME}")
# A number kept as text, without separators that one reader takes for thousands and another one for decimals.
NUMBER = re.compile(r"[-+]?\d+(?:[.,]\d{1,2})?")
# Days as spreadsheets count them, of this century: what is left of a date in a cell that has lost its format.
SERIALS = (36526, 73050)
FIRST_SERIAL = date(1899, 12, 30)
# What a cell of numbers without any format says of itself, see ``read_cell``.
PLAIN = "plain"
# What a cell says of itself that was merged with others.
MERGED = "merged"
# Spreadsheets keep 15 digits.
PRECISION = 1e-9
LARGEST = 1e15


class CellError(ValueError):
    """A cell cannot be read; ``args[0]`` says why: formula, error, merged, date, number or text."""


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


def read_cell(kind, value, data_type, separators=None):
    """Read a cell as openpyxl has it, formulas not worked out.

    :param str kind: text, choice, date, integer, decimal, percent or money
    :param separators: the decimal point of the reader's language and what separates its thousands, for numbers kept as text
    :param str data_type: ``f`` for a formula, ``e`` for an error, ``plain`` for a number whose cell has no format,
        ``merged`` for a cell that is one with others
    :raise CellError: for anything that is no such value
    """
    if data_type == "f":
        raise CellError("formula")
    if data_type == "e":
        raise CellError("error")
    if data_type == MERGED:
        raise CellError("merged")
    if value is None or isinstance(value, str) and not clean(value):
        return None
    if kind == "date":
        return _read_day(value, data_type)
    return _read_text(value) if kind in ("text", "choice") else _read_number(value, separators)


def _read_day(value, data_type):
    if isinstance(value, str):
        return _read_written_day(value)
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if data_type == PLAIN and is_serial(value):
        return (FIRST_SERIAL + timedelta(days=int(value))).isoformat()
    raise CellError("date")


def _read_written_day(text):
    text = text.strip()
    if found := DAY_WITH_STOPS.fullmatch(text):
        parts = reversed(found.groups())
    elif found := DAY.fullmatch(text):
        parts = filter(None, found.groups())
    else:
        raise CellError("date")
    try:
        return date(*map(int, parts)).isoformat()
    except ValueError:
        raise CellError("date") from None


def is_serial(value):
    """:return: whether a number may be a day as spreadsheets count them"""
    return (
        isinstance(value, (int, float)) and not isinstance(value, bool)
        and SERIALS[0] <= value <= SERIALS[1] and value == int(value))


def _read_number(value, separators=None):
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        raise CellError("number")
    number = _read_written_number(value.strip(), separators) if isinstance(value, str) else float(value)
    # Not a number is not smaller, either.
    if not abs(number) < LARGEST:
        raise CellError("number")
    return number


def _read_written_number(text, separators):
    if NUMBER.fullmatch(text):
        return float(text.replace(",", "."))
    point, thousands = (mark.translate(SEPARATORS) for mark in separators or ("", ""))
    text = text.translate(SEPARATORS)
    if point and thousands and re.fullmatch(
            rf"[-+]?\d{{1,3}}(?:{re.escape(thousands)}\d{{3}})+(?:{re.escape(point)}\d{{1,2}})?", text):
        return float(text.replace(thousands, "").replace(point, "."))
    raise CellError("number")


def _read_text(value):
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, bool):
        raise CellError("text")
    if isinstance(value, (int, float)):
        return str(int(value)) if abs(value) < LARGEST and value == int(value) else repr(value)
    if isinstance(value, (date, datetime)):
        return value.isoformat()[:10]
    raise CellError("text")


def is_equal(left, right):
    """:return: whether two values are the same, numbers to the digits that a spreadsheet keeps"""
    if isinstance(left, float) and isinstance(right, (int, float)):
        return abs(left - right) <= PRECISION * max(1.0, abs(left), abs(right))
    return left == right
