"""Which follow-up does a customer get today? Decided from plain values: open items, the level held, the plan.

Levels with ``days`` up to 0 are reminders of what falls due; those above demand what is overdue. An item is anything
with a ``due_date`` and an ``amount`` that may be collected, zero while a dispute or a promise covers the whole rest.
"""

from datetime import timedelta

from .followup_steps import Debts, fall_back, find_last, find_next, get_days, get_due
from .followup_values import Decision

NOTHING_DUE = "nothing_due"
PAUSED = "paused"
SNOOZED = "snoozed"
WAITING = "waiting"
TOO_SMALL = "too_small"
UNDELIVERED = "undelivered"
LAST_LEVEL = "last_level"


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
    debts = _get_debts(window, free, credit, state, steps, rounding)
    now = _get_state(window, debts, state, steps, today)
    held = find_last(steps, now.days) if now.days is not None else -1
    found = find_next(debts, held, now, steps, today)
    step = steps[found.index] if found.index is not None else None
    amount, days_overdue = get_due(free, credit, step.days if step else 1, today)
    when = _get_date(found.day, step, now) if step else None
    if step:
        skip = _get_skip_reason(when, amount, step, now, today, rounding)
    else:
        skip = LAST_LEVEL if free else PAUSED if window else NOTHING_DUE
    repeated = skip is None and (found.again or step.key in state.done)
    return Decision(
        step=step.key if skip is None else None,
        held=now.key if now.key in [step.key for step in steps] else steps[held].key if held >= 0 else None,
        new_cycle=now.days != state.days or repeated,
        amount_due=amount,
        days_overdue=days_overdue,
        skip_reason=skip,
        next_step=step.key if step else None,
        next_date=max(when, today) if when and skip not in (TOO_SMALL, UNDELIVERED) else None,
        from_date=found.due_date if repeated and found.due_date else state.from_date if window else None,
        hand_over=skip == LAST_LEVEL and _needs_person(amount, held, now, steps, today, rounding),
    )


def _get_debts(window, free, credit, state, steps, rounding):
    """What decides on the level: not the items that have been through all of them already."""
    minimum = next((step.min_amount for step in steps if step.days > 0), 0.0)
    return Debts(
        [item for item in window if not state.from_date or item.due_date >= state.from_date],
        [item for item in free if not state.from_date or item.due_date >= state.from_date],
        credit,
        max(minimum, 0.0) + rounding / 2,
    )


def _get_state(window, debts, state, steps, today):
    """:return: the state with the level that is still held; one that changes begins a new cycle"""
    days = state.days if window and not debts.items else fall_back(debts, state, steps, today)
    if days is not None and days == state.days:
        return state
    return state._replace(key=None, days=days, done=frozenset(), undelivered=False, attended=False)


def _needs_person(amount, held, state, steps, today, rounding):
    """Whether the last step was done long enough ago and the customer still owes more than its minimum."""
    if held < 0 or state.attended or state.days <= 0:
        return False
    when = _get_date(today, steps[held], state)
    return _get_skip_reason(when, amount, steps[held], state, today, rounding) is None


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
    if state.undelivered:
        return UNDELIVERED
    if when > today:
        return WAITING
    if amount - max(step.min_amount, 0) <= rounding / 2:
        return TOO_SMALL
    return None
