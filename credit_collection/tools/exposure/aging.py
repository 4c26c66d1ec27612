"""Aging of open items: days overdue, aging buckets, and since when an account has been overdue without a break."""

from datetime import timedelta
from typing import NamedTuple


class Bucket(NamedTuple):
    """An aging bucket and the days overdue it holds, both ends included; ``None`` is an open end."""

    code: str
    first_day: int | None
    last_day: int | None


BUCKETS = (
    Bucket("not_due", None, 0),
    Bucket("1_30", 1, 30),
    Bucket("31_60", 31, 60),
    Bucket("61_90", 61, 90),
    Bucket("over_90", 91, None),
)
BUCKET_CODES = tuple(bucket.code for bucket in BUCKETS)


def count_days_overdue(due_date, today):
    """:return: days since the due date; 0 on that day itself, before it, and for an item without one"""
    return max((today - due_date).days, 0) if due_date else 0


def find_bucket(days_overdue):
    """:return: code of the aging bucket of an item that is ``days_overdue`` days late (0 or less: not due)"""
    return next(bucket.code for bucket in BUCKETS if bucket.last_day is None or days_overdue <= bucket.last_day)


def find_overdue_since(spells, today):
    """Since when something was overdue on every single day up to ``today``.

    :param spells: pairs of due date and the day the item was settled, ``None`` while it is open
    :return: first day of the running overdue episode, ``None`` when nothing is overdue today
    """
    late = sorted(
        (due_date + timedelta(days=1), min(settled or today, today), settled is None)
        for due_date, settled in spells
        if due_date < (settled or today)
    )
    since, until, is_open = None, None, False
    for first_day, last_day, still_open in late:
        if until is None or first_day > until:
            since, until, is_open = first_day, last_day, still_open
        else:
            until, is_open = max(until, last_day), is_open or still_open
    return since if is_open else None
