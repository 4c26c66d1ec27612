"""The allowance for expected losses of what customers owe on a day: plain values in, rows of customer and bucket out."""

import math
from collections.abc import Iterable
from typing import NamedTuple


class Item(NamedTuple):
    """An open item. A credit has a negative amount and no bucket."""

    partner_id: int
    bucket: str | None
    amount: float
    #: part of it that is tax which can be got back when the item is lost, 0 to 1
    tax_share: float = 0.0


class Cover(NamedTuple):
    """What of a customer is insured: ``percent`` of what is owed up to ``amount``; None: whatever it comes to."""

    amount: float | None
    percent: float


class Terms(NamedTuple):
    #: ``{(group, bucket): percent}`` with all buckets of each group, and of the default group ``None``
    rates: dict
    #: ``{customer: group}`` of those who are not in the default group
    groups: dict = {}
    #: ``{customer: percent}`` of those whose loss is estimated singly
    specific: dict = {}
    #: ``{customer: Cover}``
    covers: dict = {}
    #: by what the rates of the matrix are multiplied
    factor: float = 1.0
    #: expected loss of the insured part, percent
    insured_percent: float = 0.0
    decimals: int = 2


class Row(NamedTuple):
    """What a customer owes in a bucket, and what of it is expected to be lost; ``kind``: matrix, specific or credit.

    ``gross - netted - tax - insured = base``; of credits, ``gross`` is negative and ``netted`` what of it covers debts.
    """

    partner_id: int
    kind: str
    bucket: str | None
    group: int | None
    gross: float
    netted: float
    tax: float
    insured: float
    base: float
    percent: float
    allowance: float


def round_half_up(amount, decimals=2):
    scale = 10 ** decimals
    return math.copysign(math.floor(abs(amount) * scale + 0.5 + 1e-6) / scale, amount) if amount else 0.0


def work_out(items: Iterable[Item], terms: Terms):
    """
    :param items: those of a customer by due date
    :return: list of :class:`Row`, a row per customer and bucket
    """
    by_customer = {}
    for item in items:
        by_customer.setdefault(item.partner_id, []).append(item)
    return [row for partner_id, own in by_customer.items() for row in _work_out_customer(partner_id, own, terms)]


def _work_out_customer(partner_id, items, terms):
    debts = [item for item in items if item.amount > 0]
    credit = -sum(item.amount for item in items if item.amount < 0)
    left, owed, buckets = credit, 0.0, {}
    for item in debts:
        # Open credits cover the oldest debt first.
        netted = min(item.amount, left)
        left -= netted
        rest = item.amount - netted
        owed += rest
        sums = buckets.setdefault(item.bucket, [0.0, 0.0, 0.0])
        for index, value in enumerate((item.amount, netted, rest * item.tax_share)):
            sums[index] += value
    insured_share = _get_insured_share(terms.covers.get(partner_id), owed)
    rows = [_make_row(partner_id, bucket, sums, insured_share, terms) for bucket, sums in buckets.items()]
    if credit:
        used = round_half_up(sum(row.netted for row in rows), terms.decimals)
        rows.append(Row(
            partner_id, "credit", None, None, round_half_up(-credit, terms.decimals), used, 0.0, 0.0, 0.0, 0.0, 0.0))
    return rows


def _get_insured_share(cover, owed):
    if not cover or owed <= 0:
        return 0.0
    covered = owed if cover.amount is None else min(max(cover.amount, 0.0), owed)
    return covered / owed * min(max(cover.percent, 0.0), 100.0) / 100


def _make_row(partner_id, bucket, sums, insured_share, terms):
    gross, netted, tax = (round_half_up(value, terms.decimals) for value in sums)
    insured = round_half_up((gross - netted - tax) * insured_share, terms.decimals)
    base = round_half_up(gross - netted - tax - insured, terms.decimals)
    group = terms.groups.get(partner_id)
    specific = terms.specific.get(partner_id)
    # What is estimated singly knows what is to come already.
    percent = terms.rates[group, bucket] * terms.factor if specific is None else specific
    insured_loss = insured * terms.insured_percent / 100
    return Row(
        partner_id, "matrix" if specific is None else "specific", bucket, group if specific is None else None, gross, netted,
        tax, insured, base, percent, round_half_up(base * percent / 100 + insured_loss, terms.decimals))
