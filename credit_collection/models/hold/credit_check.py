"""What the credit check of an order comes to."""

from types import MappingProxyType
from typing import NamedTuple

from ...tools.hold.order_decision import Policy, Position, Verdict


class CreditStanding(NamedTuple):
    """Policy and position of one customer, as read in one query."""

    profile_id: int
    policy: Policy
    position: Position
    effective_limit: float
    overdue_amount: float
    facts: dict
    group_id: int | None = None
    #: profile whose guard stands for the shared limit
    group_guard_id: int | None = None


class CreditCheck(NamedTuple):
    """Outcome of the check of one order: the facts it rests on, the verdict, and the order in company currency."""

    standing: CreditStanding
    verdict: Verdict
    order_amount: float
    term_days: int
    prepaid_amount: float = 0.0
    prepayment_amount: float = 0.0
    orderer_profile_id: int | None = None
    max_term_days: int = 0
    manual_hold: str | None = None
    order_facts: dict = MappingProxyType({})

    def get_figures(self):
        """:return: the figures that a hold keeps as evidence and that explain it, by field name"""
        policy, position = self.standing.policy, self.standing.position
        return {
            "order_amount": self.order_amount,
            "exposure": self.verdict.exposure,
            "effective_limit": self.standing.effective_limit,
            "overdue_amount": self.standing.overdue_amount,
            "days_overdue": position.days_overdue,
            "max_overdue_days": policy.max_overdue_days,
            "max_overdue_amount": policy.max_overdue_amount,
            "max_order_amount": policy.max_order_amount,
            "term_days": self.term_days,
            "max_term_days": self.max_term_days,
            "prepayment_amount": self.prepayment_amount,
            "prepaid_amount": self.prepaid_amount,
            "limit_group_id": self.standing.group_id,
            "group_limit": policy.group_limit or 0.0,
            "manual_hold": self.manual_hold or False,
            "group_exposure": self.verdict.group_exposure,
            **self.standing.facts,
            **self.order_facts,
        }
