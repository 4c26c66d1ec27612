"""How one customer pays, from the invoices of this customer, in the light of how all customers of the company pay."""
import math
from statistics import median
from typing import NamedTuple

from .calendars import Calendar, Payment, get_own_calendar
from .customs import HALF_DAY, get_decay, get_log_spread, get_mean, get_scale, limit, respond, see
from .shape import mix

# The last invoices of a customer tell.
RECENT = 60
ROUNDS = 2
# It takes longer to leave the habit of before.
CHANGED_ROUNDS = 5
# The shape of all customers counts for so many invoices.
SHAPE_STRENGTH = 20
RATIO_STRENGTH = 3
# Where the last invoices, a third or so many, are so many standard errors away from those before, these count for little.
LAST = (8, 5, 3)
CHANGE = 4.0
OLD = 0.1


class Habit(NamedTuple):
    """So many days later than other customers, so certain of that (1 / days²), in this spread and shape, on these days."""

    later: float
    precision: float
    log_spread: float
    shape: list
    late_ratio: float
    calendar: Calendar = Calendar()


def get_habit(customs, items, today):
    """:param items: the items of one customer in the order of their invoices; later ones than ``today`` are not looked at
    :return: :class:`Habit` as it is known on ``today``
    """
    items = [item for item in items if item.invoice_day < today][-RECENT:]
    seen = see(items, today, customs.amount_limits)
    if not seen:
        return Habit(0.0, customs.strength, 0.0, customs.shape, customs.late_ratio)
    habit = _learn_habit(customs, seen)
    paid = [(item, known) for item, known in zip(items, seen, strict=True) if known.is_paid]
    calendar = get_own_calendar(
        [Payment(item.paid_day, item.due_day) for item, _known in paid],
        lambda: [get_points(customs, habit, known.traits, item.due_day) for item, known in paid], customs.calendar)
    return habit._replace(calendar=calendar)


def _learn_habit(customs, seen):
    # Items of one customer are alike in most.
    expected = {traits: (get_mean(customs, traits), get_log_spread(customs, traits))
                for traits in {item.traits for item in seen}}
    means, log_spreads = map(list, zip(*(expected[item.traits] for item in seen), strict=True))
    decays = [get_decay(item.age, customs.half_life) for item in seen]
    later, own, strength = _begin(customs, seen, means), 0.0, customs.strength

    def place():
        scales = [get_scale(customs, own + value) for value in log_spreads]
        responses = [respond(item, mean + later, scale, customs.shape)
                     for item, mean, scale in zip(seen, means, scales, strict=True)]
        worths = [worth * decay for (_distance, worth), decay in zip(responses, decays, strict=True)]
        return scales, [distance for distance, _worth in responses], worths

    scales, distances, worths = place()
    last = find_change(distances, worths)
    if last:
        decays[:-last] = [OLD * decay for decay in decays[:-last]]
        strength = min(strength, 1 / get_scale(customs, customs.spread_base) ** 2)
    for _round in range(CHANGED_ROUNDS if last else ROUNDS):
        weights = [worth / scale ** 2 for worth, scale in zip(worths, scales, strict=True)]
        precision = strength + sum(weights)
        logs = [math.log(abs(scale * distance) + HALF_DAY) - value
                for scale, distance, value in zip(scales, distances, log_spreads, strict=True)]
        # Half of the way: a mean and a spread that follow each other at once go round in circles.
        own = (own + sum(map(float.__mul__, worths, logs)) / (customs.spread_strength + sum(worths))) / 2
        later = sum(weight * (later + scale * limit(distance))
                    for weight, scale, distance in zip(weights, scales, distances, strict=True)) / precision
        scales, distances, worths = place()
    return Habit(
        later, precision, own, mix(customs.shape, distances, worths, SHAPE_STRENGTH), get_late_ratio(customs, seen, decays))


def get_late_ratio(customs, seen, decays):
    """:return: the share of late items, drawn towards that of all; an open item is late once it is overdue"""
    known = [(decay, item.late > 0) for item, decay in zip(seen, decays, strict=True) if item.is_paid or item.late > 0]
    late = sum(decay for decay, is_late in known if is_late)
    return (late + RATIO_STRENGTH * customs.late_ratio) / (sum(decay for decay, _is_late in known) + RATIO_STRENGTH)


def find_change(distances, worths):
    """:return: how many of the last invoices were or will be paid quite differently from those before; None when none"""
    if len(distances) < 2 * LAST[-1]:
        return None
    distances = [limit(distance) for distance in distances]
    return next((number for number in (len(distances) // 3, *LAST) if _differ(distances, worths, number)), None)


def _differ(distances, worths, number):
    """:return: whether the means of the last ``number`` and of those before are further apart than chance would have them"""
    if not 0 < number <= len(distances) // 2:
        return False
    last, before = (
        (sum(worths[part]), sum(map(float.__mul__, worths[part], distances[part])))
        for part in (slice(-number, None), slice(-number)))
    if min(last[0], before[0]) < LAST[-1] / 2:
        return False
    return abs(last[1] / last[0] - before[1] / before[0]) > CHANGE * math.sqrt(1 / last[0] + 1 / before[0])


def _begin(customs, seen, means):
    """:return: where to begin: the customer's own median, drawn towards 0 as the mean will be"""
    late = [item.late - mean for item, mean in zip(seen, means, strict=True) if item.is_paid]
    if not late:
        return 0.0
    precision = len(late) / get_scale(customs, customs.spread_base) ** 2
    return median(late) * precision / (precision + customs.strength)


def get_center(customs, habit, traits):
    """:return: the days after the due date around which an item is paid, and the scale, with what is not known of the mean"""
    scale = get_scale(customs, get_log_spread(customs, traits) + habit.log_spread)
    return get_mean(customs, traits) + habit.later, math.sqrt(scale ** 2 + 1 / habit.precision)


def get_points(customs, habit, traits, due_day):
    """:return: the days on which an item is paid, equally likely"""
    mean, scale = get_center(customs, habit, traits)
    return [due_day + round(mean + scale * point) for point in habit.shape]
