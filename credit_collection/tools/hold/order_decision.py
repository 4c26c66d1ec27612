"""May this order be confirmed? Decided from plain values: limit, exposure and order amount."""

from typing import NamedTuple

from .hold_rules import ALWAYS_HOLD, OrderRequest, Policy, Position, find_reasons  # noqa: F401 - the values of a decision


class Verdict(NamedTuple):
    """The credit state of the order, the reasons for it, and the exposure of the customer, and of the group that shares a
    limit, that was found before the order."""

    state: str
    reasons: tuple
    exposure: float
    group_exposure: float = 0.0


def decide_orders(policy, position, requests, rounding):
    """Decide orders of one customer in turn; what is let through uses up credit for those that follow.

    :param Policy policy:
    :param Position position:
    :param requests: iterable of :class:`OrderRequest`, the first served first
    :param float rounding: rounding of the company currency, the precision of amount comparisons
    :return: ``{request.key: Verdict}``
    """
    verdicts = {}
    for request in requests:
        reasons = find_reasons(policy, position, request, rounding)
        state = get_state(policy, reasons, request.released_for)
        verdicts[request.key] = Verdict(state, reasons, position.exposure, position.group_exposure)
        if state != "held":
            position = position._replace(
                exposure=position.exposure + request.counted, group_exposure=position.group_exposure + request.counted)
    return verdicts


def get_state(policy, reasons, released_for=()):
    """:return: the credit state of an order with ``reasons`` against it: clear, warned, held or released"""
    if not reasons:
        return "clear"
    if set(reasons) <= set(released_for):
        return "released"
    if not ALWAYS_HOLD.isdisjoint(reasons) or policy.order_policy == "hold":
        return "held"
    return "warned" if policy.order_policy == "warn" else "clear"
