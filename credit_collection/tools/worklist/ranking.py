"""The order of a collector's day: customers by value at risk, with the reasons in plain words.

Value at risk is what may be collected now times the probability that it does not come without a call. The probability
adds up from what is known, each part with its reason; it is a rank, no forecast.
"""

from typing import NamedTuple

UNKNOWN_SCORE = 0.20
MIN_PROBABILITY, MAX_PROBABILITY = 0.02, 0.95
# Days overdue from which a part is added.
LATENESS = ((180, 0.45), (90, 0.35), (60, 0.25), (30, 0.15), (10, 0.05))
BROKEN_PROMISE, MAX_BROKEN = 0.12, 0.30
NOT_REACHED, MAX_NOT_REACHED = 0.05, 0.20


class Case(NamedTuple):
    amount: float  # collectible now, net of open credits, in company currency
    days_overdue: int
    score: float | None  # 0 to 100
    broken_promises: int  # of the last 12 months
    vain_attempts: int  # calls since somebody was reached
    more: tuple = ()  # what other rooms know: (code, number, part of the probability)


class Rank(NamedTuple):
    value: float
    probability: float
    reasons: list  # (code, number), the weightiest first


def rank(case):
    """:param Case case:
    :return: :class:`Rank`; without anything to collect its value is zero
    """
    if case.amount <= 0:
        return Rank(0.0, 0.0, [])
    parts = [
        ("score", case.score, UNKNOWN_SCORE if case.score is None else 0.02 + (100.0 - case.score) / 100.0 * 0.38),
        ("late", case.days_overdue, next((part for days, part in LATENESS if case.days_overdue >= days), 0.0)),
        ("broken", case.broken_promises, min(case.broken_promises * BROKEN_PROMISE, MAX_BROKEN)),
        ("vain", case.vain_attempts, min(case.vain_attempts * NOT_REACHED, MAX_NOT_REACHED)),
        *case.more,
    ]
    probability = min(max(sum(part for _code, _number, part in parts), MIN_PROBABILITY), MAX_PROBABILITY)
    weighty = sorted((part for part in parts if part[2] > 0), key=lambda part: -part[2])
    return Rank(case.amount * probability, probability, [(code, number) for code, number, _part in weighty])
