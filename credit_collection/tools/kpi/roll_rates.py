"""Roll rates: what became of the items of each aging bucket, item by item.

Dividing one bucket by the one before would count items that never were in it: those entered late.
"""

from typing import NamedTuple

from ..exposure.aging import BUCKETS, count_days_overdue, find_bucket
from .key_figures import ratio


class Item(NamedTuple):
    """A debt that was open at the beginning, in company currency."""

    due_date: object
    opening: float
    closing: float
    paid: float = 0.0
    credited: float = 0.0


class Roll(NamedTuple):
    """What became of a bucket; each but the first as a share of it, None of an empty bucket."""

    bucket: str
    opening: float
    rolled: float | None  # now in a later bucket
    stayed: float | None
    paid: float | None
    credited: float | None
    other: float | None  # written off or set off


def get_roll_rates(items, opening_day, closing_day, buckets=BUCKETS):
    """:param items: iterable of :class:`Item`
    :param date opening_day: whose end the buckets are taken from
    :param buckets: :class:`~..exposure.aging.Bucket` of the company
    :return: a :class:`Roll` of each bucket, in their order
    """
    sums = {
        bucket.code: dict.fromkeys(("opening", "rolled", "stayed", "paid", "credited"), 0.0) for bucket in buckets}
    for item in items:
        before, after = (
            find_bucket(count_days_overdue(item.due_date, day), buckets) for day in (opening_day, closing_day))
        into = sums[before]
        into["opening"] += item.opening
        into["stayed" if before == after else "rolled"] += item.closing
        into["paid"] += item.paid
        into["credited"] += item.credited
    return [_divide(code, parts) for code, parts in sums.items()]


def _divide(code, parts):
    opening = parts.pop("opening")
    parts["other"] = opening - sum(parts.values())
    return Roll(code, opening, **{name: ratio(amount, opening) for name, amount in parts.items()})
