"""May this order be confirmed? Decided from plain values: what the customer may owe, what he owes, what he wants."""

from typing import NamedTuple

NO_CREDIT = "no_credit"
FORCED_HOLD = "forced_hold"
OVER_LIMIT = "over_limit"
OVERDUE = "overdue"
TERM = "term"

# A forced hold and «no credit» are decisions about the customer: no order policy softens them.
ALWAYS_HOLD = frozenset({NO_CREDIT, FORCED_HOLD})


class Policy(NamedTuple):
    """What the customer may owe. Amounts in company currency; ``max_term_days`` is None without a ceiling."""

    limit_mode: str
    effective_limit: float
    tolerance_percent: float
    order_policy: str
    max_overdue_days: int
    max_term_days: int | None
    on_hold: bool


class Position(NamedTuple):
    """What the customer owes now, in company currency."""

    exposure: float
    days_overdue: int


class OrderRequest(NamedTuple):
    """An order to be confirmed: what it adds to the exposure, its credit days, and the reasons it was released for."""

    key: int
    amount: float
    term_days: int
    released_for: tuple
    is_prepaid: bool


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
            exposure += request.amount
    return verdicts


def find_reasons(policy, position, request, rounding):
    """All reasons that speak against the order, the gravest first; none for an order that needs no credit."""
    if request.is_prepaid:
        return ()
    needs_credit = _exceeds(request.amount, 0, rounding)
    found = (
        (FORCED_HOLD, policy.on_hold),
        # A receipt in the ledger that covers the order is a prepayment.
        (NO_CREDIT, needs_credit and policy.limit_mode == "no_credit"
         and _exceeds(position.exposure + request.amount, 0, rounding)),
        (OVER_LIMIT, needs_credit and is_over_limit(policy, position.exposure + request.amount, rounding)),
        (OVERDUE, needs_credit and position.days_overdue > policy.max_overdue_days),
        (TERM, needs_credit and policy.max_term_days is not None and request.term_days > policy.max_term_days),
    )
    return tuple(code for code, applies in found if applies)


def is_over_limit(policy, exposure, rounding):
    """Whether ``exposure`` exceeds the limit and its tolerance; exactly at the limit is within it."""
    if policy.limit_mode != "limited":
        return False
    return _exceeds(exposure, policy.effective_limit * (1 + policy.tolerance_percent / 100), rounding)


def _get_state(policy, reasons, request):
    if not reasons:
        return "clear"
    if set(reasons) <= set(request.released_for):
        return "released"
    if not ALWAYS_HOLD.isdisjoint(reasons) or policy.order_policy == "hold":
        return "held"
    return "warned" if policy.order_policy == "warn" else "clear"


def _exceeds(amount, bound, rounding):
    return amount - bound > rounding / 2
