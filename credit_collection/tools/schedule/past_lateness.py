"""From which day on the milestones of an order were overdue for too long, on days of the past."""

from datetime import date

from ..exposure.past_account import BEGUN, DEFERRED, MATCHED
from ..exposure.past_debts import NOISE


def find_first_late_day(events, tolerance, first, last):
    """Look at the items of the milestones at the end of each day.

    :param events: the ``Event`` of these items, in their order
    :param tolerance: days that an item may be overdue
    :return: the first day from ``first`` to ``last`` on which one of them is overdue for longer, None without one
    """
    by_item = {}
    for event in events:
        by_item.setdefault(event.item, []).append(event)
    days = [_find_late_day(item, own, tolerance, first.toordinal(), last.toordinal()) for item, own in by_item.items()]
    found = min((day for day in days if day is not None), default=None)
    return None if found is None else date.fromordinal(found)


def _find_late_day(item, events, tolerance, first, last):
    residual, deferred = 0.0, 0
    ends = [event.day for event in events[1:]] + [last + 1]
    for event, end in zip(events, ends, strict=True):
        if event.kind in (BEGUN, MATCHED):
            residual += event.amount
        elif event.kind == DEFERRED:
            deferred = int(event.amount)
        begin = max(event.day, first, (deferred or item.due) + tolerance + 1)
        if residual > NOISE and begin < min(end, last + 1):
            return begin
    return None
