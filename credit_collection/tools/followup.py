"""Which follow-up does a customer get today? Decided from plain values: open items, the level held, the plan.

Levels with ``days`` up to 0 are reminders of what falls due; those above demand what is overdue. An item is anything
with a ``due_date`` and an ``amount`` that may be collected, zero while a dispute or a promise covers the whole rest.
"""

from datetime import date, timedelta
from typing import NamedTuple

from .followup_steps import fall_back, find_last, find_next, get_days, get_due

NOTHING_DUE = "nothing_due"
PAUSED = "paused"
SNOOZED = "snoozed"
WAITING = "waiting"
TOO_SMALL = "too_small"
LAST_LEVEL = "last_level"


class Step(NamedTuple):
    """A level of the plan; steps are ordered by ``days``."""

    key: int
    days: int
    min_gap: int
    min_amount: float


class State(NamedTuple):
    """Where the customer stands: the days of the level held, when and for which oldest due date it was reached."""

    days: int | None = None
    last_date: date | None = None
    due_date: date | None = None
    snooze_until: date | None = None


class Decision(NamedTuple):
    """``step`` is to be done today; ``held`` is what remains of the level held before; both are keys or None."""

    step: int | None
    held: int | None
    new_cycle: bool
    amount_due: float
    days_overdue: int
    skip_reason: str | None
    next_step: int | None
    next_date: date | None


def decide(items, credit, state, steps, today, rounding):
    """Decide the follow-up of one customer, one level at a time.

    :param items: open debts, due or falling due, free to collect or paused
    :param float credit: total of open credits, not negative
    :param State state:
    :param steps: list of :class:`Step` in the order of their days
    :param date today:
    :param float rounding: rounding of the currency of all amounts
    :return: :class:`Decision`
    """
    window = [item for item in items if steps and get_days(item, today) >= min(steps[0].days, 1)]
    free = [item for item in window if item.amount > rounding / 2]
    before = find_last(steps, state.days) if state.days is not None else -1
    held = fall_back(window, before, state, steps, today)
    found, start, again = find_next(free, held, state, steps, today)
    amount, days = get_due(free, credit, steps[found].days if found is not None else 1, today)
    skip, when = None, None
    if found is None:
        skip = LAST_LEVEL if free else PAUSED if window else NOTHING_DUE
    else:
        when = _get_date(start, steps[found], state)
        skip = _get_skip_reason(when, amount, steps[found], state, today, rounding)
    return Decision(
        step=steps[found].key if skip is None else None,
        held=steps[held].key if held >= 0 else None,
        new_cycle=held != before or (again and skip is None),
        amount_due=amount,
        days_overdue=days,
        skip_reason=skip,
        next_step=steps[found].key if found is not None else None,
        next_date=max(when, today) if when and skip != TOO_SMALL else None,
    )


def _get_date(start, step, state):
    """The first day a step may be done: reached, the gap since the last follow-up over, and not snoozed."""
    days = [start]
    if state.last_date:
        days.append(state.last_date + timedelta(max(step.min_gap, 1)))
    if state.snooze_until:
        days.append(state.snooze_until + timedelta(1))
    return max(days)


def _get_skip_reason(when, amount, step, state, today, rounding):
    if state.snooze_until and state.snooze_until >= today:
        return SNOOZED
    if when > today:
        return WAITING
    if amount - max(step.min_amount, 0) <= rounding / 2:
        return TOO_SMALL
    return None
