"""Placeholders in the texts of reminders, such as ``{amount}``, and what of a long list of items is shown."""

import re

PLACEHOLDER = re.compile(r"\{(\w+)\}")
# What a text may contain, and the writer of the letter knows.
NAMES = ("amount", "oldest", "days", "deadline", "reference", "caller", "customer", "company")
# A letter lists so many items at most; the others are summed up, the statement of account has them all.
MAX_ROWS = 40


def find_unknown(text):
    """:return: placeholders of ``text`` that nobody can fill, in order, without braces"""
    return [name for name in dict.fromkeys(PLACEHOLDER.findall(text or "")) if name not in NAMES]


def fill(text, get_value):
    """Replace the placeholders of ``text``; unknown ones are left as they are.

    :param get_value: function of the name, called once for each name that occurs
    """
    values = {name: get_value(name) for name in dict.fromkeys(PLACEHOLDER.findall(text)) if name in NAMES}
    return PLACEHOLDER.sub(lambda match: str(values.get(match[1], match[0])), text) if values else text


def split_rows(rows, limit=MAX_ROWS):
    """:return: the rows that a letter shows, and those it only sums up; one is never left over alone"""
    return (rows, []) if len(rows) <= limit + 1 else (rows[:limit], rows[limit:])
