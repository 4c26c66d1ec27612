"""What a level is about: the items it demands or reminds of, and what they come to."""


def get_days(item, today):
    return (today - item.due_date).days


def select_due(items, level_days, today, eve=None):
    """What a level is about: overdue items for a demand, items that fall due within its days for a reminder.

    :param date eve: last day before messages leave again; a reminder tells of what falls due until then
    """
    first = min(level_days, 1)
    eve = eve if eve and first <= 0 else today
    return [item for item in items if get_days(item, today) >= first or first <= 0 and item.due_date <= eve]


def get_due(items, credit, level_days, today, eve=None):
    """:return: amount that a level demands, net of credits, and the days since the oldest due date"""
    due = select_due(items, level_days, today, eve)
    return sum(item.amount for item in due) - credit, max((get_days(item, today) for item in due), default=0)
