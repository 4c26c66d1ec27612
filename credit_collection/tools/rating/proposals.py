"""What a credit review proposes: the rating that a score deserves, and the limit and term that go with it."""

import math
from typing import NamedTuple

# A customer who started recently has few months of sales; fewer than these would make the limit jump with each invoice.
FEWEST_MONTHS = 3
MONTHS = 12
DAYS_PER_MONTH = 365.25 / 12


class Term(NamedTuple):
    """A payment term: its identifier (false for none) and the days until its last instalment is due."""

    id: int
    days: int


class Limit(NamedTuple):
    """A limit: zero, unlimited and no credit are three things."""

    mode: str
    amount: float


class LimitRule(NamedTuple):
    """How a rating makes a limit."""

    mode: str
    rule: str
    amount: float
    months: float


def monthly_sales(sales, days):
    """:return: average per month of the sales of the last 12 months by a customer who started ``days`` ago"""
    return max(sales, 0.0) / min(max(days / DAYS_PER_MONTH, FEWEST_MONTHS), MONTHS)


def round_limit(amount):
    """:return: ``amount`` rounded up to two significant digits, the way limits are spoken of: 12,345 gives 13,000"""
    if amount <= 0:
        return 0.0
    step = max(10.0 ** (math.floor(math.log10(amount)) - 1), 1.0)
    return math.ceil(round(amount / step, 6)) * step


def propose_rating(total, scale, ceiling=None):
    """Choose the best rating that the score reaches; a score below the whole scale gets its lowest rating.

    :param scale: iterable of ``(score from, rating)``
    :param ceiling: a better score than this counts as this
    :return: the rating, or ``None`` without a score or a scale
    """
    scale = sorted(scale, key=lambda step: step[0], reverse=True)
    if total is None or not scale:
        return None
    reached = total if ceiling is None else min(total, ceiling)
    return next((rating for minimum, rating in scale if reached >= minimum), scale[-1][1])


def propose_limit(rule, current, sales):
    """:param sales: average monthly sales
    :return: the :class:`Limit` by a rating's :class:`LimitRule`; without sales to go by, the ``current`` limit stays
    """
    if rule.mode != "limited":
        return Limit(rule.mode, 0.0)
    if rule.rule == "fixed":
        return Limit("limited", rule.amount)
    if rule.rule == "sales" and sales > 0:
        return Limit("limited", round_limit(sales * rule.months))
    return current


def propose_term(terms, longest):
    """:return: the first :class:`Term` of those given that is within ``longest`` days, ``None`` if none is"""
    return next((term for term in terms if term.id and term.days <= longest), None)


def raised_amount(before, after):
    """:return: the amount to which the :class:`Limit` ``after`` raises ``before``, infinite for no limit; else 0"""
    def reach(limit):
        return {"unlimited": math.inf, "no_credit": 0.0}.get(limit.mode, limit.amount)

    return reach(after) if reach(after) > reach(before) else 0.0


def is_within_band(steps, before, after, percent):
    """:param steps: by how many ratings the proposal is better (negative: worse)
    :return: whether the rating is the same or one better, and the limit changes by ``percent`` at most
    """
    if steps not in (0, 1) or before.mode != after.mode:
        return False
    return before.mode != "limited" or abs(after.amount - before.amount) <= before.amount * percent / 100.0
