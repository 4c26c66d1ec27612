"""Which documents a customer means who contests a balance, and how much of each."""

import re
from typing import NamedTuple


class Debt(NamedTuple):
    """An invoice of the statement; ``free`` is what is open of it and not in dispute yet."""

    key: int
    number: str
    free: float


def share_contested(debts, remark, difference=None, named_key=None):
    """Share what is contested between the invoices that the customer names.

    Named is what was chosen, else each invoice whose number stands in the remark, else the only one there is.

    :param debts: list of :class:`Debt` in the currency of the balance
    :param difference: what the customer owes less than the statement says; None when the customer did not say
    :param named_key: key of the invoice that was chosen
    :return: list of ``(key, amount)``; empty when nothing is named, or when the customer owes more than the statement says
    """
    if difference is not None and difference <= 0:
        return []
    shares, rest = [], difference
    for debt in _find_named(debts, remark, named_key):
        amount = debt.free if rest is None else min(debt.free, rest)
        if amount > 0:
            shares.append((debt.key, amount))
            rest = None if rest is None else round(rest - amount, 10)
    return shares


def _find_named(debts, remark, named_key):
    if named_key is not None:
        return [debt for debt in debts if debt.key == named_key]
    named = [debt for debt in debts if debt.number and _stands_in(debt.number, remark)]
    return named or (debts if len(debts) == 1 else [])


def _stands_in(number, remark):
    """:return: whether ``number`` stands in the text by itself: INV/1 does not stand in INV/12"""
    return bool(re.search(rf"(?<![\w/-]){re.escape(number)}(?![\w/-])", remark or "", re.IGNORECASE))
