"""When an open item will be paid: a day, a range, and how likely it is to be late."""
import math
from bisect import bisect_left
from itertools import accumulate
from typing import NamedTuple

from .habits import get_center
from .items import get_traits
from .odds import combine

# Of an item that outlasted nearly all of its distribution, that tells no more.
LEAST_LEFT = 0.02
LONGEST = 400
# So much less likely than the average one is a day on which nobody pays.
UNLIKELY = 0.25


class Outlook(NamedTuple):
    """Days are ordinals. ``is_later_than_usual``: half of such items would have been paid by now."""

    day: int
    first_day: int
    last_day: int
    late_probability: float
    is_later_than_usual: bool


class Days(NamedTuple):
    """How likely the days after the due date are on which an item is paid, from ``first`` on."""

    first: int
    masses: list
    is_later_than_usual: bool


def get_masses(points):
    """:return: the first day, and how likely each day from it on is; between two points payments are as likely everywhere"""
    days = list(map(round, points))
    first = days[0]
    masses = [0.0] * (days[-1] - first + 1)
    share = 1 / len(points)
    masses[0] += share / 2
    masses[-1] += share / 2
    for low, high, day, end in zip(points, points[1:], days, days[1:], strict=False):
        at = day - first
        if day == end:
            masses[at] += share
            continue
        density = share / (high - low)
        masses[at] += density * (day + 0.5 - low)
        if end > day + 1:
            masses[at + 1:end - first] = [density] * (end - day - 1)
        masses[end - first] += density * (high - end + 0.5)
    return first, masses


def get_days(customs, habit, item, today):
    """:return: :class:`Days` of an item that is open at the beginning of ``today``"""
    return _get_days(customs, habit, get_center(customs, habit, get_traits(item, customs.amount_limits)), item.due_day, today)


def _get_days(customs, habit, center, due_day, today):
    mean, scale = center
    first, masses = get_masses([mean + scale * point for point in habit.shape])
    late, is_later_than_usual = today - due_day, False
    if late > first:
        left = masses[late - first:]
        rest = sum(left)
        is_later_than_usual = rest < 0.5
        first, masses = late, left if rest >= LEAST_LEFT else get_waiting(late - mean, scale)
    for calendar in (customs.calendar, habit.calendar):
        if any(calendar):
            masses = [mass * calendar.get_lift(due_day + day, due_day) for day, mass in enumerate(masses, first)]
    return Days(first, masses, is_later_than_usual)


def get_waiting(waited, scale):
    """:return: masses of the days from now on of an item that should have been paid: the longer it waited, the more days"""
    mean = max(scale, waited / 2, 1.0)
    return [math.exp(-day / mean) for day in range(min(int(3 * mean) + 2, LONGEST))]


def get_outlook(customs, habit, item, today, cache=None):
    """
    :param dict cache: of one customer: items that are alike are worked out once
    :return: :class:`Outlook` of an item that is open at the beginning of ``today``
    """
    center, late = get_center(customs, habit, get_traits(item, customs.amount_limits)), today - item.due_day
    # The calendar tells due dates apart; what is not due for long does not care which day is today.
    waiting = max(late, round(center[0] + center[1] * habit.shape[0]))
    key = (center, waiting, item.due_day if any(customs.calendar) or any(habit.calendar) else None)
    found = cache.get(key) if cache is not None else None
    if found is None:
        days = _get_days(customs, habit, center, item.due_day, today)
        *spots, late_share = sum_up(days.first, days.masses, *customs.levels)
        found = (*spots, combine(late_share, habit.late_ratio, customs.odds), days.is_later_than_usual)
        if cache is not None:
            cache[key] = found
    day, low, high, probability, is_later_than_usual = found
    return Outlook(item.due_day + day, item.due_day + low, item.due_day + high, probability, is_later_than_usual)


def get_due_date_outlook(item, today):
    """:return: :class:`Outlook` while nothing is known of how customers pay: due dates are kept, or it is as likely as not"""
    day = max(item.due_day, today)
    return Outlook(day, day, day, 1.0 if today > item.due_day else 0.5, today > item.due_day)


def get_late_share(days):
    return 1 - sum(days.masses[:max(1 - days.first, 0)]) / sum(days.masses)


def sum_up(first, masses, low_level, high_level):
    """Return the median day, the first and last day of the range, whose middles lie between the levels, and the late share.

    When the median falls between the days on which the customer pays, it is the nearest of these.
    """
    below = list(accumulate(masses))
    total, last = below[-1], len(masses) - 1
    median = min(bisect_left(below, total / 2), last)
    least = UNLIKELY * total / len(masses)
    if masses[median] < least:
        likely = [day for day, mass in enumerate(masses) if mass >= least]
        median = min(likely, key=lambda day: (abs(day - median), -masses[day]))
    low, high = (min(bisect_left(below, level * total), last) for level in (low_level, high_level))
    if below[low] - masses[low] / 2 < low_level * total:
        low += 1
    if below[high] - masses[high] / 2 > high_level * total:
        high -= 1
    on_time = below[min(-first, last)] / total if first <= 0 else 0.0
    return first + median, first + min(low, median), first + max(high, median), 1 - on_time
