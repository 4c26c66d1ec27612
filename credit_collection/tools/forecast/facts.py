"""What is worth saying of how a customer pays, in numbers that a person can check."""
from collections import Counter
from statistics import fmean, stdev
from typing import NamedTuple

from .habits import RECENT
from .items import get_month_day, get_weekday

# A day on which at least this part of the payments came is called usual.
USUAL_WEEKDAY = 0.6
USUAL_MONTH_DAY = 0.4
# A change is told when the last third of the invoices is so many days and standard errors away from those before.
FEWEST_LAST = 3
CHANGED_DAYS = 3.0
CHANGED_ERRORS = 2.0


class Facts(NamedTuple):
    """``late`` is the mean number of days after the due date; ``change`` how much later the last invoices were paid.

    ``weekday`` (0 is Monday) and ``month_day`` (-1 is the last of the month) are None without a habit.
    """

    invoices: int
    late: float
    weekday: int | None = None
    month_day: int | None = None
    change: float | None = None


def get_facts(items, today, calendar):
    """:param items: the items of one customer in the order of their invoices
    :param calendar: the :class:`Calendar` of the customer
    :return: :class:`Facts` on those that are paid; None when there are none
    """
    paid = [item for item in items if item.paid_day is not None and item.paid_day < today][-RECENT:]
    if not paid:
        return None
    late = [item.paid_day - item.due_day for item in paid]
    days = [item.paid_day for item in paid]
    return Facts(
        len(paid), fmean(late),
        _get_usual(map(get_weekday, days), USUAL_WEEKDAY) if calendar.weekdays else None,
        _get_usual(map(get_month_day, days), USUAL_MONTH_DAY) if calendar.month_days else None,
        _get_change(late))


def _get_usual(values, share):
    counts = Counter(values)
    value, count = counts.most_common(1)[0]
    return value if count >= share * sum(counts.values()) else None


def _get_change(late):
    last = len(late) // 3
    if last < FEWEST_LAST:
        return None
    change = fmean(late[-last:]) - fmean(late[:-last])
    error = (stdev(late[-last:]) ** 2 / last + stdev(late[:-last]) ** 2 / (len(late) - last)) ** 0.5
    return change if abs(change) >= max(CHANGED_DAYS, CHANGED_ERRORS * error) else None
