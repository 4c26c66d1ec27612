"""Where a customer would be in n days if nothing were paid: the decision of every night, and what it does, in a loop.

Promises and disputes stay as they are today; every message counts as delivered.
"""

from typing import NamedTuple

from ..common.clock import add_days
from .decision import decide
from .items import select_due
from .sending_window import ALWAYS


class Message(NamedTuple):
    """A follow-up that would be made on ``day`` at the level ``step``."""

    day: object
    step: int
    amount: float


class Forecast(NamedTuple):
    """The messages until the end, the level held there, what is to collect there, and the day a person takes over."""

    messages: list
    held: int | None
    amount: float
    handed_over: object = None


def forecast(items, credit, state, steps, today, days, rounding, window=ALWAYS):
    """Repeat the nightly decision of one customer.

    :param items: open debts, with those that fall due until the end
    :param State state: where the customer stands today
    :param int days: how many nights from ``today`` on, which is the first
    :return: :class:`Forecast`
    """
    if not steps:
        return Forecast([], state.key, 0.0)
    messages, handed_over, decision = [], None, None
    for number in range(days + 1):
        day = add_days(today, number)
        decision = decide(items, credit, state, steps, day, rounding, window)
        if decision.step:
            messages.append(Message(day, decision.step, decision.amount_due))
        if decision.hand_over and not handed_over:
            handed_over = day
        state = advance(state, decision, items, steps, day, rounding)
    return Forecast(messages, decision.step or decision.held, max(decision.amount_due, 0.0), handed_over)


def advance(state, decision, items, steps, today, rounding):
    """:return: the state of the customer after ``decision`` was carried out on ``today``"""
    key = decision.step or decision.held
    done = frozenset() if decision.new_cycle or _falls(state, key, steps) else state.done
    days = next((step.days for step in steps if step.key == key), state.days if key else None)
    state = state._replace(
        key=key, days=days, done=done, from_date=decision.from_date,
        repeats=decision.repeat if decision.step else state.repeats,
        attended=state.attended or decision.hand_over, undelivered=state.undelivered and not decision.new_cycle,
    )
    if not decision.step:
        return state
    return state._replace(
        last_date=today, due_date=_get_oldest(items, decision, days, today, rounding), done=done | {key}, attended=False)


def _falls(state, key, steps):
    """Whether the level of ``key`` is less than the one held."""
    if state.key is None:
        return False
    days = next((step.days for step in steps if step.key == key), None)
    return key is None or days is not None and days < state.days


def _get_oldest(items, decision, days, today, rounding):
    """:return: oldest due date of what is demanded and decides on the level; of all that is demanded when nothing does"""
    free = [item for item in items if item.amount > rounding / 2]
    dates = [item.due_date for item in select_due(free, days, today, decision.eve)]
    return min([day for day in dates if not decision.from_date or day >= decision.from_date] or dates)
