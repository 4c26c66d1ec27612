"""What the forecast knows of an item. Days are ordinals (``date.toordinal()``), so that they can be subtracted."""
from bisect import bisect_right
from datetime import date
from functools import lru_cache
from typing import NamedTuple

# What may make items be paid earlier or later whoever the customer is, in the order of ``get_traits``.
TRAITS = ("rating", "country", "disputed", "billing", "amount", "term", "due_weekday", "due_month_part")
# What may make the day of payment more or less certain.
SPREAD_TRAITS = ("rating", "country", "disputed", "billing", "term")
TERM_LIMITS = (0, 7, 14, 21, 30, 45, 60, 90)
AMOUNT_BANDS = 5
# Days of the month before its last days, which are counted from its end.
MONTH_DAYS = 27


class Item(NamedTuple):
    """An item, open or paid. ``billing`` is the way in which it was sent, such as paper or electronic.

    ``paid_day`` is the day of the payment that left nothing open; None while something is.
    """

    customer: object
    invoice_day: int
    due_day: int
    amount: float
    rating: object = None
    country: object = None
    disputed: bool = False
    billing: object = None
    paid_day: int | None = None


def get_weekday(day):
    """:return: 0 on Mondays, 6 on Sundays"""
    return (day - 1) % 7


@lru_cache(maxsize=20000)
def get_month_day(day):
    """:return: 1 to 27, then the distance from the end of the month: -1 on its last day, -2 on the day before"""
    number = date.fromordinal(day).day
    if number <= MONTH_DAYS:
        return number
    return -next(left for left in range(1, 5) if date.fromordinal(day + left).day == 1)


def get_month(day):
    """:return: (year, month)"""
    return date.fromordinal(day).timetuple()[:2]


def get_amount_limits(items):
    """:return: the amounts that divide the items into bands of equal numbers"""
    amounts = sorted(item.amount for item in items)
    return [amounts[len(amounts) * band // AMOUNT_BANDS] for band in range(1, AMOUNT_BANDS)] if amounts else []


def get_traits(item, amount_limits):
    """:return: the values of ``TRAITS``"""
    month_day = get_month_day(item.due_day)
    return (
        item.rating, item.country, item.disputed, item.billing, bisect_right(amount_limits, item.amount),
        bisect_right(TERM_LIMITS, item.due_day - item.invoice_day), get_weekday(item.due_day),
        "end" if month_day < 0 else month_day // 10)
