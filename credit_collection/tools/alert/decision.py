"""Early warning: which threshold of a rule a customer has reached, and what becomes of the alert about it.

A value is a plain number that grows with the risk, or ``None`` where there is nothing to warn of.
"""

import datetime
import math
from typing import NamedTuple

OPEN = "open"
RAISE = "raise"
CLOSE = "close"


class Threshold(NamedTuple):
    key: int
    value: float  # reached from this value on
    severity: int  # the higher the worse


class Rule(NamedTuple):
    thresholds: tuple
    cooldown_days: int  # after an alert was closed, no new one that is not worse
    closes_itself: bool  # once the cause is gone


class LastAlert(NamedTuple):
    """The latest alert of a rule about a customer."""

    severity: int
    closed_on: datetime.date | None  # None while it is open


class Verdict(NamedTuple):
    step: str | None  # OPEN, RAISE, CLOSE, or None when all stays as it is
    threshold: Threshold | None


def find_threshold(value, thresholds, tolerance=0.0):
    """:param float tolerance: half the rounding of a currency, zero for other values
    :return: the worst threshold that ``value`` has reached, of equally bad ones the highest; ``None`` without
    """
    if value is None:
        return None
    reached = [threshold for threshold in thresholds if value >= threshold.value - tolerance]
    return max(reached, key=lambda threshold: (threshold.severity, threshold.value), default=None)


def get_least(rule, tolerance=0.0):
    """:return: a value below which no threshold of the rule is reached: who never had an alert need not be decided on"""
    return min((threshold.value for threshold in rule.thresholds), default=math.inf) - tolerance


def decide(value, rule, last, today, tolerance=0.0):
    """Decide what a rule does about one customer.

    There is one open alert per rule and customer: it rises when it gets worse, never falls, and closes once the cause is
    gone. After the closing the rule keeps quiet for the days of its cool-down unless it gets worse than it was.

    :param value: what was measured, or ``None``
    :param Rule rule:
    :param last: :class:`LastAlert` of the rule about the customer, or ``None``
    :param date today:
    :return: :class:`Verdict`
    """
    threshold = find_threshold(value, rule.thresholds, tolerance)
    is_open = last is not None and last.closed_on is None
    if threshold is None:
        return Verdict(CLOSE if is_open and rule.closes_itself else None, None)
    if last is None:
        return Verdict(OPEN, threshold)
    if threshold.severity > last.severity:
        return Verdict(RAISE if is_open else OPEN, threshold)
    if is_open or today < last.closed_on + datetime.timedelta(rule.cooldown_days):
        return Verdict(None, threshold)
    return Verdict(OPEN, threshold)
