"""Money on account: it covers the oldest debts first, wherever something is overdue. The same rules in SQL are in
``models/exposure/balances.py``."""

from itertools import groupby


def cover_oldest(debts, credit):
    """Set open credits against debts, the earliest due first.

    :param debts: pairs of due date and amount, in any order
    :param credit: total of the open credits, not negative
    :return: list of the pairs that are left, the earliest due first, the first one reduced to what is not covered
    """
    left = []
    for due_date, amount in sorted(debts):
        covered = min(credit, amount)
        credit -= covered
        if amount > covered:
            left.append((due_date, amount - covered))
    return left


def value_credits(booked, own, debts):
    """Value credits by the debts that they cover in their own currency, at the rates at which these were booked, and what is
    left of them as it was booked itself.

    Whatever the rates did between invoice and receipt, who has paid all that is due in a currency owes nothing of it.

    :param float booked: the credits of one currency, in company currency
    :param float own: the same in that currency
    :param debts: pairs of both amounts of each debt in that currency, above zero, the earliest due first
    :return: what the credits are worth in company currency
    """
    left, worth = own, 0.0
    for amount, amount_own in debts:
        part = min(left, amount_own)
        worth += amount * part / amount_own
        left -= part
        # Less than this is the noise of adding up binary fractions.
        if left <= own * 1e-12:
            return worth
    return worth + (booked * left / own if own else booked)


def sum_credits(items):
    """
    :param items: with ``currency_id``, ``due_date``, ``amount`` in company currency, below zero for a credit, and
        ``own_amount``, the same in the currency of the item
    :return: what the credits among ``items`` are worth in company currency, not negative, see :func:`value_credits`
    """
    credits = sorted((item for item in items if item.residual < 0 and item.amount), key=_get_currency)
    debts = {currency: list(own) for currency, own in groupby(
        sorted((item for item in items if item.residual > 0 and item.amount), key=_get_currency), key=_get_currency)}
    return sum(
        _value(list(own), sorted(debts.get(currency, ()), key=lambda item: item.due_date))
        for currency, own in groupby(credits, key=_get_currency))


def sum_net(items):
    """:return: what the debts among ``items`` come to less what the credits are worth, below zero where these are more"""
    return sum(item.amount for item in items if item.residual > 0) - sum_credits(items)


def _get_currency(item):
    return item.currency_id


def _value(credits, debts):
    booked = -sum(credit.amount for credit in credits)
    if not any(item.residual != item.residual_currency for item in (*credits, *debts)):
        return booked
    return value_credits(
        booked, -sum(credit.own_amount for credit in credits), [(debt.amount, debt.own_amount) for debt in debts])
