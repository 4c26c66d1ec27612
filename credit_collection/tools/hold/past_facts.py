"""What rules that hold orders read of a customer beside policy and exposure, on days of the past."""

from collections.abc import Callable
from datetime import date
from typing import NamedTuple


class Span(NamedTuple):
    """A fact held from the day ``begin`` on, before the day ``end`` (None: until now), while any of the journal items ``keys``
    was open; without ``keys`` on all of these days."""

    begin: date
    end: date | None
    keys: tuple | None = None


class PastDay(NamedTuple):
    """Where a customer stood on ``day``: the ``PastAccount`` of that day, the exposure in company currency, and a function
    without parameters that returns what counted of its orders: ``{order id: amount in company currency}``."""

    day: date
    account: object
    exposure: float = 0.0
    read_orders: Callable = dict


def read_fact(known, past):
    """:param known: list of :class:`Span` of one fact of one customer, or a function of a :class:`PastDay`
    :param PastDay past: of the customer
    :return: whether the fact held on the day; what the function returns
    """
    if callable(known):
        return known(past)
    day, account = past.day, past.account
    return any(
        span.begin <= day and (span.end is None or day < span.end)
        and (span.keys is None or any(account.get_residual(key) > 0 for key in span.keys))
        for span in known)
