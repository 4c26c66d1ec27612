"""Aging of open items: days overdue, aging buckets, and since when an account has been overdue without a break."""

import re
from datetime import timedelta
from typing import NamedTuple


class Bucket(NamedTuple):
    """An aging bucket and the days overdue it holds, both ends included; ``None`` is an open end."""

    code: str
    first_day: int | None
    last_day: int | None


class LimitsError(ValueError):
    """Limits of buckets that make no sense; ``reason`` is ``number``, ``order`` or ``many``."""

    def __init__(self, reason):
        super().__init__(reason)
        self.reason = reason


STANDARD_LIMITS = (30, 60, 90)
# As many buckets as fit on a page.
MOST_LIMITS = 6
# Ten years.
LONGEST_LIMIT = 3650


def parse_limits(text):
    """
    :param str text: last days of the buckets of overdue items, such as "30,60,90"; a catch-all follows them
    :return: tuple of these days
    :raise LimitsError: for what is no list of rising days
    """
    parts = [part.strip() for part in re.split("[,;，、；]", text or "")]
    if not all(re.fullmatch("[0-9]{1,5}", part) and 0 < int(part) <= LONGEST_LIMIT for part in parts):
        raise LimitsError("number")
    limits = tuple(map(int, parts))
    if any(first >= second for first, second in zip(limits, limits[1:], strict=False)):
        raise LimitsError("order")
    if len(limits) > MOST_LIMITS:
        raise LimitsError("many")
    return limits


def make_buckets(limits):
    """
    :param limits: last days of the buckets of overdue items
    :return: tuple of :class:`Bucket`, what is not due first; the last one is open
    """
    firsts = [1, *(last + 1 for last in limits)]
    return (
        Bucket("not_due", None, 0),
        *(Bucket(f"{first}_{last}", first, last) for first, last in zip(firsts, limits, strict=False)),
        Bucket(f"over_{limits[-1]}", firsts[-1], None),
    )


BUCKETS = make_buckets(STANDARD_LIMITS)
BUCKET_CODES = tuple(bucket.code for bucket in BUCKETS)


def count_days_overdue(due_date, today):
    """:return: days since the due date; 0 on that day itself, before it, and for an item without one"""
    return max((today - due_date).days, 0) if due_date else 0


def find_bucket(days_overdue, buckets=BUCKETS):
    """:return: code of the aging bucket of an item that is ``days_overdue`` days late (0 or less: not due)"""
    return next(bucket.code for bucket in buckets if bucket.last_day is None or days_overdue <= bucket.last_day)


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
