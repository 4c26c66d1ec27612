"""What a policy would have said about documents of the past, decided by the rules that hold orders today."""

from datetime import date
from typing import NamedTuple

from ..hold.hold_rules import OVERDUE_RULES
from ..hold.order_decision import OrderRequest, Policy, Position, Verdict, decide_orders
from .outcomes import Outcome


class Document(NamedTuple):
    """An order, or an invoice that came without one, on the day it was confirmed or dated. ``number`` tells the order of
    documents; ``amount`` is in company currency; ``orderer_id`` is who ordered where another customer pays."""

    number: int
    order_id: int | None
    move_id: int | None
    partner_id: int
    day: date
    amount: float
    term_days: int
    company_id: int
    name: str
    orderer_id: int | None = None


class Known(NamedTuple):
    """What was known of the payer on the day, before the document: ``overdue`` and ``order_overdue`` are pairs of an amount and
    days, the second one what speaks against orders."""

    exposure: float
    overdue: tuple
    order_overdue: tuple
    group_exposure: float = 0.0
    limit_days_expired: int = 0
    review_days_overdue: int = 0
    is_orderer_on_hold: bool = False
    facts: dict = {}  # noqa: RUF012 - never changed


class Case(NamedTuple):
    """A document as the rules look at it: ``position`` at first, ``refined`` where a rule about overdue items speaks."""

    position: Position
    refined: Position
    request: OrderRequest


class Held(NamedTuple):
    """What a policy held of a document: from ``day`` on ``amount`` of it, and what became of that. ``code`` names the rule that
    held an order after it was confirmed, None for a document that was held on its day."""

    day: date
    amount: float
    outcome: Outcome
    code: str | None = None


class Judged(NamedTuple):
    """A document with the verdicts of both policies on its day and what became of it: those without ``_before`` are of the
    draft. ``later`` is what would have held it afterwards, if it was let through."""

    document: Document
    case: Case
    rating_id: int | None
    profile_id: int | None
    is_assumed: bool
    score: float | None
    policy_before: Policy
    policy: Policy
    verdict_before: Verdict
    verdict: Verdict
    grace_days: int
    outcome: Outcome
    later_before: Held | None = None
    later: Held | None = None


def get_end(judged, suffix=""):
    """:param suffix: empty for the draft, ``_before`` for the policy in force
    :return: state and reasons of a document in the end, and what was :class:`Held` of it (None for nothing)
    """
    verdict, later = getattr(judged, f"verdict{suffix}"), getattr(judged, f"later{suffix}")
    if verdict.state == "held":
        return verdict.state, verdict.reasons, Held(judged.document.day, judged.document.amount, judged.outcome)
    if later:
        return "held", (*verdict.reasons, later.code), later
    return verdict.state, verdict.reasons, None


def prepare_case(document, known, facts):
    """:param facts: what rules read of the document itself, by name
    :return: :class:`Case`"""
    amount, days = known.overdue
    speaking, speaking_days = known.order_overdue
    position = Position(
        known.exposure, days, amount, known.limit_days_expired, known.review_days_overdue,
        bool(known.facts.get("is_level_reached")) and days > 0, bool(known.facts.get("has_broken_promise")),
        known.group_exposure, known.facts)
    refined = position._replace(
        days_overdue=speaking_days, overdue_amount=speaking,
        is_level_reached=position.is_level_reached and speaking_days > 0)
    return Case(position, refined, OrderRequest(
        document.number, document.amount, document.term_days, (), False, document.amount, 0.0, known.is_orderer_on_hold,
        facts=facts))


def judge(policy, case, rounding):
    """:return: the ``Verdict`` of the check of orders"""
    verdict = _decide(policy, case.position, case, rounding)
    if OVERDUE_RULES.isdisjoint(verdict.reasons) or case.refined == case.position:
        return verdict
    return _decide(policy, case.refined, case, rounding)


def _decide(policy, position, case, rounding):
    return decide_orders(policy, position, (case.request,), rounding)[case.request.key]
