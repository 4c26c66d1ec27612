"""What a customer answers to a reminder: the kind of the answer, the day, amount and documents that it names."""

import datetime
import re
from typing import NamedTuple

from .amounts import find_amounts, locate_amounts
from .dates import find_dates, locate_dates
from .patterns import EMAIL, find_matches
from .text import MAX_CLAUSE, get_clauses, get_own_text, get_sentences

PAID, PROMISE, REFUSED, DISPUTE = "paid", "promise", "refused", "dispute"
WRONG_PERSON, ABSENCE, COPY = "wrong_person", "absence", "copy"
# What comes before the last digits of a document.
WORD = r"(?:invoices?|inv|bill|发票|单号|编号|no|nr|#)[\s.:\uff1a#号]*(?:no\.?\s*)?"
# Between kinds of the same strength.
KINDS = (DISPUTE, PROMISE, ABSENCE, REFUSED, PAID, WRONG_PERSON, COPY)
QUESTION = re.compile(r"(?:[?？]|吗|嗎|是否.*|有没有.*)\W*$")
# Behind a comma: they ask about what stands before it.
TAG = re.compile(
    r"[,，]\s*(?:(?:is\s+(?:that|it|this)\s+)?(?:right|correct|true|so)|(?:has|have|did|is|was)n't\s+\w+|对不对|对吧|是吧|对吗|是吗)"
    r"\s*[?？]\W*$", re.IGNORECASE)
# A promise that names its day says more than an intention.
DATED = 3
# Before a day that is no promise: 5,000 due on 10 December.
DUE = re.compile(r"(?:\b(?:due|dated|invoiced?|of)(?:\s+(?:on|by|date|from|the))*|到期日?|开具|为)\s*$", re.IGNORECASE)
# So many characters are read.
LONGEST = 4_000
# Patterns of this strength hint only: so many hints together speak.
HINT, HINTS = 1, 2


class Reading(NamedTuple):
    """What an answer was read to be: ``key`` of the pattern, and the ``words`` that it was found in.

    ``kinds`` are all kinds that were found, the first is proposed. ``addresses`` are e-mail addresses, ``documents`` the keys
    of those that the text names.
    """

    kinds: tuple
    key: int | None = None
    words: str = ""
    date: datetime.date | None = None
    amount: float | None = None
    currency: str | None = None
    documents: tuple = ()
    addresses: tuple = ()
    text: str = ""


def read_reply(subject, body, patterns, today, *, documents=None, month_first=True):
    """Read an answer by the patterns. Nothing of what it quotes counts.

    :param str subject: only absences are read from it, for it is mostly that of the reminder
    :param patterns: iterable of :class:`~.patterns.Phrases`
    :param dict documents: ``{key: names of the document}`` of what the customer owes
    :return: :class:`Reading`; without kinds when nothing was found
    """
    text = get_own_text(body)
    # What matters stands at the beginning, and no text may hold up the mail.
    read = text[:LONGEST]
    clean, found = find_documents(read, documents or {})
    facts = {"documents": found, "addresses": tuple(dict.fromkeys(re.findall(EMAIL, read))), "text": text}
    named = _Days(today, month_first)
    matches = _find_said(subject, read, patterns, named)
    strengths = _weigh(matches, named)
    if not strengths:
        return Reading((), **facts)
    kinds = tuple(sorted(strengths, key=lambda kind: (-strengths[kind], KINDS.index(kind))))
    # What is said counts more than what is asked, and who promises several payments is held to the first.
    own = sorted((match for match in matches if match.phrases.kind == kinds[0]), key=_is_asked)
    dated = [match for match in own if named.of_match(match)]
    best = min(dated, key=lambda match: (_is_asked(match), named.of_match(match)), default=own[0])
    amounts = named.find_amounts(find_documents(best.sentence, documents or {})[0]) or named.find_amounts(clean)
    amount, currency = amounts[0] if amounts else (None, None)
    day = named.of_match(best) or named.choose(kinds[0], clean)
    if kinds[0] == PROMISE and not _is_asked(best) and (parts := _find_parts(read, own, named, documents or {})):
        day, amount, currency = min(parts, key=lambda part: part[0])
    return Reading(kinds, best.phrases.key, best.clause, day, amount, currency, **facts)


