"""Money on account: it covers the oldest debts first, wherever something is overdue. The same rule in SQL is
``models/exposure/balances.py``."""


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
