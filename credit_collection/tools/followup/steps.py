"""Steps of a follow-up plan: which one a customer still holds, which comes next, and what it is about.

Steps are ordered by their ``days``; a step is meant by its index, -1 is before the first.
"""

from datetime import date
from typing import NamedTuple

from ..common.clock import add_days


class Debts(NamedTuple):
    """What decides on the level: ``items`` with those that are paused, and those ``free`` to collect.

    A debt counts once it exceeds ``floor`` net of ``credit``.
    """

    items: list
    free: list
    credit: float
    floor: float

    def find_start(self, items):
        """:return: due date from which ``items`` count, the oldest when all together are too small"""
        net = -self.credit
        for item in sorted(items, key=lambda item: item.due_date):
            net += item.amount
            if net > self.floor:
                return item.due_date
        return min(item.due_date for item in items)


class Next(NamedTuple):
    """The next step, the day it is reached, whether it begins a new cycle, the due date that one begins with, and whether
    it is the last level once more."""

    index: int | None = None
    day: date | None = None
    again: bool = False
    due_date: date | None = None
    is_repeat: bool = False


def find_last(steps, days):
    """:return: index of the last step that ``days`` reach, -1 before the first"""
    return sum(step.days <= days for step in steps) - 1


def fall_back(debts, state, steps, today):
    """The level is judged by what is free; while a dispute or a promise pauses all that is overdue, it stays as it is.

    :return: days of the step that still applies: None when all is paid, fewer when only the older debts are paid
    """
    if not debts.items:
        return None
    if state.days is None or state.days <= 0:
        return state.days
    overdue = [item for item in debts.items if item.due_date < today]
    if not overdue:
        return None
    free = [item for item in debts.free if item.due_date < today]
    oldest = debts.find_start(free) if free else min(item.due_date for item in overdue)
    if not state.due_date or not state.last_date or oldest <= state.due_date:
        return state.days
    if oldest >= state.last_date:  # never demanded so far: starts anew
        return None
    reached = find_last(steps, (today - oldest).days)
    return min(state.days, steps[reached].days) if reached >= 0 and steps[reached].days > 0 else None


def find_next(debts, held, state, steps, today, eve):
    """:return: :class:`Next`, without index when there is none"""
    if not debts.free or not steps:
        return Next()
    oldest = debts.find_start(debts.free)
    reminders = sum(step.days <= 0 for step in steps)
    following = held + 1
    if oldest < today or held >= reminders:
        following = max(following, reminders)
    else:
        # What falls due before messages leave again is reminded of today: a reminder is not sent after the due date.
        reached = min(find_last(steps, 0 if oldest <= eve else (today - oldest).days), reminders - 1)
        if reached > held and steps[reached].key not in state.done:
            return Next(reached, min(add_days(oldest, steps[reached].days), today))
        if reached >= 0 and _has_entered(debts.free, steps[reached].days, state.last_date, today):
            return Next(reached, today, True)
    while following < len(steps) and steps[following].key in state.done:
        following += 1
    if following >= len(steps):
        return _start_again(debts.free, reminders, state, steps)
    return Next(following, add_days(oldest, steps[following].days))


def _has_entered(items, days, last_date, today):
    """Whether an item came within reach of a reminder since the last follow-up."""
    return any(last_date and last_date < add_days(item.due_date, days) <= today for item in items)


def _start_again(items, first, state, steps):
    """After the last step: what became overdue since the last follow-up is demanded from the first demand on."""
    due_dates = [item.due_date for item in items if state.last_date and item.due_date >= state.last_date]
    if not due_dates or first >= len(steps):
        return Next()
    due_date = min(due_dates)
    return Next(first, add_days(due_date, steps[first].days), True, due_date)


def get_debts(due, free, credit, state, steps, rounding):
    """What decides on the level: not the items that have been through all of them already."""
    minimum = next((step.min_amount for step in steps if step.days > 0), 0.0)
    return Debts(
        [item for item in due if not state.from_date or item.due_date >= state.from_date],
        [item for item in free if not state.from_date or item.due_date >= state.from_date],
        credit,
        max(minimum, 0.0) + rounding / 2,
    )
