"""Cells of a sheet that were merged into one: the program keeps the value of the first alone and shows it for all of them."""

import re
from bisect import bisect_right

# As a sheet lists them at its end; long before the longest piece of it.
REFERENCE = re.compile(rb'<(?:\w+:)?mergeCell\s[^<>]*?ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
LONGEST = 200
# In the place of a column: any of them.
ANY = None


def find_merged(pieces):
    """:param pieces: the XML of a sheet as bytes, in pieces
    :return: list of ``(first row, last row, first place, last place)``, places counted from 0, without what is found twice
    """
    found, rest = {}, b""
    for piece in pieces:
        text = rest + piece
        found.update(dict.fromkeys(match.groups() for match in REFERENCE.finditer(text)))
        rest = text[-LONGEST:]
    return [(int(top), int(bottom), _get_place(left), _get_place(right)) for left, top, right, bottom in found]


def _get_place(letters):
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number - 1


def index_merged(ranges, places):
    """:param places: of the columns that are read
    :return: ``{place: rows with a merged cell there}``, also for ``ANY``, for ``is_merged``
    """
    index = {place: [] for place in [*places, ANY]}
    for top, bottom, left, right in ranges:
        for place in index:
            if place is ANY or left <= place <= right:
                index[place].append((top, bottom))
    return {place: _unite(rows) for place, rows in index.items()}


def _unite(rows):
    """:return: list of the first rows, list of the last rows, of the pieces that ``rows`` leave when they are put together"""
    firsts, lasts = [], []
    for top, bottom in sorted(rows):
        if lasts and top <= lasts[-1]:
            lasts[-1] = max(lasts[-1], bottom)
        else:
            firsts.append(top)
            lasts.append(bottom)
    return firsts, lasts


def is_merged(index, place, row):
    """:return: whether the cell is one of several that were merged"""
    firsts, lasts = index[place]
    position = bisect_right(firsts, row) - 1
    return position >= 0 and row <= lasts[position]
