"""Promises to pay: spreading an amount over items, and judging from what was settled whether a promise was kept.

Amounts are in company currency. What settles a promised item is either a receipt, which counts towards the promise, or
something else (credit note, write-off, exchange difference), which is no payment but leaves less to be paid: nobody is
expected to pay more than what the promised items still owe.
"""

import datetime
from typing import NamedTuple


class Instalment(NamedTuple):
    deadline: datetime.date  # last day on which a receipt is in time, grace included
    amount: float


class Settlement(NamedTuple):
    item: int
    date: datetime.date
    amount: float  # at the rate at which the item was booked
    is_receipt: bool
    money: float | None = None  # what came of it in company currency, where the rate was another


class Verdict(NamedTuple):
    state: str  # open, kept, partial, broken or cancelled
    instalment_states: list  # in the order of the instalments: open, kept, partial or broken
    received: float
    shares: dict  # item -> what of it the promise still covers


def round_amount(amount, rounding):
    """:return: ``amount`` rounded half up, free of the noise of binary fractions"""
    return round(int(amount / rounding + 0.5 + 1e-6) * rounding, 10) if amount > 0 else 0.0


def allocate(amount, capacities, rounding):
    """Spread ``amount`` over items in their order, each up to its capacity.

    :param float amount: what is to be spread, not negative
    :param capacities: the most each item takes
    :param float rounding: rounding of the currency
    :return: list with the share of each item; what exceeds all capacities is left out
    """
    shares = []
    for capacity in capacities:
        share = round_amount(min(amount, capacity), rounding)
        shares.append(share)
        amount -= share
    return shares


def split(amount, count, rounding):
    """:return: ``count`` instalments that add up to ``amount``; the last one takes the difference from rounding"""
    part = int(amount / count / rounding + 1e-6) * rounding
    parts = [round_amount(part, rounding)] * (count - 1)
    return [*parts, round_amount(amount - sum(parts), rounding)]


def judge(instalments, owed, settlements, rounding, today, tolerance=0.0, announced=None):
    """Judge a promise by what was settled since it was made.

    It is kept once the receipts up to the last deadline reach what was promised. It stops running at the first
    instalment that is missed: partly kept when something was received, broken when nothing. It falls away (cancelled)
    when the items owe nothing any more without a receipt. What is announced in time keeps nothing yet, and nothing is missed
    while it is on its way.

    :param list[Instalment] instalments: in the order of their deadlines
    :param dict owed: item -> what it owed when the promise was made, the earliest due first
    :param list[Settlement] settlements: since the promise was made
    :param float rounding: rounding of the currency; half of it is always tolerated
    :param float tolerance: share of what is expected, in percent, that may be missing
    :param date today: a deadline is missed the day after it
    :param dict announced: item -> ``[(date, amount)]``: what payments that the bank has not confirmed cover until a day
    """
    states = []
    due = expected = received = 0.0
    for instalment in instalments:
        before = expected
        due += instalment.amount
        fallen_away = _settled(owed, settlements, instalment.deadline, is_receipt=False)
        expected = min(due, sum(owed.values()) - fallen_away)
        received = _settled(owed, settlements, instalment.deadline, is_receipt=True)
        missing = expected * (1 - tolerance / 100) - rounding / 2 - received
        if missing < 0:
            states.append("kept")
        elif today <= instalment.deadline or missing < _announced(owed, announced or {}, instalment.deadline):
            states.append("open")
        else:
            states.append("partial" if received > before + rounding / 2 else "broken")
    return Verdict(
        _overall(states, expected, received, rounding),
        states,
        round_amount(_money(owed, settlements, instalments[-1].deadline), rounding),
        _open_shares(due - received, owed, settlements, rounding),
    )


def _overall(states, expected, received, rounding):
    if expected < rounding / 2 and received < rounding / 2:
        return "cancelled"
    if states[-1] == "kept":
        return "kept"
    if {"partial", "broken"}.isdisjoint(states):
        return "open"
    return "partial" if received >= rounding / 2 else "broken"


def _settled(owed, settlements, until, is_receipt):
    """:return: what was received until a day, or else what fell away; no item counts for more than it owed"""
    by_item = dict.fromkeys(owed, 0.0)
    for settlement in settlements:
        if settlement.item in owed and settlement.is_receipt == is_receipt and settlement.date <= until:
            by_item[settlement.item] += settlement.amount
    return sum(min(amount, owed[item]) for item, amount in by_item.items())


def _announced(owed, announced, until):
    """:return: what is on its way on a day, no more of an item than it owed"""
    return sum(
        min(max((amount for day, amount in announced.get(item, ()) if day <= until), default=0.0), most)
        for item, most in owed.items())


def _money(owed, settlements, until):
    """:return: the money received until a day, of each item in proportion to what counts for it"""
    total = 0.0
    for item, amount in owed.items():
        receipts = [
            settlement for settlement in settlements
            if settlement.item == item and settlement.is_receipt and settlement.date <= until]
        counted = sum(receipt.amount for receipt in receipts)
        money = sum(receipt.amount if receipt.money is None else receipt.money for receipt in receipts)
        total += money * min(amount / counted, 1.0) if counted else 0.0
    return total


def _open_shares(amount, owed, settlements, rounding):
    """:return: ``{item: part}`` of ``amount`` on what the items still owe"""
    residuals = dict(owed)
    for settlement in settlements:
        if settlement.item in residuals:
            residuals[settlement.item] -= settlement.amount
    shares = allocate(amount, list(residuals.values()), rounding)
    return {item: share for item, share in zip(residuals, shares, strict=True) if share}
