"""Reads a workbook that comes back, whoever saved it: values and what kind of cell they were in, nothing worked out.

Sheets are found by the heading of their hidden column, columns by their headings, so that sheets may be renamed, and rows and
columns sorted, moved, added or left out.
"""

import io
import zipfile
from collections import Counter
from typing import NamedTuple

from openpyxl import load_workbook

from ...tools.workbook.cells import MERGED, PLAIN, is_serial
from ...tools.workbook.merged import ANY, find_merged, index_merged, is_merged
from ...tools.workbook.stamps import unpack_heading

# A workbook of 100,000 items has less; more is no workbook, or one made to exhaust the server.
MOST_BYTES = 100 * 1024 * 1024
MOST_UNPACKED = 1024 * 1024 * 1024
# The heading is looked for in so many rows.
HEADING_ROWS = 100
PIECE = 1024 * 1024


class FileError(ValueError):
    """The file cannot be read; ``args[0]`` says why: type or size."""


class Row(NamedTuple):
    """A row of a sheet: its number, the text of its hidden cell, and ``(value, kind of cell)`` by heading."""

    number: int
    key: object
    cells: dict


class Table(NamedTuple):
    """A sheet that can be imported.

    :param dict about: see ``tools/workbook/stamps.py``
    :param set headings: those found in the sheet
    :param set doubled: headings that are there more than once
    :param rows: list of :class:`Row` with a key
    :param list without_key: numbers of the rows with something in them, but no key
    """

    title: str
    about: dict
    headings: set
    doubled: set
    rows: list
    without_key: list


def read_tables(content):
    """:param bytes content: an XLSX file
    :return: list of :class:`Table`
    :raise FileError: for anything else
    """
    _check_file(content)
    try:
        book = load_workbook(io.BytesIO(content), read_only=True)
    except Exception as error:
        # openpyxl raises what it comes across.
        raise FileError("type") from error
    tables = [_read_table(sheet) for sheet in book.worksheets]
    book.close()
    return [table for table in tables if table]


def _check_file(content):
    if len(content) > MOST_BYTES:
        raise FileError("size")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            size = sum(entry.file_size for entry in file.infolist())
    except zipfile.BadZipFile as error:
        raise FileError("type") from error
    if size > MOST_UNPACKED:
        raise FileError("size")


def _read_table(sheet):
    # Some programs write a wrong dimension.
    sheet.reset_dimensions()
    rows = enumerate(sheet.iter_rows(), 1)
    for number, cells in rows:
        found = _find_heading(cells)
        if found:
            return _read_rows(sheet.title, cells, *found, rows, _find_merged(sheet))
        if number >= HEADING_ROWS:
            return None
    return None


def _find_merged(sheet):
    """:return: see ``tools/workbook/merged.py``; a sheet that is read row by row does not tell itself"""
    with sheet._get_source() as source:
        return find_merged(iter(lambda: source.read(PIECE), b""))


def _find_heading(cells):
    """:return: (place of the hidden column, what its heading says), None when this is not the row of the headings"""
    for place, cell in enumerate(cells):
        about = unpack_heading(cell.value)
        if about:
            return place, about
    return None


def _read(cell):
    """:return: (value, kind of cell), see ``tools/workbook/cells.py``"""
    value, data_type = cell.value, cell.data_type
    if data_type == "n" and is_serial(value) and cell.number_format == "General":
        return value, PLAIN
    return value, data_type


def _read_rows(title, heading_cells, key_place, about, rows, ranges):
    headings = {
        place: cell.value.strip() for place, cell in enumerate(heading_cells)
        if isinstance(cell.value, str) and place != key_place}
    wanted = {*about["columns"], *about["amounts"]}
    places = [(place, heading) for place, heading in headings.items() if heading in wanted]
    merged = index_merged(ranges, [place for place, _heading in places])
    found, without_key = [], []
    for number, cells in rows:
        key = cells[key_place].value if key_place < len(cells) else None
        if not key:
            # Rows that were merged into one have lost their values.
            if is_merged(merged, ANY, number) or any(cell.value not in (None, "") for cell in cells):
                without_key.append(number)
            continue
        found.append(Row(number, key, {
            heading: (None, MERGED) if is_merged(merged, place, number)
            else _read(cells[place]) if place < len(cells) else (None, "n") for place, heading in places}))
    counts = Counter(heading for _place, heading in places)
    return Table(
        title, about, set(headings.values()), {heading for heading, count in counts.items() if count > 1}, found, without_key)
