"""How a table fits on paper: lines of headings, parts of wide sheets."""

import math
import unicodedata


def split_columns(widths, frozen, widest):
    """Split the columns of a sheet into parts that are printed one after the other, about equally wide, each with the frozen
    columns repeated.

    :param list widths: of the columns; hidden ones have none
    :return: list of (first column, last column)
    """
    shown = [number for number, width in enumerate(widths) if width]
    repeated = sum(widths[:frozen])
    rest = sum(widths) - repeated
    number = max(math.ceil(rest / max(widest - repeated, 1)), 1)
    parts, used = [[0, 0]], 0
    for column in shown:
        # A part ends where the next column would go beyond its share.
        if column >= frozen and used + widths[column] / 2 > rest * len(parts) / number and len(parts) < number:
            parts.append([column, column])
        parts[-1][1] = column
        used += widths[column] if column >= frozen else 0
    return [tuple(part) for part in parts]


def count_lines(text, width):
    """:return: number of lines that a bold heading takes in a column; East Asian letters are twice as wide"""
    lines, used = 1, 0
    for word in text.split(" "):
        length = sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in word) * 1.05
        if used and used + 1 + length > width:
            lines, used = lines + 1, 0
        used += length + (1 if used else 0)
        while used > width:
            lines, used = lines + 1, used - width
    return lines
