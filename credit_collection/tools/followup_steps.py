"""Steps of a follow-up plan: which one a customer still holds, which comes next, and what it is about.

Steps are ordered by their ``days``; a step is meant by its index, -1 is before the first.
"""

from datetime import timedelta


def get_days(item, today):
    return (today - item.due_date).days


def select_due(items, level_days, today):
    """What a level is about: overdue items for a demand, items that fall due within its days for a reminder."""
    return [item for item in items if get_days(item, today) >= min(level_days, 1)]


def get_due(items, credit, level_days, today):
    """:return: amount that a level demands, net of credits, and the days since the oldest due date"""
    due = select_due(items, level_days, today)
    return sum(item.amount for item in due) - credit, max((get_days(item, today) for item in due), default=0)


def find_last(steps, days):
    """:return: index of the last step that ``days`` reach, -1 before the first"""
    return sum(step.days <= days for step in steps) - 1


def fall_back(items, held, state, steps, today):
    """The step the customer still holds: none when all is paid, a lower one when only the older debts are.

    Paused items count, so that a dispute or a promise leaves the level as it is.
    """
    if held < 0 or not items:
        return -1
    oldest = min(item.due_date for item in items)
    if steps[held].days <= 0:
        return held
    if oldest >= today:
        return -1
    if not state.due_date or oldest <= state.due_date:
        return held
    if oldest >= state.last_date:  # never demanded so far: starts anew
        return -1
    reached = find_last(steps, (today - oldest).days)
    return min(held, reached) if reached >= 0 and steps[reached].days > 0 else -1


def find_next(items, held, state, steps, today):
    """:return: index of the next step or None, the day it is reached, whether it is a reminder given again"""
    if not items or not steps:
        return None, None, False
    oldest = min(item.due_date for item in items)
    reminders = sum(step.days <= 0 for step in steps)
    following = held + 1
    if oldest < today or held >= reminders:
        following = max(following, reminders)
    else:
        reached = min(find_last(steps, (today - oldest).days), reminders - 1)
        if reached > held:
            return reached, oldest + timedelta(steps[reached].days), False
        if reached >= 0 and _has_entered(items, steps[reached].days, state.last_date, today):
            return reached, today, True
    if following >= len(steps):
        return None, None, False
    return following, oldest + timedelta(steps[following].days), False


def _has_entered(items, days, last_date, today):
    """Whether an item came within reach of a reminder since the last follow-up."""
    return any(last_date and last_date < item.due_date + timedelta(days) <= today for item in items)
