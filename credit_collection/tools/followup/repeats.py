"""The last level again: every so many days, so many times, then a person takes over."""

from ..common.clock import add_days
from .steps import Next


def find_repeat(held, state, debts, steps):
    """:return: :class:`Next` with the day on which the last level comes again; without index when it does not"""
    last = steps[-1] if steps else None
    if (
        not debts.free
        or not last
        or held != len(steps) - 1
        or state.key != last.key
        or not state.last_date
        or state.repeats >= get_repeat_times(last)
    ):
        return Next()
    return Next(held, add_days(state.last_date, last.repeat_days), is_repeat=True)


def get_repeat_times(step):
    """:return: how often ``step`` may come again"""
    return step.repeat_times if step.repeat_days > 0 else 0


def get_hand_over_gap(step):
    """:return: days after which a person takes over from the last ``step``: those until it would come again"""
    return max(step.min_gap, step.repeat_days)
