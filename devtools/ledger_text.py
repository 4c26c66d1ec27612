"""From the bytes of an exported table to its rows: encoding, separator, quotation marks, line numbers.

Standard library only; nothing in here knows what a ledger is.
"""
import codecs
import csv
import io
from typing import NamedTuple

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs"}
MARKS = ((codecs.BOM_UTF8, "utf-8-sig", "UTF-8"), (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
         (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"))
WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
# Visible in a message, and no NUL for the csv module, which stops at it in older Pythons.
NUL_SIGN = "\u2400"
SAVE_AS = "save the table as «CSV UTF-8»"


class Problem(NamedTuple):
    """What is wrong in one place; line 0 is the file as a whole, ``column`` is the name in the file or empty."""

    line: int
    column: str
    text: str
    remedy: str

    def __str__(self):
        place = f"line {self.line}" if self.line else ""
        if self.column:
            place += f", column {self.column!r}"
        return f"{place}: {self.text}; {self.remedy}" if place else f"{self.text}; {self.remedy}"


class TextError(Exception):
    """The bytes are no table at all; ``problem`` says why."""

    def __init__(self, problem):
        self.problem = problem
        super().__init__(str(problem))


class Table(NamedTuple):
    """A header and its rows with their line numbers; ``problems`` are those of quotation marks and widths."""

    header: list
    header_line: int
    rows: list
    encoding: str
    separator: str
    problems: list


def read_table(content, count_known):
    """Return the :class:`Table` in ``content`` (bytes).

    :param count_known: function that returns how many names of a header are known; decides between separators
    :raise TextError: when there is no text, or no header
    """
    text, encoding = decode(content)
    text = text.replace("\0", NUL_SIGN)
    declared, skipped = _read_declared_separator(text)
    lines = text.splitlines(keepends=True)[skipped:]
    first = next((line for line in lines if line.strip()), None)
    if first is None:
        raise TextError(Problem(1, "", "the file is empty", "begin it with a line that names the columns"))
    separator = declared or find_separator(first, count_known)
    found, problems = _split(io.StringIO("".join(lines), newline=""), separator, skipped)
    if not found:
        raise TextError(problems[0])
    header_line, header = found[0]
    header = _strip_end([name.strip() for name in header])
    rows = []
    for line, values in found[1:]:
        values = [value.strip() for value in values]
        values = values[:len(header)] + _strip_end(values[len(header):])
        if len(values) == len(header):
            rows.append((line, values))
        else:
            problems.append(_describe_width(line, values, header, separator))
    return Table(header, header_line, rows, encoding, separator, problems)


def decode(content):
    """Return the text of ``content`` and the name of its encoding: UTF-8, UTF-16 with a mark, GB18030 or Windows-1252."""
    if content.startswith(WORKBOOKS):
        raise TextError(Problem(0, "", "this is a workbook, not a text file", SAVE_AS))
    codec, name = next(((codec, name) for mark, codec, name in MARKS if content.startswith(mark)), ("utf-8", "UTF-8"))
    try:
        text = content.decode(codec)
    except UnicodeDecodeError as error:
        if codec == "utf-8":
            return _decode_national(content)
        raise _get_encoding_error(error, name) from error
    if text.count("\0") * 4 > len(text):
        raise TextError(Problem(0, "", "every other character is NUL: UTF-16 without a mark, or no text", SAVE_AS))
    return text, name


def _decode_national(content):
    codec, name = ("gb18030", "GB18030") if _looks_chinese(content) else ("cp1252", "Windows-1252")
    try:
        return content.decode(codec), name
    except UnicodeDecodeError as error:
        raise _get_encoding_error(error, "UTF-8, GB18030 or Windows-1252") from error


def _looks_chinese(content):
    """Whether at least half of what is not ASCII are signs of GB2312, the common part of GB18030.

    A single accented letter of Windows-1252 pairs with the ASCII letter after it, which only rare Chinese signs do.
    """
    signs = [sign for sign in content.decode("gb18030", "replace") if not sign.isascii()]
    return 2 * sum(len(sign.encode("gb2312", "ignore")) == 2 for sign in signs) >= len(signs)


def _get_encoding_error(error, name):
    line = error.object.count(b"\n", 0, error.start) + 1
    return TextError(Problem(line, "", f"this is not text in {name}", SAVE_AS))


def _read_declared_separator(text):
    """Return the separator of a first line like «sep=;», as Excel writes and reads it, and the number of lines to skip."""
    first = text[:20].splitlines()[:1]
    if first and first[0].lower().startswith("sep=") and first[0][4:] in SEPARATORS:
        return first[0][4:], 1
    return None, 0


def find_separator(header_line, count_known):
    """Return the separator that splits the header into most known names, then into most names; a comma by default."""
    def score(separator):
        names = next(csv.reader([header_line], delimiter=separator), [])
        return count_known(names), len(names)
    return max(SEPARATORS, key=score)


def _split(stream, separator, skipped):
    """Return [(line, values)] of all lines that are not blank, and the problems of quotation marks."""
    reader = csv.reader(stream, delimiter=separator, strict=True)
    found, problems = [], []
    while True:
        line = skipped + reader.line_num + 1
        try:
            values = next(reader, None)
        except csv.Error as error:
            problems.append(Problem(line, "", f"the quotation marks are wrong ({error})",
                                    "close each quotation mark, and double those inside of a value"))
            continue
        if values is None:
            return found, problems
        if any(value.strip() for value in values):
            found.append((line, values))


def _strip_end(values):
    """Return ``values`` without the empty ones at the end: programs like to write a separator too many."""
    end = len(values)
    while end and not values[end - 1]:
        end -= 1
    return values[:end]


def _describe_width(line, values, header, separator):
    text = f"{len(values)} value{'s' if len(values) != 1 else ''} for {len(header)} columns"
    for other, name in SEPARATORS.items():
        parts = separator.join(values).split(other)
        if other != separator and len(_strip_end(parts)) <= len(header) <= len(parts):
            return Problem(line, "", f"{text}: the line is separated by {name}, the header by {SEPARATORS[separator]}",
                           f"separate all lines by {name}, or all by {SEPARATORS[separator]}")
    remedy = f"give the line as many values as the header has columns, separated by {SEPARATORS[separator]}"
    if separator == "," and len(values) > len(header):
        remedy = "put values with a comma, such as 50,39, in quotation marks, or separate by semicolons"
    return Problem(line, "", text, remedy)
