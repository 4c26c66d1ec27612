"""The paying history of one customer on each of many days: the same figures as ``credit.scorecard._get_history``, of what had
happened until then. Days are numbers."""

from bisect import bisect_right
from itertools import accumulate
from typing import NamedTuple

YEAR = 364


class Sale(NamedTuple):
    """An invoice, a receipt or, below zero, a credit note."""

    day: int
    amount: float
    is_invoice: bool


class Window(NamedTuple):
    """A day, the day 12 months before, and the day from which on payments are recent ones: what is later than these counts."""

    day: int
    since: int
    recent: int


class _Sums:
    """Sums of amounts by day, of any stretch of days."""

    def __init__(self, rows):
        rows = sorted(rows)
        self._days = [row[0] for row in rows]
        self._sums = [0.0, *accumulate(row[1] for row in rows)]

    def between(self, since, day):
        return self._sums[bisect_right(self._days, day)] - self._sums[bisect_right(self._days, since)]


class PastHistory:
    """
    :param sales: list of :class:`Sale`
    :param settlements: list of ``PastSettlement``
    :param first_day: day of the first invoice ever, None without any
    """

    def __init__(self, sales, settlements, first_day):
        self._first_day = first_day
        self._sales = _Sums((sale.day, sale.amount) for sale in sales)
        self._invoiced = _Sums((sale.day, sale.amount) for sale in sales if sale.is_invoice)
        paid = [part for part in settlements if part.is_payment]
        self._settled = _Sums((part.day, part.amount) for part in paid)
        self._on_time = _Sums((part.day, part.amount) for part in paid if part.day <= part.due)
        self._late = _Sums((part.day, get_late_amount_days(part)) for part in paid)
        self._credited = _Sums((part.day, part.amount) for part in settlements if part.is_credit_note)
        self._returned = [part for part in paid if part.returned is not None]
        self._closed, self._expired = _find_closings(settlements)

    def get(self, window, account):
        """:param account: the :class:`~..exposure.past_account.PastAccount` on the day of the :class:`Window`
        :return: dict, see ``credit.scorecard._get_history``; ``first_date`` is a number too
        """
        day, since, recent = window
        back = [part for part in self._returned if part.returned <= day and since < part.day <= day]
        recent_back = [part for part in back if part.day > recent]
        overdue_days = account.rated.get_late_amount_days()
        return {
            "open": account.owing,
            "overdue": account.rated.total,
            "sales": self._sales.between(since, day),
            "invoiced": self._invoiced.between(since, day),
            "settled": self._settled.between(since, day) - sum(part.amount for part in back),
            "on_time": self._on_time.between(since, day) - sum(part.amount for part in back if part.day <= part.due),
            "credited": self._credited.between(since, day),
            "recent_settled": self._settled.between(recent, day) - sum(part.amount for part in recent_back),
            "late_amount_days": self._late.between(since, day) - sum(map(get_late_amount_days, back)) + overdue_days,
            "recent_late_amount_days":
                self._late.between(recent, day) - sum(map(get_late_amount_days, recent_back)) + overdue_days,
            "invoices": float(bisect_right(self._closed, day) - bisect_right(self._expired, since)),
            "first_date": self._first_day if self._first_day is not None and self._first_day <= day else None,
            "days": day - self._first_day if self._first_day is not None and self._first_day <= day else 0,
        }


def get_late_amount_days(part):
    """:return: amount times days late of a settlement, 0 for an early one"""
    return part.amount * max(part.day - part.due, 0)


def _find_closings(settlements):
    """Of the documents that money settled in full: the days on which they were, and those of their last payments."""
    documents = {}
    for part in settlements:
        if part.is_closed:
            closed, paid = documents.get(part.document, ({}, None))
            closed[part.key] = max(closed.get(part.key, part.day), part.day)
            is_money = part.is_payment and part.returned is None
            documents[part.document] = (closed, max(paid or part.day, part.day) if is_money else paid)
    known = [(min(closed.values()), paid) for closed, paid in documents.values() if paid is not None]
    # One that was paid long before it was closed is forgotten on the day after, not before it is known.
    return sorted(closed for closed, _paid in known), sorted(max(paid, closed - YEAR) for closed, paid in known)
