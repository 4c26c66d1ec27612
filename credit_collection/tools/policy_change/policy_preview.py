"""What would change for customers and their quotations if other rules were in force: compared, nothing is written."""

from typing import NamedTuple

from ..hold.hold_rules import TERM
from ..hold.order_decision import decide_orders

HELD = "held"
FREED = "freed"


class OrderEffect(NamedTuple):
    """A quotation that the other rules treat differently, with the reasons that count for the worse of both."""

    key: int
    effect: str
    reasons: tuple


def compare_orders(before, after, position, requests, rounding):
    """Judge each quotation by itself, as if it alone were confirmed today.

    :param Policy before: the rules in force
    :param Policy after: the rules that are planned
    :param requests: iterable of :class:`OrderRequest` of one customer
    :return: list of :class:`OrderEffect`, only of quotations that would be held or no longer held
    """
    effects = []
    for request in requests:
        was, would_be = (decide_orders(policy, position, (request,), rounding)[request.key] for policy in (before, after))
        if (was.state == "held") != (would_be.state == "held"):
            is_held = would_be.state == "held"
            effects.append(OrderEffect(
                request.key, HELD if is_held else FREED, would_be.reasons if is_held else was.reasons))
    return effects


def is_term_excluded(before, after, days):
    """:return: whether a payment term of ``days`` was allowed, at least for orders of some amount, and would not be any more"""
    return not _is_term_too_long(before, days) and _is_term_too_long(after, days)


def _is_term_too_long(policy, days):
    if TERM not in policy.rules or policy.max_term_days is None:
        return False
    return days > max((policy.max_term_days, *(longest for _up_to, longest in policy.term_bands)))


def get_effective_limit(limit, temporary):
    """:param limit: the ``Limit`` by the rules
    :param temporary: amount of the temporary limit that runs today, 0 for none
    :return: the amount in force; a temporary limit replaces an amount, not the lack of one
    """
    return (temporary or limit.amount) if limit.mode == "limited" else 0.0


def is_limit_changed(before, after, rounding):
    """:return: whether the ``Limit`` changes in kind or, to the precision of the currency, in amount"""
    if before.mode != after.mode:
        return True
    return before.mode == "limited" and abs(before.amount - after.amount) > rounding / 2