class _Days:
    """The days that texts name, each text looked through once."""

    def __init__(self, today, month_first):
        self.today, self.month_first = today, month_first
        self.found = {}

    def find(self, kind, text):
        key = kind == PAID, text
        if key not in self.found:
            self.found[key] = find_dates(text, self.today, month_first=self.month_first, past=kind == PAID)
        return self.found[key]

    def find_amounts(self, text):
        """:return: the amounts of ``text``; no part of a day is one"""
        return find_amounts(self._without_days(*self._locate(text)))

    def find_parts(self, text):
        """:return: list of ``(day to come, amount, currency)``: a day and the amount that stand side by side"""
        text, days = self._locate(text)
        marks = [(start, (day,)) for start, _end, day in days if day >= self.today and not DUE.search(text[:start])]
        marks += [(start, money) for start, *money in locate_amounts(self._without_days(text, days))]
        marks, parts = [mark for _start, mark in sorted(marks, key=lambda mark: mark[0])], []
        while len(marks) > 1:
            first, second = marks[:2]
            if len(first) != len(second):
                parts.append((*first, *second) if len(first) == 1 else (*second, *first))
                marks = marks[1:]
            marks = marks[1:]
        return parts

    def _locate(self, text):
        return locate_dates(text, self.today, month_first=self.month_first)

    @staticmethod
    def _without_days(text, days):
        for start, end, _day in days:
            text = text[:start] + " " * (end - start) + text[end:]
        return text

    def choose(self, kind, text):
        """:return: of days that are named, the one that matters: when they will pay, when they paid, from when they are back"""
        days = self.find(kind, text)
        if kind == PAID:
            return next((day for day in days if day <= self.today), None)
        days = [day for day in days if day >= self.today]
        if kind == PROMISE:
            return days[0] if days else None
        return max(days, default=None) if kind == ABSENCE else None

    def of_match(self, match):
        """:return: the day that the clause of the match names, or else its sentence; of an absence always the last one"""
        kind = match.phrases.kind
        return (None if kind == ABSENCE else self.choose(kind, match.clause)) or self.choose(kind, match.sentence)


def _find_parts(text, promises, named, documents):
    """:return: list of ``(day, amount, currency)`` that the promises, and the lines of a list below one, name together"""
    said, parts, listed = {match.sentence for match in promises}, [], False
    for sentence in get_sentences(text):
        found = named.find_parts(find_documents(sentence, documents)[0]) if sentence in said or listed else []
        listed = sentence in said and sentence.endswith((":", "：")) or listed and bool(found)
        parts += found
    return parts


def _find_said(subject, text, patterns, named):
    """:return: the matches of what the text says; what it says twice is read once"""
    sentences = [(sentence, get_clauses(sentence)) for sentence in dict.fromkeys(get_sentences(text))]
    matches = [match for match in find_matches(sentences, patterns) if _is_said(match, named)]
    return matches + find_matches(
        [(subject, [subject[:MAX_CLAUSE]])], [phrases for phrases in patterns if phrases.kind == ABSENCE])


def _is_said(match, named):
    """:return: whether the clause says it: who asks whether it is paid has not said so, and nobody has paid tomorrow; who asks
        for time until a day proposes it"""
    kind = match.phrases.kind
    if kind not in (PAID, PROMISE, REFUSED):
        return True
    days = named.find(kind, match.clause)
    if _is_asked(match):
        return kind == PROMISE and any(day >= named.today for day in days)
    return kind != PAID or not days or min(days) <= named.today


def _is_asked(match):
    return bool(QUESTION.search(match.clause) or TAG.search(match.sentence))


def _weigh(matches, named):
    """:return: ``{kind: strength}`` of its strongest pattern; hints count when two or more of them stand together"""
    strengths, hints = {}, {}
    for match in matches:
        kind, strength = match.phrases.kind, match.phrases.strength
        if kind == PROMISE and strength > HINT and named.of_match(match):
            strength += DATED
        if strength > HINT:
            strengths[kind] = max(strengths.get(kind, 0), strength)
        hints.setdefault(kind, set()).update((match.phrases.key, hit) for hit in match.hits)
    for kind, found in hints.items():
        if len(found) >= HINTS:
            strengths.setdefault(kind, HINTS)
    return strengths


def find_documents(text, documents):
    """:param dict documents: ``{key: names}``
    :return: the text without the names that were found; the keys of the documents, in the order of the text
    """
    places, clean = [], text
    for key, names in documents.items():
        for name in names:
            expression = _get_name_expression(name)
            match = expression and expression.search(text)
            if match:
                places.append((match.start(), key))
                clean = expression.sub(" ", clean)
                break
    return clean, tuple(key for _start, key in sorted(places, key=lambda place: place[0]))


def _get_name_expression(name):
    """:return: the name as it is, or its last number after a word for an invoice; None for a name without digits"""
    if not name or not re.search(r"\d", name):
        return None
    exact = r"[\s/-]*".join(map(re.escape, re.findall(r"[^\s/-]+", name)))
    last = re.search(r"0*([1-9]\d+)\D*$", name)
    short = rf"|{WORD}0*{last[1]}(?!\d)" if last else ""
    return re.compile(rf"(?<![A-Za-z0-9/]){exact}(?![A-Za-z0-9/])" + short, re.IGNORECASE)
