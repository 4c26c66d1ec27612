"""Late interest: simple interest on what was open each day, at the rate in force that day."""

from bisect import bisect_right
from datetime import date, timedelta
from math import floor
from typing import NamedTuple

ACTUAL = "actual"
DAY = timedelta(1)


class Slice(NamedTuple):
    """Days with one principal and one rate, the last day included; ``amount`` is not rounded."""

    date_from: date
    date_to: date
    days: int
    principal: float
    percent: float
    amount: float


def late_interest(principal, rates, date_from, date_to, basis=365):
    """Sum the interest of all days from ``date_from`` up to and including ``date_to``.

    :param principal: ``[(from_date, amount), …]``: what was open from that day on; nothing before the first
    :param rates: ``[(from_date, percent per year), …]``: each until the next one begins
    :param basis: days of a year, 365 or 360; ``"actual"`` for those of each calendar year
    :return: the interest, not rounded
    :raise ValueError: there is a principal on a day before the first rate
    """
    return sum(part.amount for part in slice_interest(principal, rates, date_from, date_to, basis))


def slice_interest(principal, rates, date_from, date_to, basis=365):
    """:return: list of :class:`Slice` of :func:`late_interest`: one for each change of principal or rate, and with the actual
        calendar for each length of the year; days without principal are left out"""
    principal, rates = sorted(principal), sorted(rates)
    edges = {date_from, *(day for day, _value in (*principal, *rates) if date_from < day <= date_to)}
    if basis == ACTUAL:
        edges |= {date(year, 1, 1) for year in range(date_from.year + 1, date_to.year + 1)}
    starts = sorted(edges)
    ends = [*(start - DAY for start in starts[1:]), date_to]
    slices = []
    for start, end in zip(starts, ends, strict=True):
        amount = find_value(principal, start) or 0.0
        if start <= end and amount:
            slices.append(_make_slice(start, end, amount, find_percent(rates, start), basis))
    return slices


def find_value(steps, day):
    """:return: the value of sorted ``steps`` that is in force on ``day``; None before the first"""
    position = bisect_right(steps, day, key=lambda step: step[0])
    return steps[position - 1][1] if position else None


def find_percent(rates, day):
    """:return: the rate of sorted ``rates`` in force on ``day``
    :raise ValueError: there is none
    """
    percent = find_value(rates, day)
    if percent is None:
        raise ValueError(f"There is no rate for {day}.")
    return percent


def _make_slice(start, end, principal, percent, basis):
    days = (end - start).days + 1
    year = _get_year_days(start) if basis == ACTUAL else int(basis)
    return Slice(start, end, days, principal, percent, principal * percent / 100 * days / year)


def _get_year_days(day):
    return (date(day.year + 1, 1, 1) - date(day.year, 1, 1)).days


def round_parts(amounts, total, rounding):
    """Round amounts so that the printed lines add up to the total that was rounded once.

    Each is rounded down, and the units that are missing go to those that lost most.

    :param float total: a multiple of ``rounding``, not more than a unit for each amount away from their sum
    :return: list of amounts in the same order
    """
    units = [amount / rounding for amount in amounts]
    # What differs from a whole unit by the noise of floats is that unit.
    lower = [floor(unit + 1e-6) for unit in units]
    missing = round(total / rounding) - sum(lower)
    order = sorted(range(len(units)), key=lambda number: (lower[number] - units[number], number))
    for number in order[:missing] if missing >= 0 else order[missing:]:
        lower[number] += 1 if missing > 0 else -1
    return [round(unit * rounding, 10) for unit in lower]
