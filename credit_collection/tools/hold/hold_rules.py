"""The rules that may speak against an order, and which of them apply."""

from collections.abc import Callable
from types import MappingProxyType
from typing import NamedTuple

from .order_terms import exceeds, get_prepayment, is_term_too_long

MANUAL = "manual"
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
ALWAYS_HOLD = frozenset({MANUAL, NO_CREDIT, FORCED_HOLD})
# They look at what is overdue; before one of them holds an order, it is looked at more closely.
OVERDUE_RULES = frozenset({OVERDUE, OVERDUE_AMOUNT, FOLLOWUP_LEVEL})


class Policy(NamedTuple):
    """What the customer may owe. Amounts in company currency; ``max_term_days`` is None without a ceiling, ``group_limit``
    without a limit that is shared with others.

    ``term_bands`` are pairs (order amount up to, longest term) in the order of the amounts. ``rules`` are the codes of the
    rules in force, of those in ``known`` (:class:`HoldRule`, those of this module without); ``columns`` are the switches and
    tolerances of the rating by name, for the rules of other rooms and add-ons.
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
    known: tuple | None = None
    columns: dict = MappingProxyType({})


class Position(NamedTuple):
    """Where the customer stands now: open amounts in company currency, deadlines that have passed, and the ``facts`` that
    rules of other rooms and add-ons read, by name."""

    exposure: float
    days_overdue: int
    overdue_amount: float = 0.0
    limit_days_expired: int = 0
    review_days_overdue: int = 0
    is_level_reached: bool = False
    has_broken_promise: bool = False
    group_exposure: float = 0.0
    facts: dict = MappingProxyType({})


class OrderRequest(NamedTuple):
    """An order to be confirmed: what it adds to the exposure, its credit days, and the reasons it was released for.

    ``total`` and ``prepaid`` are the whole order and what was really paid on it already. ``later`` is the part that will
    not count as exposure once the order is confirmed: it is due beyond the credit horizon, or orders do not count at all.
    Who orders may be on hold though somebody else pays. ``facts`` are what rules of other rooms and add-ons read of the order,
    by name.
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
    is_held_manually: bool = False
    facts: dict = MappingProxyType({})

    @property
    def counted(self):
        """What the order adds to the exposure once it is confirmed."""
        return self.amount - min(self.later, max(self.amount, 0.0))


class HoldRule(NamedTuple):
    """A rule that may hold orders: all that belongs to it is declared here, once.

    ``code`` names it, and the reason of a hold; ``label`` is the name of that reason. ``applies`` is a function of policy,
    position, request and rounding. ``switch`` is the column of the rating that switches it on, None for decisions that are
    always in force. ``sentence`` is the name of a method of ``credit.hold`` that says why, from the figures of the hold.
    ``figures`` are fields of the hold that keep the facts of the same names. ``holds_invoiced`` is whether it holds an order,
    too, of which nothing is left to invoice, and with it what is still to be delivered.
    """

    code: str
    sequence: int
    applies: Callable
    switch: str | None = None
    label: str | None = None
    sentence: str | None = None
    figures: tuple = ()
    holds_invoiced: bool = False


def find_reasons(policy, position, request, rounding):
    """All blocking reasons of the order, the gravest first; an order that is paid in advance is only held manually."""
    if request.is_prepaid:
        return (MANUAL,) if request.is_held_manually else ()
    is_invoiced = not exceeds(request.amount, 0, rounding)
    return tuple(
        rule.code for rule in (CORE_RULES if policy.known is None else policy.known)
        if (rule.holds_invoiced or not is_invoiced)
        and (rule.code in policy.rules or rule.code in ALWAYS_HOLD) and rule.applies(policy, position, request, rounding))


def _is_on_hold(policy, _position, request, _rounding):
    return policy.on_hold or request.is_orderer_on_hold


def _is_without_credit(policy, position, request, rounding):
    """A receipt in the ledger that covers the order is a prepayment."""
    return policy.limit_mode == "no_credit" and exceeds(position.exposure + request.amount, 0, rounding)


def _is_over_group_limit(policy, position, request, rounding):
    return policy.group_limit is not None and exceeds(
        position.group_exposure + request.amount, policy.group_limit, rounding)


def is_over_limit(policy, exposure, rounding, share=1.0):
    """Whether ``exposure`` exceeds the limit, or a ``share`` of it, and its tolerance; exactly at the limit is within it."""
    if policy.limit_mode != "limited":
        return False
    return exceeds(exposure, policy.effective_limit * share * (1 + policy.tolerance_percent / 100), rounding)


CORE_RULES = (
    HoldRule(MANUAL, 5, lambda policy, position, request, rounding: request.is_held_manually, holds_invoiced=True),
    HoldRule(FORCED_HOLD, 10, _is_on_hold, holds_invoiced=True),
    HoldRule(NO_CREDIT, 20, _is_without_credit),
    HoldRule(OVER_LIMIT, 30, lambda policy, position, request, rounding: is_over_limit(
        policy, position.exposure + request.amount, rounding), "hold_over_limit"),
    # The shared limit has the switch of the limit.
    HoldRule(GROUP_LIMIT, 31, _is_over_group_limit, "hold_over_limit"),
    HoldRule(LIMIT_EXPIRED, 32, lambda policy, position, request, rounding: (
        policy.limit_mode == "limited" and position.limit_days_expired > policy.limit_grace_days), "hold_limit_expired"),
    HoldRule(OVERDUE, 40, lambda policy, position, request, rounding: (
        position.days_overdue > policy.max_overdue_days), "hold_overdue"),
    HoldRule(OVERDUE_AMOUNT, 42, lambda policy, position, request, rounding: exceeds(
        position.overdue_amount, policy.max_overdue_amount, rounding), "hold_overdue_amount"),
    HoldRule(BROKEN_PROMISE, 44, lambda policy, position, request, rounding: (
        position.has_broken_promise), "hold_broken_promise"),
    HoldRule(FOLLOWUP_LEVEL, 46, lambda policy, position, request, rounding: (
        position.is_level_reached), "hold_followup_level"),
    HoldRule(REVIEW_OVERDUE, 48, lambda policy, position, request, rounding: (
        position.review_days_overdue > policy.review_grace_days), "hold_review_overdue"),
    HoldRule(ORDER_AMOUNT, 49, lambda policy, position, request, rounding: exceeds(
        request.total, policy.max_order_amount, rounding), "hold_order_amount"),
    HoldRule(TERM, 50, lambda policy, position, request, rounding: is_term_too_long(policy, request, rounding), "hold_term"),
    # The share to be prepaid is its own switch.
    HoldRule(PREPAYMENT, 60, lambda policy, position, request, rounding: exceeds(
        get_prepayment(policy, request), request.prepaid, rounding), "prepayment_percent"),
)
# The codes of the rules that can be switched.
RULES = tuple(rule.code for rule in CORE_RULES if rule.switch)
