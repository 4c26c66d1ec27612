"""What a customer answers to a reminder: the kind of the answer, the day, amount and documents that it names."""

import datetime
import re
from typing import NamedTuple

from .amounts import find_amounts
from .dates import find_dates
from .patterns import EMAIL, find_matches
from .text import get_clauses, get_own_text, get_sentences

PAID, PROMISE, DISPUTE, WRONG_PERSON, ABSENCE, COPY = "paid", "promise", "dispute", "wrong_person", "absence", "copy"
# What comes before the last digits of a document.
WORD = r"(?:invoices?|inv|bill|发票|单号|编号|no|nr|#)[\s.:\uff1a#号]*(?:no\.?\s*)?"
# Between kinds of the same strength.
KINDS = (ABSENCE, DISPUTE, WRONG_PERSON, PAID, PROMISE, COPY)
# A promise that names its day says more than an intention.
DATED = 3


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
    sentences = [(sentence, get_clauses(sentence)) for sentence in get_sentences(text)]
    matches = find_matches(sentences, patterns)
    matches += find_matches([(subject, [subject])], [phrases for phrases in patterns if phrases.kind == ABSENCE])
    clean, found = find_documents(text, documents or {})
    facts = {"documents": found, "addresses": tuple(dict.fromkeys(re.findall(EMAIL, text))), "text": text}
    if not matches:
        return Reading((), **facts)
    strengths = {}
    for match in matches:
        kind = match.phrases.kind
        dated = DATED if kind == PROMISE and _find_day(match, today, month_first) else 0
        strengths[kind] = max(strengths.get(kind, 0), match.phrases.strength + dated)
    kinds = tuple(sorted(strengths, key=lambda kind: (-strengths[kind], KINDS.index(kind))))
    own = [match for match in matches if match.phrases.kind == kinds[0]]
    best = next((match for match in own if _find_day(match, today, month_first)), own[0])
    amounts = find_amounts(find_documents(best.sentence, documents or {})[0]) or find_amounts(clean)
    amount, currency = amounts[0] if amounts else (None, None)
    return Reading(
        kinds, best.phrases.key, best.clause, _find_day(best, today, month_first) or _choose_day(
            best.phrases.kind, find_dates(clean, today, month_first=month_first), today), amount, currency, **facts)


def _find_day(match, today, month_first):
    """:return: the day that the clause of the match names, or else its sentence; of an absence always the last one"""
    for text in (match.clause, match.sentence)[match.phrases.kind == ABSENCE:]:
        if day := _choose_day(match.phrases.kind, find_dates(text, today, month_first=month_first), today):
            return day
    return None


def _choose_day(kind, days, today):
    """:return: of days that are named, the one that matters: when they will pay, when they paid, from when they are back"""
    if kind == PAID:
        return next((day for day in days if day <= today), None)
    if kind == PROMISE:
        return next((day for day in days if day >= today), None)
    return max((day for day in days if day >= today), default=None) if kind == ABSENCE else None


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
