"""How the customers of a company pay, in numbers, and what an item says in their light."""
import math
from typing import NamedTuple

from .calendars import Calendar
from .items import SPREAD_TRAITS, TRAITS, get_traits
from .odds import UNCORRECTED
from .shape import get_mean_beyond, get_share_below

SPREAD_POSITIONS = [TRAITS.index(name) for name in SPREAD_TRAITS]
# No payment counts for more than one that is so many scales away.
FURTHEST = 2.5
# A scale, in days, has at least half of one; half a day also keeps the logarithm of a distance of none.
HALF_DAY = 0.5


class Customs(NamedTuple):
    """Days are days after the due date, effects ``{value of a trait: days}``; ``strength`` is a precision, 1 / days².

    The scale of an item is ``spread_factor`` times the exponential of ``spread_base`` and the effects on the spread.
    """

    amount_limits: list
    base: float
    effects: list
    strength: float
    half_life: float | None
    spread_factor: float
    spread_base: float
    spread_effects: list
    spread_strength: float
    shape: list
    calendar: Calendar = Calendar()
    # Which shares of a distribution lie below and above a range of 80 %.
    levels: tuple = (0.1, 0.9)
    # The share of late items, and how opinions on their odds become true odds.
    late_ratio: float = 0.5
    odds: tuple = UNCORRECTED


class Seen(NamedTuple):
    """An item as it is known on a day: ``late`` is how late it was paid, or how late it is by then, ``reach`` the latter."""

    traits: tuple
    late: int
    is_paid: bool
    reach: int
    age: int


def see(items, today, amount_limits):
    """:return: [:class:`Seen`] of the items that existed before ``today``, with the payments that had come before it"""
    seen = []
    for item in items:
        if item.invoice_day < today:
            is_paid = item.paid_day is not None and item.paid_day < today
            late = (item.paid_day if is_paid else today) - item.due_day
            seen.append(Seen(get_traits(item, amount_limits), late, is_paid, today - item.due_day, today - item.invoice_day))
    return seen


def get_decay(age, half_life):
    return 0.5 ** (age / half_life) if half_life else 1.0


def limit(distance):
    return min(max(distance, -FURTHEST), FURTHEST)


def respond(item, mean, scale, shape):
    """Return how far from ``mean`` the item was or will be paid, in units of ``scale``, and how much that is worth.

    An open item is taken to be paid when other items are that have been open as long. While only a part of the items of a
    time can have been paid, each of them counts for that part: the quick ones are not taken for all, nor guesses for facts.
    """
    distance = (item.late - mean) / scale
    if not item.is_paid:
        distance = max(distance, get_mean_beyond(shape, distance))
    return distance, get_share_below(shape, (item.reach - mean) / scale)


def get_mean(customs, traits):
    mean = customs.base
    for effect, value in zip(customs.effects, traits, strict=True):
        if effect:
            mean += effect.get(value, 0.0)
    return mean


def get_log_spread(customs, traits):
    log_spread = customs.spread_base
    for effect, position in zip(customs.spread_effects, SPREAD_POSITIONS, strict=True):
        if effect:
            log_spread += effect.get(traits[position], 0.0)
    return log_spread


def get_scale(customs, log_spread):
    return max(customs.spread_factor * math.exp(log_spread), HALF_DAY)
