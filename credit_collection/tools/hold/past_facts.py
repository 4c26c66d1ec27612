"""What rules that hold orders read of a customer beside policy and exposure, on days of the past."""

from datetime import date
from typing import NamedTuple


class Span(NamedTuple):
    """A fact held from the day ``begin`` on, before the day ``end`` (None: until now), while any of the journal items ``keys``
    was open; without ``keys`` on all of these days."""

    begin: date
    end: date | None
    keys: tuple | None = None


def is_true(spans, day, account):
    """:param spans: list of :class:`Span` of one fact of one customer
    :param account: the ``PastAccount`` of the customer on ``day``
    :return: whether the fact held on ``day``
    """
    if callable(spans):
        return spans(day, account)
    return any(
        span.begin <= day and (span.end is None or day < span.end)
        and (span.keys is None or any(account.get_residual(key) > 0 for key in span.keys))
        for span in spans)
