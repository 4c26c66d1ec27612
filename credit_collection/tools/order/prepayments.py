"""Which part of a payment counts for which of the orders that it pays."""


def share_payments(payments, totals):
    """Give each payment to its orders in turn, to each no more than it still needs; one order alone gets all of it.

    :param payments: iterable of ``(amount, order keys)``
    :param totals: ``{order key: total of the order}``
    :return: list of ``{order key: part}``, one per payment
    """
    needs = dict(totals)
    shares = []
    for amount, keys in payments:
        share = {}
        for key in keys:
            part = amount if len(keys) == 1 else max(min(amount - sum(share.values()), needs.get(key, 0.0)), 0.0)
            share[key] = part
            needs[key] = max(needs.get(key, 0.0) - part, 0.0)
        shares.append(share)
    return shares
