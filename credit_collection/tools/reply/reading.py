"""What a customer answers to a reminder: the kind of the answer, the day, amount and documents that it names."""

import datetime
import re
from typing import NamedTuple

from .amounts import find_amounts, locate_amounts, spell_amounts
from .dates import locate_dates
from .patterns import EMAIL, find_matches
from .steps import add_months, end_of_month
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
# What stands behind it belongs to what follows; that within a number is none.
COMMA = re.compile(r"[,，;；、](?!\d)|\band\b", re.IGNORECASE)
# Days that do not name their month, and the last one of it.
BARE = re.compile(r"^(?:the\s+)?\d{1,2}(?:st|nd|rd|th)$|^\d{1,2}\s*[号日]$|^月|month", re.IGNORECASE)
ENDS = re.compile(r"[底末]|end", re.IGNORECASE)
# Who pays the rest pays something before.
REST = re.compile(r"\b(?:rest|remain\w*|balance)\b|[余剩]|尾款", re.IGNORECASE)
# Before a day that another one takes the place of.
GIVEN_UP = re.compile(
    r"(?:\b(?:instead\s+of|rather\s+than|(?:moved|postponed|shifted|changed|put\s+off)\b.{0,40}\bfrom|originally(?:\s+\w+){0,2})"
    r"(?:\s+(?:on|for|by|the))*|原定于?|原计划|原本|本来)\s*$", re.IGNORECASE)
# So many characters are read.
LONGEST = 4_000
# Patterns of this strength hint only: so many hints together speak.
HINT, HINTS = 1, 2


class Mark(NamedTuple):
    """A day or an amount in a text; what it ``says``, and where it stands."""

    start: int
    end: int
    says: tuple

    @property
    def is_day(self):
        return len(self.says) == 1


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
        first = min(parts, key=lambda part: part[0])
        if day and day < first[0] and not REST.search(best.clause):
            # Earlier comes a payment whose amount is not said.
            first = (day, *(named.find_amounts(best.clause) or [(None, None)])[0])
        day, amount, currency = first
    return Reading(kinds, best.phrases.key, best.clause, day, amount, currency, **facts)


class _Days:
    """The days that texts name, each text looked through once."""

    def __init__(self, today, month_first):
        self.today, self.month_first = today, month_first
        self.found = {}

    def find(self, kind, text):
        """:return: the days that ``text`` names and does not give up, those that it does not only call due"""
        key = kind == PAID, text
        if key not in self.found:
            spelled, places = locate_dates(text, self.today, month_first=self.month_first, past=kind == PAID)
            places = [place for place in places if not GIVEN_UP.search(spelled[:place[0]])]
            meant = [place for place in places if not DUE.search(spelled[:place[0]])]
            self.found[key] = [day for _start, _end, day in meant or places]
        return self.found[key]

    def find_amounts(self, text):
        """:return: the amounts of ``text``; no part of a day is one"""
        return find_amounts(self._without_days(*self._locate(text)))

    def find_parts(self, text):
        """:return: list of ``(day to come, amount, currency)``: a day and the amount that stand side by side"""
        text, days = self._locate(text)
        marks = [Mark(start, end, (day,)) for start, end, day in self._put_in_order(text, days)
                 if day >= self.today and not DUE.search(text[:start])]
        marks += [Mark(start, start, money) for start, *money in locate_amounts(self._without_days(text, days))]
        marks, parts = sorted(marks, key=lambda mark: mark.start), []
        while len(marks) > 1:
            first, second, third = (*marks, None)[:3]
            if first.is_day == second.is_day or third and (
                    third.is_day == first.is_day and COMMA.search(text, first.end - 1, second.start)
                    and not COMMA.search(text, second.end, third.start)):
                marks = marks[1:]
                continue
            day, money = (first, second) if first.is_day else (second, first)
            parts.append((*day.says, *money.says))
            marks = marks[2:]
        return parts

    @staticmethod
    def _put_in_order(text, days):
        """:return: the days, those without month moved to the month of the day before them: the 15th, then the 30th"""
        ordered, before = [], None
        for start, end, day in days:
            if before and day < before and BARE.search(text[start:end]):
                moved = add_months(day, (before.year - day.year) * 12 + before.month - day.month)
                moved = moved if moved >= before else add_months(moved, 1)
                day = end_of_month(moved) if ENDS.search(text[start:end]) else moved
            before = day
            ordered.append((start, end, day))
        return ordered

    def _locate(self, text):
        return locate_dates(spell_amounts(text), self.today, month_first=self.month_first)

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
