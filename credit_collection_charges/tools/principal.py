"""What of a debt bears interest on each day: what was open, less what is contested or agreed otherwise."""

from datetime import date, timedelta
from typing import NamedTuple

from .interest import find_value, late_interest

DAY = timedelta(1)


class Settlement(NamedTuple):
    """Something that took away from the debt: a receipt, a credit note, a write-off."""

    date: date
    amount: float
    #: a credit note over what never was owed: the claim was lower from its first day
    is_from_start: bool = False
    #: money, which may pay charges first where that is agreed
    is_receipt: bool = False


class Suspension(NamedTuple):
    """A part of the debt without interest: while it is contested, or while terms of its own are kept."""

    amount: float
    date_from: date = date.min
    date_to: date = date.max


def get_principal(amount, settlements, first_day, suspensions=()):
    """The day of a payment still bears interest.

    :param float amount: of the debt when it arose
    :param date first_day: first day with interest; what was settled before has its effect on it
    :return: ``[(from_date, amount), …]`` for ``late_interest``
    """
    return _suspend(_get_open(amount, settlements, first_day), first_day, suspensions)


def _get_open(amount, settlements, first_day):
    steps = {first_day: amount}
    for settlement in settlements:
        day = first_day if settlement.is_from_start else max(settlement.date + DAY, first_day)
        steps[day] = steps.get(day, 0.0) - settlement.amount
    total, opened = 0.0, []
    for day in sorted(steps):
        total += steps[day]
        opened.append((day, total))
    return opened


def _suspend(steps, first_day, suspensions):
    """:return: ``steps`` less what is suspended on each day, never below zero; steps without a change are left out"""
    days = {day for day, _amount in steps}
    for part in suspensions:
        days |= {max(part.date_from, first_day), part.date_to + DAY if part.date_to < date.max else first_day}
    result = []
    for day in sorted(day for day in days if day >= first_day):
        suspended = sum(part.amount for part in suspensions if part.date_from <= day <= part.date_to)
        # Sums of decimals are not exact: a millionth is nothing.
        amount = max(round(find_value(steps, day) - suspended, 6), 0.0)
        if not result or result[-1][1] != amount:
            result.append((day, amount))
    return result


def get_principal_after_charges(amount, settlements, first_day, rates, *, costs=(), suspensions=(), basis=365):
    """The principal where receipts pay costs first, then interest, then the debt, see § 367 BGB and art. 1343-1 Code civil.

    A receipt over exactly what is open of the debt is meant for the debt, and what the ledger says is paid bears no interest
    any more.

    :param costs: ``[(date, amount), …]``: fees and fixed compensation
    :return: as :func:`get_principal`
    """
    others = [part for part in settlements if not part.is_receipt]
    kept, covered = list(others), 0.0
    opened = _get_open(amount, settlements, first_day)
    for receipt in sorted(part for part in settlements if part.is_receipt):
        before = _get_open(amount, [part for part in settlements if part < receipt or not part.is_receipt], first_day)
        is_exact = abs((find_value(before, receipt.date) or amount) - receipt.amount) < 1e-6
        steps = _suspend(_get_open(amount, kept, first_day), first_day, suspensions)
        charged = late_interest(steps, rates, first_day, receipt.date, basis) + sum(
            cost for day, cost in costs if day <= receipt.date)
        taken = 0.0 if is_exact or receipt.date < first_day else min(receipt.amount, max(charged - covered, 0.0))
        covered += taken
        kept.append(receipt._replace(amount=receipt.amount - taken))
    closed = next((day for day, rest in opened if round(rest, 6) <= 0), None)
    steps = _suspend(_get_open(amount, kept, first_day), first_day, suspensions)
    if closed is None:
        return steps
    return [*((day, rest) for day, rest in steps if day < closed), (closed, 0.0)]
