"""Phrases as managers write them, and where they are found.

``*`` stands for any words in between, ``(a|b)`` for one of several words, ``[a|b]`` for words that may be missing, ``{email}``
for an address, ``{date}`` for a day; ``=`` in front means that the clause says nothing else. Upper and lower case, and how many
spaces there are, do not matter. Words of the Latin alphabet are found as whole words. Phrases and texts are compared in the
spelling of ``words``.
"""

import re
from typing import NamedTuple

from .words import normalize

GAP = 60
MAX_LENGTH = 250
MAX_GAPS = 3
EMAIL = r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
# Whole words where a phrase begins or ends with Latin letters or digits.
BEGIN = r"(?:(?<![a-z0-9])(?=[a-z0-9])|(?![a-z0-9]))"
END = r"(?:(?<=[a-z0-9])(?![a-z0-9])|(?<![a-z0-9]))"
# How a day begins, not the whole of it.
MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)[a-z]*"
DATE = (rf"(?:\d{{1,2}}(?:st|nd|rd|th|[./]\d+|\.?\s+(?:of\s+)?{MONTH}\b)|\d{{4}}-\d+|{MONTH}\s+\d+(?:st|nd|rd|th)?"
        r"|end\s+of|(?:month|year)[-\s]?end|mid-?\w"
        r"|(?:(?:this|next|coming|last)\s+)?(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|week\b|month\b)"
        r"|today\b|tomorrow\b|yesterday\b|(?:in|within)\s+\w+\s+(?:\w+\s+)?(?:days?|weeks?)\b"
        r"|\d{1,2}\s*[月日号]|[一二三四五六七八九十]{1,3}[月日号]|(?:周|星期|礼拜)[一二三四五六日天末]|[今明后]天|[下本这]个?[周月]|月[底初中末]|(?:年|季度?)[底末])")
TOKENS = re.compile(r"\{email\}|\{date\}|\*|\(|\)|\[|\]\s*|\||\s+|.", re.DOTALL)
OPENING = {"(": ")", "[": "]"}
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
    """Phrases that were found: of which pattern, their places in it (``hits``), in which clause of which sentence."""

    phrases: Phrases
    clause: str
    sentence: str
    hits: tuple = ()


def compile_phrase(phrase):
    """:return: the regular expression of a phrase
    :raise ValueError: with a word that says what is wrong: empty, long, gaps, brackets
    """
    phrase = phrase.strip()
    alone, phrase = phrase.startswith("="), normalize(phrase.removeprefix("=").strip())
    if not phrase.strip("*()[]| "):
        raise ValueError("empty")
    if len(phrase) > MAX_LENGTH:
        raise ValueError("long")
    if phrase.count("*") > MAX_GAPS:
        raise ValueError("gaps")
    parts, closing = [], ""
    for token in TOKENS.findall(phrase):
        if token in OPENING or token[0] in OPENING.values():
            # They close what is open, and none stands inside another.
            if closing != (token[0] if token[0] in OPENING.values() else ""):
                raise ValueError("brackets")
            closing = OPENING.get(token, "")
        parts.append(_get_part(token, bool(closing)))
    if closing:
        raise ValueError("brackets")
    # Gaps swallow the spaces around them.
    body = re.sub(r"(?:\\s\+)?\x00(?:\\s\+)?", lambda _match: f".{{0,{GAP}}}?", "".join(parts))
    return re.compile(rf"^\W*(?:{body})\W*$" if alone else f"{BEGIN}{body}{END}", re.IGNORECASE)


def _get_part(token, inside):
    if token == "*":
        return "\x00"
    if token in PLACEHOLDERS:
        return PLACEHOLDERS[token]
    if token in OPENING:
        return "(?:" if token == "(" else "(?:(?:"
    if token[0] == "]":
        return r")\s+)?" if token[1:] else "))?"
    if token == ")" or token == "|" and inside:
        return token
    return r"\s+" if token.isspace() else re.escape(token)


def find_matches(sentences, patterns):
    """:param sentences: list of ``(sentence, its clauses)``
    :param patterns: iterable of :class:`Phrases`
    :return: list of :class:`Match`, the strongest first, in the order of the text
    """
    matches = []
    for sentence, clauses in sentences:
        for clause in clauses:
            text = normalize(clause)
            for phrases in patterns:
                hits = tuple(place for place, found in enumerate(phrases.found) if found.search(text))
                if hits and not any(bar.search(text) for bar in phrases.unless):
                    matches.append(Match(phrases, clause, sentence, hits))
    return sorted(matches, key=lambda match: -match.phrases.strength)
