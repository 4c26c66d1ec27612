"""May this order be confirmed? Decided from plain values: what the customer may owe, what he owes, what he wants."""

from typing import NamedTuple

from .hold_rules import ALWAYS_HOLD, OrderRequest, Policy, Position, find_reasons  # noqa: F401 - the values of a decision


class Verdict(NamedTuple):
    """The credit state of the order, the reasons for it, and the exposure that was found before the order."""

    state: str
    reasons: tuple
    exposure: float


def decide_orders(policy, position, requests, rounding):
    """Decide orders of one customer in turn; what is let through uses up credit for those that follow.

    :param Policy policy:
    :param Position position:
    :param requests: iterable of :class:`OrderRequest`, the first served first
    :param float rounding: rounding of the company currency, the precision of amount comparisons
    :return: ``{request.key: Verdict}``
    """
    verdicts = {}
    exposure = position.exposure
    for request in requests:
        reasons = find_reasons(policy, position._replace(exposure=exposure), request, rounding)
        state = _get_state(policy, reasons, request)
        verdicts[request.key] = Verdict(state, reasons, exposure)
        if state != "held":
            exposure += request.amount - min(request.later, max(request.amount, 0.0))
    return verdicts


def _get_state(policy, reasons, request):
    if not reasons:
        return "clear"
    if set(reasons) <= set(request.released_for):
        return "released"
    if not ALWAYS_HOLD.isdisjoint(reasons) or policy.order_policy == "hold":
        return "held"
    return "warned" if policy.order_policy == "warn" else "clear"
