"""On which weekdays and days of the month payments arrive more often than the days on which they are expected explain."""
import math
from collections import Counter
from typing import NamedTuple

from .items import get_month_day, get_weekday


def _is_due_date(day, due_day):
    return day == due_day or None


# What a habit may be of, and on which share of its days such a payment falls by chance.
KINDS = (
    (lambda day, _due_day: get_weekday(day), 1 / 7),
    (lambda day, _due_day: get_month_day(day), 1 / 30),
    (_is_due_date, 1 / 30),
)
# No habit counts for so many payments.
STRENGTHS = (1, 3, 10, 30)
# A habit is believed when it makes the payments twenty times likelier (the logarithm of a ratio).
CLEARLY = 3.0
FEWEST = 5
# What is not noticeable among so many payments is not looked at closely: so many standard deviations above even shares.
NOTICEABLE = 3.0
LEAST = 1e-3
# On a day of rest arrives less than this part of the even share, of so many payments at least.
REST = 0.15
FEWEST_COMMON = 70


class Payment(NamedTuple):
    day: int
    due_day: int


class Calendar(NamedTuple):
    """How much likelier than expected a payment is on a weekday, on a day of the month, on its due date; empty: not at all."""

    weekdays: dict = {}
    month_days: dict = {}
    due_date: dict = {}

    def get_lift(self, day, due_day):
        return (self.weekdays.get(get_weekday(day), 1.0) * self.month_days.get(get_month_day(day), 1.0)
                * (self.due_date.get(day == due_day or None, 1.0) if self.due_date else 1.0))


def get_common_calendar(payments):
    """Return the :class:`Calendar` of all customers: nothing arrives on days of rest, what they held up on the next day."""
    number = len(payments)
    counts = Counter(get_weekday(payment.day) for payment in payments)
    resting = {weekday for weekday in range(7) if counts[weekday] < REST * number / 7}
    if number < FEWEST_COMMON or not 0 < len(resting) <= 3:
        return Calendar()
    lifts, waiting = {}, 0
    for day in range(14):  # twice, for days of rest at the beginning of a week
        weekday = day % 7
        lifts[weekday] = LEAST if weekday in resting else 1.0 + waiting
        waiting = waiting + 1 if weekday in resting else 0
    return Calendar(weekdays=lifts)


def get_own_calendar(payments, get_expected, common):
    """Return the :class:`Calendar` of one customer beside the common one: the habits that the payments show clearly.

    :param payments: list of :class:`Payment`
    :param get_expected: function that returns for each payment the days on which it was expected, which are equally likely
    """
    if len(payments) < FEWEST:
        return Calendar()
    habits, expected = [], None
    for kind, share in KINDS:
        values = [kind(*payment) for payment in payments]
        # Most customers have no habit: do not look closer.
        even = share * len(values)
        counts = [count for value, count in Counter(values).items() if value is not None]
        if not counts or max(counts) < 1 + even + NOTICEABLE * math.sqrt(even):
            habits.append({})
            continue
        expected = expected or get_expected()
        habits.append(_get_habit(values, [
            _get_shares(payment, days, kind, common) for payment, days in zip(payments, expected, strict=True)]))
    return Calendar(*habits)


def _get_shares(payment, expected, kind, common):
    """:return: ``{value: share}`` of the expected days; the day that came counts among them"""
    days = [*expected, payment.day]
    lifts = [common.get_lift(day, payment.due_day) for day in days]
    total = sum(lifts)
    shares = {}
    for day, lift in zip(days, lifts, strict=True):
        value = kind(day, payment.due_day)
        shares[value] = shares.get(value, 0.0) + lift / total
    return shares


def _get_habit(values, shares):
    seen, expected, number = Counter(values), Counter(), len(values)
    for share in shares:
        expected.update(share)
    best, most = None, CLEARLY
    for strength in STRENGTHS:
        gain = sum(_get_gain(value, share, seen, expected, strength) for value, share in zip(values, shares, strict=True))
        if gain > most:
            best, most = strength, gain
    if best is None:
        return {}
    return {value: max(_get_lift(seen[value], count / number, number, best), LEAST) for value, count in expected.items()}


def _get_lift(seen, share, number, strength):
    """Return the ratio of what came to what was expected, drawn towards 1."""
    return (seen / share + strength) / (number + strength) if share > 0 else 1.0


def _get_gain(value, shares, seen, expected, strength):
    """:return: how much likelier the habit of the other payments makes a payment, as a logarithm"""
    number = sum(seen.values())
    lifts = {other: max(_get_lift(seen[other] - (other == value), expected[other] / number, number - 1, strength), LEAST)
             for other in shares}
    return math.log(lifts[value] / sum(share * lifts[other] for other, share in shares.items()))
