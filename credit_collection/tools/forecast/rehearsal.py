"""Correct what is promised of a forecast by how it would have done: the range of 80 % and the probability to be late."""
from collections import defaultdict

from .habits import get_habit
from .learning import learn, take_sample
from .odds import learn_odds
from .outlook import get_days, get_late_share
from .shape import get_quantiles

# The last invoices whose fate is known.
REHEARSED = 400
FATE = 0.95
# What was promised counts for so many invoices.
STRENGTH = 60
LEVELS = (0.1, 0.9)
FURTHEST_LEVELS = ((0.02, 0.3), (0.7, 0.98))


def learn_and_rehearse(items, today):
    """:return: :class:`Customs`, whose promises were kept by the last invoices; None when too few items have been paid"""
    customs = learn(items, today)
    return customs and rehearse(customs, items, today)


def rehearse(customs, items, today):
    places, opinions, outcomes = [], [], []
    for habit, days, late, is_paid in foresee(customs, items, today):
        place = get_place(days, late)
        places.append(place if is_paid else (1 + place) / 2)
        if is_paid or late > 0:
            opinions.append((get_late_share(days), habit.late_ratio))
            outcomes.append(late > 0)
    return customs._replace(levels=get_levels(places), odds=learn_odds(opinions, outcomes))


def foresee(customs, items, today):
    """Yield the habit and the days that were foreseen of the last invoices on their day, and how late they were, or are now."""
    items = sorted(take_sample(items, today), key=lambda item: item.invoice_day)
    paid = [item for item in items if item.paid_day is not None and item.paid_day < today]
    [longest] = get_quantiles([item.paid_day - item.invoice_day for item in paid], [1] * len(paid), [FATE])
    known = [item for item in items if item.invoice_day <= today - longest][-REHEARSED:]
    histories = defaultdict(list)
    for item in items:
        histories[item.customer].append(item)
    for item in known:
        is_paid = item.paid_day is not None and item.paid_day < today
        habit = get_habit(customs, histories[item.customer], item.invoice_day)
        days = get_days(customs, habit, item, item.invoice_day)
        yield habit, days, (item.paid_day if is_paid else today) - item.due_day, is_paid


def get_place(days, late):
    """:return: the share of the distribution that lies before the middle of the day"""
    at = late - days.first
    if at < 0:
        return 0.0
    here = days.masses[at] if at < len(days.masses) else 0.0
    return (sum(days.masses[:at]) + here / 2) / sum(days.masses)


def get_levels(places):
    """:return: the levels between which 80 % of the places lie, drawn towards 10 % and 90 %"""
    even = [(number + 0.5) / STRENGTH for number in range(STRENGTH)]
    levels = get_quantiles([*places, *even], [1] * (len(places) + STRENGTH), LEVELS)
    return tuple(min(max(level, least), most) for level, (least, most) in zip(levels, FURTHEST_LEVELS, strict=True))
