"""Which part of the money that an order still brings comes with which milestone."""


def split_amount(amount, parts, round_amount):
    """Divide what is still to come of an order among the milestones that are to be invoiced, the earliest first.

    :param float amount: of the order, above zero
    :param parts: iterable of ``(key, amount)`` in the order in which they are expected
    :return: ``{key: amount}``, without those of which nothing is to come; what no milestone brings is under the key None
    """
    rest, shares = amount, {}
    for key, wanted in parts:
        part = round_amount(min(wanted, rest))
        if part > 0:
            shares[key], rest = part, round_amount(rest - part)
    if rest > 0:
        shares[None] = rest
    return shares
