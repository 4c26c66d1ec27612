"""Words of a message that may be the number of a document or the reference of a customer."""

import re

NUMBER = re.compile(r"[A-Za-z0-9](?:[\w/.#-]*[A-Za-z0-9])?", re.ASCII)
SHORTEST, MOST = 4, 200


def find_references(text):
    """:return: list of the words in ``text`` with a figure, as they are and in capital letters; the first 200 of them"""
    words = [word for word in NUMBER.findall(text) if len(word) >= SHORTEST and any(map(str.isdigit, word))]
    return list(dict.fromkeys(form for word in words for form in (word, word.upper())))[:MOST]
