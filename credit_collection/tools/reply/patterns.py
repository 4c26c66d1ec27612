"""Phrases as managers write them, and where they are found.

``*`` stands for any words in between, ``(a|b)`` for one of several words, ``{email}`` for an address, ``{date}`` for a day.
Upper and lower case, and how many spaces there are, do not matter. Words of the Latin alphabet are found as whole words.
"""

import re
from typing import NamedTuple

GAP = 60
MAX_LENGTH = 200
MAX_GAPS = 3
EMAIL = r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
# Whole words where a phrase begins or ends with Latin letters or digits.
BEGIN = r"(?:(?<![a-z0-9])(?=[a-z0-9])|(?![a-z0-9]))"
END = r"(?:(?<=[a-z0-9])(?![a-z0-9])|(?<![a-z0-9]))"
# How a day begins, not the whole of it.
DATE = (r"(?:\d{1,2}\b|\d{4}-|(?:jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)[a-z]*\b"
        r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day|today|tomorrow|yesterday|(?:this|next|last)\s)")
TOKENS = re.compile(r"\{email\}|\{date\}|\*|\(|\)|\||\s+|.", re.DOTALL)


PLACEHOLDERS = {"{email}": EMAIL, "{date}": DATE}


class Phrases(NamedTuple):
    """What speaks for a kind of answer: one of ``found``, and none of ``unless`` in the same clause.

    ``strength`` decides between kinds; ``key`` tells the caller which pattern it was.
    """

    key: int
    kind: str
    found: tuple
    unless: tuple = ()
    strength: int = 5


class Match(NamedTuple):
    """A phrase that was found: of which pattern, in which clause of which sentence."""

    phrases: Phrases
    clause: str
    sentence: str


def compile_phrase(phrase):
    """:return: the regular expression of a phrase
    :raise ValueError: with a word that says what is wrong: empty, long, gaps, brackets
    """
    phrase = phrase.strip()
    if not phrase.strip("*()| "):
        raise ValueError("empty")
    if len(phrase) > MAX_LENGTH:
        raise ValueError("long")
    if phrase.count("*") > MAX_GAPS:
        raise ValueError("gaps")
    parts, depth = [], 0
    for token in TOKENS.findall(phrase):
        depth += {"(": 1, ")": -1}.get(token, 0)
        if depth < 0 or depth > 1:
            raise ValueError("brackets")
        parts.append(_get_part(token, depth))
    if depth:
        raise ValueError("brackets")
    # Gaps swallow the spaces around them.
    body = re.sub(r"(?:\\s\+)?\x00(?:\\s\+)?", lambda _match: f".{{0,{GAP}}}?", "".join(parts))
    return re.compile(f"{BEGIN}{body}{END}", re.IGNORECASE)


def _get_part(token, depth):
    if token == "*":
        return "\x00"
    if token in PLACEHOLDERS:
        return PLACEHOLDERS[token]
    if token == "(":
        return "(?:"
    if token == ")" or token == "|" and depth:
        return token
    return r"\s+" if token.isspace() else re.escape(token)


def find_matches(sentences, patterns):
    """:param sentences: list of ``(sentence, its clauses)``
    :param patterns: iterable of :class:`Phrases`
    :return: list of :class:`Match`, the strongest first, in the order of the text
    """
    matches = [
        Match(phrases, clause, sentence)
        for sentence, clauses in sentences for clause in clauses for phrases in patterns
        if any(found.search(clause) for found in phrases.found) and not any(bar.search(clause) for bar in phrases.unless)]
    return sorted(matches, key=lambda match: -match.phrases.strength)
