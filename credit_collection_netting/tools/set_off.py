"""What of debts and of bills is set off against each other: as much as the smaller side has, the earliest due first."""


def set_off(debts, bills, rounding):
    """
    :param debts: list of ``(key, amount)`` in the order in which they are used up, ``bills``: as ``debts``
    :param float rounding: of the currency of all amounts
    :return: ``{key: amount}`` of both sides, whose sums are equal; what gets nothing is left out
    """
    total = min(sum(amount for _key, amount in debts), sum(amount for _key, amount in bills))
    return {**use_up(debts, total, rounding), **use_up(bills, total, rounding)}


def use_up(items, total, rounding):
    used = {}
    for key, amount in items:
        part = round(round(min(amount, total) / rounding) * rounding, 10)
        if part > 0:
            used[key] = part
            total -= part
    return used
