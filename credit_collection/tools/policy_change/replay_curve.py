"""What limits and tolerances of another height would have held, and how that was paid: the curve of a policy."""

from typing import NamedTuple

from ..hold.hold_rules import OVER_LIMIT, OVERDUE, is_over_limit
from ..hold.order_decision import get_state
from ..hold.order_terms import exceeds
from .replay import Held

# Limits in percent of those of the policy, tolerated overdue days instead of those of the policy.
LIMIT, OVERDUE_DAYS = "limit", "overdue"
STEPS = {
    LIMIT: (25, 50, 75, 90, 100, 110, 125, 150, 200, 300, 400),
    OVERDUE_DAYS: (0, 5, 10, 15, 20, 30, 45, 60, 90, 120),
}


class CurvePoint(NamedTuple):
    """What is held where the limit, or the tolerance, is ``value``, and what became of it."""

    curve: str
    value: int
    count: int
    amount: float
    on_time: float
    stopped: float


class Curves:
    """Adds up documents for each step of both curves. All else is as the policy has it."""

    def __init__(self, rounding):
        self._rounding = rounding
        self._sums = {(curve, step): [0, 0.0, 0.0, 0.0] for curve, steps in STEPS.items() for step in steps}

    def add(self, one):
        """:param Judged one: by the drafted policy"""
        policy, case, verdict = one.policy, one.case, one.verdict
        whole = Held(one.document.day, case.request.total, one.outcome)
        for curve, code, applies in (
            (LIMIT, OVER_LIMIT, self._is_over_limit), (OVERDUE_DAYS, OVERDUE, self._is_overdue)):
            others = [reason for reason in verdict.reasons if reason != code]
            without = get_state(policy, others) == "held"
            can_hold = code in policy.rules and not case.request.is_prepaid and exceeds(case.request.amount, 0, self._rounding)
            with_it = can_hold and get_state(policy, [*others, code]) == "held"
            for step in STEPS[curve] if with_it or without or one.later else ():
                held = whole if without or (with_it and applies(policy, case, step, one.grace_days)) else one.later
                if held:
                    sums = self._sums[curve, step]
                    sums[0] += 1
                    sums[1] += held.amount
                    sums[2] += held.outcome.on_time
                    sums[3] += held.outcome.stopped

    def _is_over_limit(self, policy, case, percent, _grace_days):
        return is_over_limit(policy, case.position.exposure + case.request.amount, self._rounding, percent / 100)

    def _is_overdue(self, _policy, case, days, grace_days):
        return min(case.position.days_overdue, case.refined.days_overdue) > days + grace_days

    def get_points(self):
        """:return: list of :class:`CurvePoint`"""
        return [CurvePoint(*place, *sums) for place, sums in self._sums.items()]
