"""Days of regular statements. Each is counted from the first one, so that short months and missed nights change nothing."""

from calendar import monthrange
from datetime import date, timedelta

#: months from one statement to the next; whoever opts out has none
MONTHS = {"monthly": 1, "quarterly": 3, "none": 0}


def add_months(first, months):
    """:return: the day of ``first`` so many months later, in a short month its last day. The last day of a month stays one"""
    number = first.year * 12 + first.month - 1 + months
    year, month = divmod(number, 12)
    length = monthrange(year, month + 1)[1]
    is_last = first.day == monthrange(first.year, first.month)[1]
    return date(year, month + 1, length if is_last else min(first.day, length))


def get_due_date(first, months, today):
    """:return: the latest day of the schedule until ``today``; None before the first one, or without a schedule"""
    if not first or not months or today < first:
        return None
    count = ((today.year - first.year) * 12 + today.month - first.month) // months
    due = add_months(first, count * months)
    return due if due <= today else add_months(first, (count - 1) * months)


def get_period_start(first, months, due, last=None):
    """:param date last: day of the last regular statement, by whatever schedule it was made
    :return: the day after ``last``, so that a schedule that is changed tells nothing twice and leaves nothing out; after a
        pause of more than a quarter, the day after the day of the schedule that goes before ``due``
    """
    count = (due.year - first.year) * 12 + due.month - first.month
    before = add_months(first, count - months)
    is_recent = last and last < due and last >= add_months(before, -max(MONTHS.values()))
    return (last if is_recent else before) + timedelta(1)


def get_month_end(today):
    """:return: the last day of the month"""
    return today.replace(day=monthrange(today.year, today.month)[1])
