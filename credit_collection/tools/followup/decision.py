"""Which follow-up does a customer get today? Decided from plain values: open items, the level held, the plan.

Levels with ``days`` up to 0 are reminders of what falls due; those above demand what is overdue. An item is anything
with a ``due_date`` and an ``amount`` that may be collected, zero while a dispute or a promise covers the whole rest.
"""

from ..common.clock import add_days
from .items import get_due, select_due
from .repeats import find_repeat, get_hand_over_gap
from .sending_window import ALWAYS
from .steps import fall_back, find_last, find_next, get_debts
from .values import Decision

NOTHING_DUE = "nothing_due"
PAUSED = "paused"
SNOOZED = "snoozed"
WAITING = "waiting"
TOO_SMALL = "too_small"
UNDELIVERED = "undelivered"
LAST_LEVEL = "last_level"
CLOSED = "closed"
OFFSET = "offset"


def decide(items, credit, state, steps, today, rounding, window=ALWAYS, is_open=True):
    """Decide the follow-up of one customer, one level at a time.

    A level of a former plan of the customer stays until the next one of the current plan: no step back.

    :param items: open debts, due or falling due, free to collect or paused
    :param float credit: total of open credits, not negative
    :param list steps: :class:`Step` in the order of their days
    :param float rounding: rounding of the currency of all amounts
    :param SendingWindow window: days on which messages may leave; ``is_open``: they may at this time of ``today``
    """
    eve = window.get_eve(today)
    due = select_due(items, steps[0].days, today, eve) if steps else []
    free = [item for item in due if item.amount > rounding / 2]
    debts = get_debts(due, free, credit, state, steps, rounding)
    now = _get_state(due, debts, state, steps, today)
    held = find_last(steps, now.days) if now.days is not None else -1
    found = _find(debts, held, now, steps, today, eve)
    step = steps[found.index] if found.index is not None else None
    amount, days_overdue = get_due(free, credit, step.days if step else 1, today, eve)
    when = _get_date(found.day, step, now) if step else None
    skip = _get_skip_reason(when, amount, step, now, today, rounding) if step else (
        LAST_LEVEL if free else PAUSED if due else NOTHING_DUE)
    skip = skip or (None if is_open and window.is_open_day(today) else CLOSED)
    repeated = skip is None and not found.is_repeat and (found.again or step.key in state.done)
    return Decision(
        step=step.key if skip is None else None,
        held=now.key or (steps[held].key if held >= 0 else None),
        new_cycle=now.days != state.days or repeated,
        amount_due=amount,
        days_overdue=days_overdue,
        skip_reason=skip,
        next_step=step.key if step else None,
        next_date=window.shift(max(when, today)) if when and skip not in (TOO_SMALL, UNDELIVERED, OFFSET) else None,
        from_date=found.due_date if repeated and found.due_date else state.from_date if due else None,
        hand_over=skip == LAST_LEVEL and _needs_person(amount, held, now, steps, today, rounding),
        repeat=now.repeats + 1 if skip is None and found.is_repeat else 0,
        eve=eve,
    )


def _get_state(due, debts, state, steps, today):
    """:return: the state with the level that is still held; one that changes begins a new cycle"""
    days = state.days if due and not debts.items else fall_back(debts, state, steps, today)
    if days is not None and days == state.days:
        return state
    return state._replace(key=None, days=days, done=frozenset(), undelivered=False, attended=False, repeats=0)


def _find(debts, held, state, steps, today, eve):
    """:return: :class:`Next`: the next level, else the last one once more"""
    found = find_next(debts, held, state, steps, today, eve)
    return find_repeat(held, state, debts, steps) if found.index is None else found


def _needs_person(amount, held, state, steps, today, rounding):
    """Whether the last step was done long enough ago and the customer still owes more than its minimum."""
    if held < 0 or state.attended or state.days <= 0:
        return False
    step = steps[held]._replace(min_gap=get_hand_over_gap(steps[held]))
    when = _get_date(today, step, state)
    return _get_skip_reason(when, amount, step, state, today, rounding) is None


def _get_date(start, step, state):
    """The first day a step may be done: reached, the gap since the last follow-up over, and not snoozed."""
    days = [start]
    if state.last_date:
        days.append(add_days(state.last_date, max(step.min_gap, 1)))
    if state.snooze_until:
        days.append(add_days(state.snooze_until, 1))
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
    if step.leaves_suppliers and state.payable and state.payable >= amount - rounding / 2:
        return OFFSET
    return None
