"""When a claim becomes time-barred. Plain values, nothing of Odoo."""

from datetime import date
from typing import NamedTuple

from dateutil.relativedelta import relativedelta

# What an event does to a running period.
RESTART = "restart"  # starts anew on its day
AFTER = "after"  # does not run while it lasts, and starts anew when it ends
SUSPEND = "suspend"  # does not run while it lasts
TITLE = "title"  # is replaced by the period of a title, such as a judgment


class Happening(NamedTuple):
    """Something that changes a limitation period.

    ``until`` is the last day of what lasts, None while it goes on; ``years`` and ``months`` are those of the rule: the new
    period where it differs, and the months for which what lasted suspends after its end. What ``revives`` counts even when the
    claim was time-barred before.
    """

    key: int
    date: date
    effect: str | None
    until: date | None = None
    years: int = 0
    months: int = 0
    revives: bool = False


class Step(NamedTuple):
    """What one happening did: ``end`` is the last day of the period after it, None while it does not run."""

    key: int
    date: date
    end: date | None
    changes: bool


def _add(day, years=0, months=0, days=0):
    """:return: that much after ``day``; the last day there is, where an item is due in the year 9999"""
    try:
        return day + relativedelta(years=years, months=months, days=days)
    except (OverflowError, ValueError):
        return date.max


def find_end(start, years, year_end, happenings):
    """Work out the last day on which a claim can be enforced.

    :param date start: from when the period runs, such as the due date
    :param int years: length of the period
    :param bool year_end: whether it begins with the end of that year. A new start does not
    :param happenings: list of :class:`Happening`, in any order
    :return: ``(last day, None while the period does not run; list of Step by date)``
    """
    begin = date(start.year, 12, 31) if year_end else start
    end, length, paused = _add(begin, years), years, date.min
    steps = []
    for happening in sorted(happenings, key=lambda found: (found.date, found.key)):
        before = end
        # Nothing restarts while something suspends, and nothing revives what is barred, unless the law says so. A title ends
        # both.
        is_running = end is not None and (happening.date <= end or happening.revives)
        if happening.effect == TITLE:
            # What is acknowledged or paid later starts the period of the title anew, not that of the debt.
            length, paused = happening.years or years, date.min
            end = _add(happening.date, length)
        elif happening.effect and is_running:
            end, paused = _apply(happening, begin, end, length, paused)
        steps.append(Step(happening.key, happening.date, end, end != before))
    return end, steps


def _apply(happening, begin, end, years, paused):
    """:param date paused: last day of what suspended the period before: it does not run before the day after it
    :return: the end of the period and the last day on which it is suspended, both with what happened
    """
    length = happening.years or years
    if happening.effect in (AFTER, SUSPEND) and happening.until is None:
        return None, paused
    if happening.effect == AFTER:
        last = max(happening.until, paused)
        return max(end, _add(last, length)), last
    if happening.effect == SUSPEND:
        last = _add(happening.until, months=happening.months)
        # Not counted are the days from the beginning of the period on; those of two proceedings at once only once.
        return _add(end, days=max((last - max(happening.date, begin, paused)).days, 0)), max(last, paused)
    # What came before the beginning of the period cannot shorten it; what comes while it is suspended counts from then on.
    return max(end, _add(max(happening.date, paused), length)), paused
