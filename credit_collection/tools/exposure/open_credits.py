"""Money on account: it covers the oldest debts first, wherever something is overdue (in SQL ``models/exposure/balances.py``),
and what it takes off a demand."""

from collections import defaultdict

# A part of what is owed in a currency: less than this is the noise of adding up binary fractions.
NOISE = 1e-12


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


def sum_credits(items):
    """Sum up what credits take off that which is demanded.

    Credits count as they were booked, as everywhere. Who owes nothing in any currency is asked for nothing, though: what the
    rates did between an invoice and the money on account that will pay it is an exchange difference, no debt.

    :param items: with ``currency_id``, ``residual``, ``amount`` in company currency, below zero for a credit, and
        ``own_amount``, the same in the currency of the item
    :return: amount in company currency, not negative
    """
    debts = sum(item.amount for item in items if item.residual > 0)
    credits = -sum(item.amount for item in items if item.residual < 0)
    return debts if 0 < credits < debts and not _is_owed(items) else credits


def sum_net(items):
    """:return: what the debts among ``items`` come to less the credits, below zero where these are more"""
    return sum(item.amount for item in items if item.residual > 0) - sum_credits(items)


def _is_owed(items):
    """:return: whether more is owed than covered in any of the currencies"""
    owed, debts = defaultdict(float), defaultdict(float)
    for item in items:
        owed[item.currency_id] += item.own_amount
        debts[item.currency_id] += max(item.own_amount, 0.0)
    return any(amount > NOISE * debts[currency_id] for currency_id, amount in owed.items())
