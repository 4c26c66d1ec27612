"""Placeholders in the texts of reminders, such as ``{amount}``, and what of a long list of items is shown."""

import re
from functools import lru_cache

PLACEHOLDER = re.compile(r"\{(\w+)\}")
# What a text may contain, and the writer of the letter knows.
NAMES = ("amount", "oldest", "days", "deadline", "reference", "caller", "customer", "company")
# A letter lists so many items at most; the others are summed up, the statement of account has them all.
MAX_ROWS = 40


def find_unknown(text):
    """:return: placeholders of ``text`` that nobody can fill, in order, without braces"""
    return [name for name in dict.fromkeys(PLACEHOLDER.findall(text or "")) if name not in NAMES]


def find_names(text):
    """:return: placeholders of ``text`` that can be filled, in order, without braces"""
    return [name for name in dict.fromkeys(PLACEHOLDER.findall(text or "")) if name in NAMES]


def fill(text, get_value):
    """Replace the placeholders of ``text``; unknown ones are left as they are.

    :param get_value: function of the name, called once for each name that occurs
    """
    parts = _split(text)
    if len(parts) == 1:
        return text
    values = {name: str(get_value(name)) if name in NAMES else f"{{{name}}}" for name in dict.fromkeys(parts[1::2])}
    return "".join(values[part] if number % 2 else part for number, part in enumerate(parts))


@lru_cache(maxsize=256)
def _split(text):
    """:return: the text between placeholders and the names of these, by turns; a level fills the same text for everybody"""
    return PLACEHOLDER.split(text)


def split_rows(rows, limit=MAX_ROWS):
    """:return: the rows that a letter shows, and those it only sums up; one is never left over alone"""
    return (rows, []) if len(rows) <= limit + 1 else (rows[:limit], rows[limit:])
