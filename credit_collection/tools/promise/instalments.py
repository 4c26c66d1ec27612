"""The calculator of repayment plans: how many instalments, when, how much, and what interest they carry.

Amounts are in one currency with its ``rounding`` (1, 0.01 or 0.001); instalments always add up to the total exactly.
"""

import datetime
import math
from typing import NamedTuple

from dateutil.relativedelta import relativedelta

from .judgement import round_amount, split

MAX_COUNT = 120
STEPS = {"week": relativedelta(weeks=1), "fortnight": relativedelta(weeks=2), "month": relativedelta(months=1)}


class Part(NamedTuple):
    date: datetime.date
    amount: float  # of the debt
    interest: float  # on top of it


def divide(total, part, rounding):
    """:return: instalments of ``part`` each that add up to ``total``; the last one is the smaller rest"""
    part = round_amount(part, rounding)
    if part <= 0 or total <= 0:
        return []
    count = math.ceil(round(total / part, 6))
    return [part] * (count - 1) + [round_amount(total - part * (count - 1), rounding)]


def get_dates(first, interval, count):
    """:return: ``count`` dates, each reckoned from the first, so that the 31st comes back after a short month

    A plan that begins on the last day of a shorter month stays on that day of the month.
    """
    return [first + STEPS[interval] * position for position in range(count)]


def get_interest(amounts, dates, start, percent, year_days, rounding):
    """Simple interest on what is still outstanding, from the day of the agreement to each instalment.

    :param float percent: per year
    :param int year_days: days of the year that interest is reckoned by, 365 or 360; the days between are the actual ones
    :return: the interest to be paid with each instalment: outstanding × percent × days / year_days, rounded each
    """
    outstanding, before, interest = sum(amounts), start, []
    for amount, date in zip(amounts, dates, strict=True):
        days = max((date - before).days, 0)
        interest.append(round_amount(outstanding * percent / 100 * days / year_days, rounding))
        outstanding, before = outstanding - amount, date
    return interest


def plan(total, first, rounding, *, count=None, part=None, interval="month", percent=0.0, year_days=365, start=None):
    """Lay out a repayment plan, by the number of instalments or by the amount of each.

    :return: list of :class:`Part`, empty when there is nothing to lay out
    """
    if total <= 0 or not first:
        return []
    amounts = divide(total, part, rounding) if part else split(total, max(count or 1, 1), rounding)
    dates = get_dates(first, interval, len(amounts))
    interest = get_interest(amounts, dates, start or first, percent, year_days, rounding)
    return [Part(*values) for values in zip(dates, amounts, interest, strict=True)]
