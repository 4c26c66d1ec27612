"""Which documents the file of a customer needs, and which of them it has."""
import math
from datetime import date, timedelta
from typing import NamedTuple

from ..hold.past_facts import Span


class Kind(NamedTuple):
    """A kind of document that ratings or limits require."""

    key: int
    #: ids of the ratings that require it; empty for all
    ratings: frozenset = frozenset()
    #: required of customers with this limit or a higher one
    min_limit: float = 0.0


class Document(NamedTuple):
    """A document that was checked."""

    kind: int
    #: day from which it is valid, None for any
    valid_from: object = None
    #: last day on which it is valid, None without end
    valid_until: object = None
    #: day of the document itself, None where it is not known
    date: object = None


class FileState(NamedTuple):
    """What a file comes to on a day."""

    #: percent of the kinds required of which there is a valid document; 100 where none is required
    completeness: float
    #: kinds of which there was never a document
    missing: tuple
    #: kinds of which there were documents, but none is valid any more
    stale: tuple


def get_required(kinds, rating, limit):
    """:param rating: id of the rating, None without one
    :param float limit: ``math.inf`` without a limit
    :return: tuple of the keys of the kinds that such a customer needs
    """
    return tuple(
        kind.key for kind in kinds
        if (not kind.ratings or rating in kind.ratings) and (limit == math.inf or limit >= kind.min_limit))


def is_valid(document, day):
    return (
        (document.valid_from is None or document.valid_from <= day)
        and (document.valid_until is None or day <= document.valid_until))


def judge(required, documents, day):
    """:return: the :class:`FileState` on ``day``"""
    valid = {document.kind for document in documents if is_valid(document, day)}
    known = {document.kind for document in documents}
    lacking = [kind for kind in required if kind not in valid]
    share = (len(required) - len(lacking)) / len(required) if required else 1.0
    return FileState(
        round(100 * share, 2), tuple(kind for kind in lacking if kind not in known),
        tuple(kind for kind in lacking if kind in known))


def is_recent(documents, kind, max_age, day):
    """:param int max_age: days that the document may be old, 0 for any
    :return: whether a valid document of ``kind`` is recent enough to decide on
    """
    return any(
        document.kind == kind and is_valid(document, day)
        and (not max_age or document.date is not None and (day - document.date).days <= max_age)
        for document in documents)


def find_incomplete(kinds, documents, standings):
    """
    :param kinds: list of :class:`Kind`
    :param documents: list of :class:`Document`, valid from the day on which they were checked at the earliest
    :param standings: list of ``(day from which it stood, rating, limit)``, the earliest first; it counts before its day too
    :return: list of the :class:`Span` of days on which the file was not complete
    """
    if not standings:
        return []
    days = {date.min, *(day for day, _rating, _limit in standings)}
    for document in documents:
        days |= {document.valid_from} if document.valid_from else set()
        days |= {document.valid_until + timedelta(days=1)} if document.valid_until else set()
    spans, begin = [], None
    for day in sorted(days):
        _day, rating, limit = ([standing for standing in standings if standing[0] <= day] or standings[:1])[-1]
        is_incomplete = judge(get_required(kinds, rating, limit), documents, day).completeness < 100
        if is_incomplete and begin is None:
            begin = day
        elif not is_incomplete and begin is not None:
            spans.append(Span(begin, day))
            begin = None
    return spans if begin is None else [*spans, Span(begin, None)]
