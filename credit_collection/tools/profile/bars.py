"""Widths of the parts of a stacked bar."""


def share_widths(amounts, scale=0.0):
    """Widths in percent, so that a credit or an empty part takes no room and the bar never runs over.

    :param amounts: amounts of the parts, any sign
    :param float scale: what the whole bar stands for, where it is more than the sum of the parts
    :return: list of widths in percent, one per part, with two decimals; together 100 at most
    """
    positive = [max(amount, 0.0) for amount in amounts]
    whole = max(scale, sum(positive))
    # Cut off, not rounded: rounded parts may add up to more than the bar.
    return [int(amount / whole * 10000) / 100 if whole else 0.0 for amount in positive]
