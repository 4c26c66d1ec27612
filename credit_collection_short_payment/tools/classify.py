"""What the rest of an invoice after a receipt is taken to be."""

from datetime import date, timedelta
from typing import NamedTuple

EARNED, NOT_DUE, SMALL, DEDUCTION = "earned", "not_due", "small", "deduction"
# Customers round the discount that they take: so much less than the printed one is still taken for it.
ROUNDED_SHARE = 0.05


class Rest(NamedTuple):
    """What a receipt left open of an item, in the currency of the item unless said."""

    amount: float
    invoiced: float
    untaxed: float
    #: in company currency
    company_amount: float
    #: printed for early payment, less what is due to credit notes
    discount: float
    discount_until: date | None
    #: day of the last receipt
    paid_on: date
    #: what the receipt says
    text: str
    #: smallest unit of the currency
    unit: float


class Pattern(NamedTuple):
    """By what a rest is recognized: all that is given has to hold."""

    id: int
    kind: str
    #: any of them occurs in what the receipt says
    words: tuple = ()
    #: whether the percentages are of the net amount
    is_of_untaxed: bool = False
    min_percent: float = 0.0
    max_percent: float = 0.0
    #: in company currency; 0: none
    max_amount: float = 0.0


def get_last_day(day, moves_on):
    """:return: the last day of a discount period; with ``moves_on`` one that ends on a weekend ends on the Monday after"""
    return day + timedelta(days=7 - day.weekday()) if moves_on and day.weekday() > 4 else day


def classify(rest, patterns, small, moves_on=False):
    """
    :param patterns: list of :class:`Pattern` in their order
    :param float small: rests up to this amount in company currency are small; 0: none
    :param bool moves_on: see :func:`get_last_day`
    :return: ``(kind, id of the pattern or None)``; None where the rest is no short payment, but a part payment
    """
    if _is_earned(rest, moves_on):
        return EARNED, None
    for pattern in patterns:
        if _matches(rest, pattern, small):
            return pattern.kind, pattern.id
    return None


def _is_within_discount(rest):
    """:return: whether the rest is at most the printed discount, or a unit more where that was rounded down"""
    if rest.discount <= 0:
        return False
    percent = round(100 * rest.discount / rest.invoiced, 2)
    rounded_down = rest.invoiced * percent / 100 - rest.discount
    largest = rest.discount + (rest.unit if rounded_down > rest.unit / 4 else 0.0)
    return rest.amount < largest + rest.unit / 2


def _is_earned(rest, moves_on):
    return bool(
        _is_within_discount(rest) and rest.discount_until
        and rest.paid_on <= get_last_day(rest.discount_until, moves_on))


def _matches(rest, pattern, small):
    if pattern.words and not any(word in rest.text.casefold() for word in pattern.words):
        return False
    if pattern.max_amount and rest.company_amount > pattern.max_amount:
        return False
    if pattern.kind == SMALL:
        return 0 < rest.company_amount <= small
    if pattern.kind == NOT_DUE:
        least = rest.discount * (1 - ROUNDED_SHARE)
        return _is_within_discount(rest) and least <= rest.amount
    return _is_in_range(rest, pattern)


def _is_in_range(rest, pattern):
    base = rest.untaxed if pattern.is_of_untaxed else rest.invoiced
    # Rounded up or down by whoever paid.
    low, high = base * pattern.min_percent / 100 - rest.unit, base * pattern.max_percent / 100 + rest.unit
    return low <= rest.amount and (not pattern.max_percent or rest.amount <= high)


def split_words(text):
    """:return: the words of a list with commas, to be looked for"""
    parts = (text or "").replace("，", ",").replace("、", ",").split(",")
    return tuple(part.strip().casefold() for part in parts if part.strip())
