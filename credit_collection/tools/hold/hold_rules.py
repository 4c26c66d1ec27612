"""The rules that may speak against an order, and which of them apply."""

from typing import NamedTuple

from .order_terms import exceeds, get_prepayment, is_term_too_long

FORCED_HOLD = "forced_hold"
NO_CREDIT = "no_credit"
OVER_LIMIT = "over_limit"
GROUP_LIMIT = "group_limit"
LIMIT_EXPIRED = "limit_expired"
OVERDUE = "overdue"
OVERDUE_AMOUNT = "overdue_amount"
BROKEN_PROMISE = "broken_promise"
FOLLOWUP_LEVEL = "followup_level"
REVIEW_OVERDUE = "review_overdue"
ORDER_AMOUNT = "order_amount"
TERM = "term"
PREPAYMENT = "prepayment"

# Decisions about the customer: no order policy softens them, no exclusion switches them off.
ALWAYS_HOLD = frozenset({NO_CREDIT, FORCED_HOLD})
# Each of these has a switch of its own, per rating and for unrated customers; the shared limit has that of the limit.
RULES = (
    OVER_LIMIT, GROUP_LIMIT, LIMIT_EXPIRED, OVERDUE, OVERDUE_AMOUNT, BROKEN_PROMISE, FOLLOWUP_LEVEL, REVIEW_OVERDUE,
    ORDER_AMOUNT, TERM, PREPAYMENT,
)


class Policy(NamedTuple):
    """What the customer may owe. Amounts in company currency; ``max_term_days`` is None without a ceiling, ``group_limit``
    without a limit that is shared with others.

    ``term_bands`` are pairs (order amount up to, longest term) in the order of the amounts.
    """

    limit_mode: str
    effective_limit: float
    tolerance_percent: float
    order_policy: str
    max_overdue_days: int
    max_term_days: int | None
    on_hold: bool
    rules: frozenset = frozenset({OVER_LIMIT, OVERDUE, TERM})
    max_overdue_amount: float = 0.0
    max_order_amount: float = 0.0
    limit_grace_days: int = 0
    review_grace_days: int = 0
    prepayment_percent: float = 0.0
    term_bands: tuple = ()
    group_limit: float | None = None


class Position(NamedTuple):
    """Where the customer stands now: what he owes, in company currency, and what he let pass."""

    exposure: float
    days_overdue: int
    overdue_amount: float = 0.0
    limit_days_expired: int = 0
    review_days_overdue: int = 0
    is_level_reached: bool = False
    has_broken_promise: bool = False
    group_exposure: float = 0.0


class OrderRequest(NamedTuple):
    """An order to be confirmed: what it adds to the exposure, its credit days, and the reasons it was released for.

    ``total`` and ``prepaid`` are the whole order and what was really paid on it already. ``later`` is the part that will
    not count as exposure once the order is confirmed: it is due beyond the credit horizon, or orders do not count at all.
    Who orders may be on hold though somebody else pays.
    """

    key: int
    amount: float
    term_days: int
    released_for: tuple
    is_prepaid: bool
    total: float = 0.0
    prepaid: float = 0.0
    is_orderer_on_hold: bool = False
    later: float = 0.0

    @property
    def counted(self):
        """What the order adds to the exposure once it is confirmed."""
        return self.amount - min(self.later, max(self.amount, 0.0))


def find_reasons(policy, position, request, rounding):
    """All reasons that speak against the order, the gravest first; none for an order that is paid in advance."""
    if request.is_prepaid:
        return ()
    on_hold = policy.on_hold or request.is_orderer_on_hold
    if not exceeds(request.amount, 0, rounding):
        return (FORCED_HOLD,) if on_hold else ()
    is_limited = policy.limit_mode == "limited"
    found = (
        (FORCED_HOLD, on_hold),
        # A receipt in the ledger that covers the order is a prepayment.
        (NO_CREDIT, policy.limit_mode == "no_credit" and exceeds(position.exposure + request.amount, 0, rounding)),
        (OVER_LIMIT, is_over_limit(policy, position.exposure + request.amount, rounding)),
        (GROUP_LIMIT, policy.group_limit is not None and exceeds(
            position.group_exposure + request.amount, policy.group_limit, rounding)),
        (LIMIT_EXPIRED, is_limited and position.limit_days_expired > policy.limit_grace_days),
        (OVERDUE, position.days_overdue > policy.max_overdue_days),
        (OVERDUE_AMOUNT, exceeds(position.overdue_amount, policy.max_overdue_amount, rounding)),
        (BROKEN_PROMISE, position.has_broken_promise),
        (FOLLOWUP_LEVEL, position.is_level_reached),
        (REVIEW_OVERDUE, position.review_days_overdue > policy.review_grace_days),
        (ORDER_AMOUNT, exceeds(request.total, policy.max_order_amount, rounding)),
        (TERM, is_term_too_long(policy, request, rounding)),
        (PREPAYMENT, exceeds(get_prepayment(policy, request), request.prepaid, rounding)),
    )
    return tuple(code for code, applies in found if applies and (code in policy.rules or code in ALWAYS_HOLD))


def is_over_limit(policy, exposure, rounding):
    """Whether ``exposure`` exceeds the limit and its tolerance; exactly at the limit is within it."""
    if policy.limit_mode != "limited":
        return False
    return exceeds(exposure, policy.effective_limit * (1 + policy.tolerance_percent / 100), rounding)
