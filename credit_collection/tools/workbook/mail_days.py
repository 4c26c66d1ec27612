"""Days on which a workbook is sent. Each is counted from the first one, so that short months and missed nights change
nothing."""

from datetime import timedelta

from ..statement.schedule import add_months, get_due_date

FREQUENCIES = ("daily", "weekly", "monthly")


def get_latest_day(first, frequency, today):
    """:return: the latest day of the schedule until ``today``; None before the first one"""
    if not first or today < first:
        return None
    if frequency == "monthly":
        return get_due_date(first, 1, today)
    return today if frequency == "daily" else first + timedelta(weeks=(today - first).days // 7)


def get_next_day(first, frequency, last):
    """:param last: the day of the schedule that was done last, None when it was none
    :return: the next one"""
    if not first or not last or last < first:
        return first
    if frequency == "monthly":
        months = (last.year - first.year) * 12 + last.month - first.month
        return next(day for day in (add_months(first, months), add_months(first, months + 1)) if day > last)
    return get_latest_day(first, frequency, last) + timedelta(days=1 if frequency == "daily" else 7)
