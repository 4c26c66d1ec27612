"""What was decided about a customer, as it stood on each day: worked out back from today by the log of changes."""

from bisect import bisect_right
from datetime import date
from typing import NamedTuple

LONGEST_TERM = "max_term_days"


class Decision(NamedTuple):
    """What a credit profile says. Days of -1 mean none of the customer's own, amounts are in company currency."""

    rating_id: int | None = None
    limit_mode: str = "unlimited"
    credit_limit: float = 0.0
    limit_until: date | None = None
    temporary_limit: float = 0.0
    temporary_limit_until: date | None = None
    own_max_term_days: int = -1
    own_grace_days: int = -1
    on_hold: bool = False
    limit_group_id: int | None = None

    def get_effective_limit(self, day):
        """:return: the amount in force on ``day``: a temporary limit replaces an amount, not the lack of one"""
        if self.limit_mode != "limited":
            return 0.0
        return self.temporary_limit if self.has_temporary_limit(day) else self.credit_limit

    def has_temporary_limit(self, day):
        return self.temporary_limit > 0 and bool(self.temporary_limit_until) and self.temporary_limit_until >= day

    def get_days_expired(self, day):
        """:return: days since the last day of the limit, 0 while a temporary one runs; negative before"""
        if not self.limit_until or (self.temporary_limit_until and self.temporary_limit_until >= day):
            return 0
        return (day - self.limit_until).days


class Change(NamedTuple):
    """An entry of the log: the value of a field before. For :data:`LONGEST_TERM` it is the longest term that counted, the
    rating's or one of the customer's own; None for none."""

    day: date
    field: str
    before: object


class Decisions:
    """The decisions about one customer by the day from whose end they stood.

    Of days before ``first_day``, on which the customer was first known, those of the first day are taken: they are later
    knowledge, see :meth:`is_assumed`.
    """

    def __init__(self, first_day, versions):
        self.first_day = first_day
        self._days = [day for day, _decision in versions]
        self._decisions = [decision for _day, decision in versions]

    def get(self, day):
        return self._decisions[max(bisect_right(self._days, day) - 1, 0)]

    def is_assumed(self, day):
        return day < self.first_day

    def get_all(self):
        return self._decisions

    def get_versions(self):
        """:return: list of (day from which it stood, :class:`Decision`), the earliest first"""
        return list(zip(self._days, self._decisions, strict=True))


def trace_back(present, changes, first_day, longest_terms):
    """
    :param present: the :class:`Decision` of today
    :param changes: list of :class:`Change` in the order in which they were made
    :param longest_terms: ``{rating id: longest term in days}``
    :return: :class:`Decisions`
    """
    first_day = min([first_day, *(change.day for change in changes[:1])])
    days = {}
    for change in changes:
        # Of several changes of a day, the first one knows how the day began.
        days.setdefault(change.day, {}).setdefault(change.field, change.before)
    versions, decision = [], present
    for day in sorted(days, reverse=True):
        versions.append((day, decision))
        if day <= first_day:
            break
        decision = _undo(decision, days[day], longest_terms)
    else:
        versions.append((first_day, decision))
    return Decisions(first_day, versions[::-1])


def _undo(decision, before, longest_terms):
    values = {name: value for name, value in before.items() if name != LONGEST_TERM}
    decision = decision._replace(**values)
    if LONGEST_TERM in before:
        longest = before[LONGEST_TERM]
        is_own = longest is not None and longest != longest_terms.get(decision.rating_id)
        decision = decision._replace(own_max_term_days=longest if is_own else -1)
    return decision
