"""Settlement offers: a discount for paying by a date, spread over the invoices that it is about."""

import datetime
from typing import NamedTuple

from ..promise.judgement import round_amount


class Receipt(NamedTuple):
    item: int
    date: datetime.date
    amount: float
    is_receipt: bool  # a payment, not a credit note or a write-off


def spread(discount, owed, rounding):
    """Spread ``discount`` over items in proportion to what they owe.

    :param dict owed: item -> what it owes
    :return: ``{item: part}``, which adds up to ``discount`` exactly; no part exceeds what its item owes
    """
    total, cumulated, given, parts = sum(owed.values()), 0.0, 0.0, {}
    for item, amount in owed.items():
        cumulated += amount
        until_here = round_amount(discount * cumulated / total, rounding) if total else 0.0
        parts[item] = round_amount(min(until_here - given, amount), rounding)
        given += parts[item]
    return parts


def judge_offer(owed, discount, receipts, valid_until, rounding, today):
    """Whether a settlement was paid in time.

    Receipts dated until the last day count, up to what each item owed. Credit notes and write-offs after the offer take
    the place of neither the payment nor the discount: what they settle is no longer to be paid.

    :param dict owed: item -> what it owed when the offer was made
    :param list[Receipt] receipts: since the offer was made
    :return: ``(state, received)`` with the state open, settled, lapsed, or void when nothing is owed without a payment
    """
    received, fallen_away = (
        sum(min(_sum_of(receipts, item, kind, valid_until), owed[item]) for item in owed) for kind in (True, False))
    expected = sum(owed.values()) - discount - fallen_away
    if received >= rounding / 2 and received > expected - rounding / 2:
        return "settled", round_amount(received, rounding)
    if expected + discount < rounding / 2:
        return "void", 0.0
    return ("open" if today <= valid_until else "lapsed"), round_amount(received, rounding)


def get_earned_discount(owed, discount, receipts, valid_until, rounding):
    """:return: the discount of a settled offer, less what the customer paid in time beyond what it asked for: only the rest
        is credited
    """
    received, fallen_away = (
        sum(min(_sum_of(receipts, item, kind, valid_until), owed[item]) for item in owed) for kind in (True, False))
    beyond = received - (sum(owed.values()) - discount - fallen_away)
    return round_amount(discount - max(beyond, 0.0), rounding)


def _sum_of(receipts, item, is_receipt, until):
    return sum(
        receipt.amount for receipt in receipts
        if receipt.item == item and receipt.is_receipt == is_receipt and receipt.date <= until)
