"""When an open item will be paid: a day, a range, and how likely it is to be late."""
import math
from itertools import pairwise
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
    """How likely the days after the due date are on which an item is paid, from ``first`` on; ``usual`` is their median
    before it was known that the item is open today."""

    first: int
    masses: list
    usual: int


def get_masses(points):
    """:return: the first day, and how likely each day from it on is; between two points payments are as likely everywhere"""
    first = round(points[0])
    masses = [0.0] * (round(points[-1]) - first + 1)
    share = 1 / len(points)
    masses[0] += share / 2
    masses[-1] += share / 2
    for low, high in pairwise(points):
        at, end = round(low) - first, round(high) - first
        if at == end:
            masses[at] += share
            continue
        density = share / (high - low)
        masses[at] += density * (first + at + 0.5 - low)
        for between in range(at + 1, end):
            masses[between] += density
        masses[end] += density * (high - first - end + 0.5)
    return first, masses


def get_days(customs, habit, item, today):
    """:return: :class:`Days` of an item that is open at the beginning of ``today``"""
    mean, scale = get_center(customs, habit, get_traits(item, customs.amount_limits))
    first, masses = get_masses([mean + scale * point for point in habit.shape])
    usual, late = find(first, masses, 0.5), today - item.due_day
    if late > first:
        first, masses = late, masses[late - first:]
    if sum(masses) < LEAST_LEFT:
        first, masses = late, get_waiting(late - mean, scale)
    for calendar in (customs.calendar, habit.calendar):
        if any(calendar):
            masses = [mass * calendar.get_lift(item.due_day + day, item.due_day) for day, mass in enumerate(masses, first)]
    return Days(first, masses, usual)


def get_waiting(waited, scale):
    """:return: masses of the days from now on of an item that should have been paid: the longer it waited, the more days"""
    mean = max(scale, waited / 2, 1.0)
    return [math.exp(-day / mean) for day in range(min(int(3 * mean) + 2, LONGEST))]


def get_outlook(customs, habit, item, today):
    """:return: :class:`Outlook` of an item that is open at the beginning of ``today``"""
    days = get_days(customs, habit, item, today)
    day = get_likely_median(days.first, days.masses)
    low, high = get_range(days.first, days.masses, *customs.levels)
    return Outlook(
        item.due_day + day, item.due_day + min(low, day), item.due_day + max(high, day),
        combine(get_late_share(days), habit.late_ratio, customs.odds), days.usual < today - item.due_day)


def get_due_date_outlook(item, today):
    """:return: :class:`Outlook` while nothing is known of how customers pay: due dates are kept, or it is as likely as not"""
    day = max(item.due_day, today)
    return Outlook(day, day, day, 1.0 if today > item.due_day else 0.5, today > item.due_day)


def get_late_share(days):
    return 1 - sum(days.masses[:max(1 - days.first, 0)]) / sum(days.masses)


def find(first, masses, level):
    """:return: the first day by which the share ``level`` lies"""
    goal, below = level * sum(masses), 0.0
    for day, mass in enumerate(masses, first):
        below += mass
        if below >= goal:
            return day
    return first + len(masses) - 1


def get_likely_median(first, masses):
    """:return: the median, or the day nearest to it on which the customer pays, when it falls between such days"""
    day = find(first, masses, 0.5)
    least = UNLIKELY * sum(masses) / len(masses)
    likely = [first + number for number, mass in enumerate(masses) if mass >= least]
    return min(likely, key=lambda other: (abs(other - day), -masses[other - first]))


def get_range(first, masses, low_level, high_level):
    """:return: the first and the last day whose middle lies between the levels"""
    total = sum(masses)
    low, high, below = None, first, 0.0
    for day, mass in enumerate(masses, first):
        middle, below = (below + mass / 2) / total, below + mass
        if low is None and middle >= low_level:
            low = day
        if mass and middle <= high_level:
            high = day
    return low, high
