"""What a receipt earns: by the age of the debt that it paid, and by what the collector has brought in before."""

from typing import NamedTuple


class Rate(NamedTuple):
    """``percent`` of what debts at least ``age_from`` days late bring in, from the amount ``amount_from`` of the period on."""

    age_from: int
    amount_from: float
    percent: float


class Slice(NamedTuple):
    amount: float
    percent: float


def find_band(rates, age):
    """:return: list of the :class:`Rate` of the band that ``age`` is in, lowest amount first; a debt younger than all bands is
        in the first one"""
    ages = sorted({rate.age_from for rate in rates})
    if not ages:
        return []
    age_from = max((known for known in ages if known <= age), default=ages[0])
    return sorted((rate for rate in rates if rate.age_from == age_from), key=lambda rate: rate.amount_from)


def slice_amount(rates, age, amount, before, decimals=2):
    """Divide what came in by the steps of its band: each step applies to what exceeds it, not to what came before.

    :param before: what the collector has brought in earlier in the period
    :return: list of :class:`Slice` that add up to ``amount``
    """
    band = find_band(rates, age)
    slices, done = [], 0.0
    for number, rate in enumerate(band):
        until = band[number + 1].amount_from if number + 1 < len(band) else None
        part = amount - done if until is None else min(amount - done, max(until - before - done, 0.0))
        part = round(part, decimals)
        if part > 0:
            slices.append(Slice(part, rate.percent))
            done += part
    return slices


def find_gap(rates):
    """:return: the age of a band without a rate from the first amount on, or with two rates from the same amount; None if there
        is none"""
    seen = set()
    for rate in rates:
        key = rate.age_from, rate.amount_from
        if key in seen:
            return rate.age_from
        seen.add(key)
    return next((age for age in sorted({rate.age_from for rate in rates}) if (age, 0.0) not in seen), None)


def share_out(amount, shares, decimals=2):
    """Divide ``amount`` by ``shares``; what rounding leaves goes to the largest one.

    :param shares: list of numbers that are not all zero
    :return: list of amounts that add up to ``amount``
    """
    total = sum(shares)
    parts = [round(amount * share / total, decimals) for share in shares]
    largest = max(range(len(shares)), key=lambda index: abs(shares[index]))
    parts[largest] = round(parts[largest] + amount - sum(parts), decimals)
    return parts


def settle(earned, carried):
    """:param earned: of the period, negative when more went back than came in
    :param carried: what earlier periods left to be deducted, never above zero
    :return: (what is paid out, what the next period deducts)
    """
    balance = round(earned + carried, 6)
    return max(balance, 0.0), min(balance, 0.0)
