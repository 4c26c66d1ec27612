"""Values of the follow-up decision: the steps of a plan, where a customer stands, and what is decided."""

from datetime import date
from typing import NamedTuple


class Step(NamedTuple):
    """A level of the plan; steps are ordered by ``days``. The last one may come again ``repeat_times`` times.

    ``leaves_suppliers``: a customer to whom we owe as much is left out.
    """

    key: int
    days: int
    min_gap: int
    min_amount: float
    repeat_days: int = 0
    repeat_times: int = 0
    leaves_suppliers: bool = False

    def delay(self, grace):
        """:return: the step that demands what is overdue ``grace`` days later; reminders stay where they are"""
        return self._replace(days=self.days + grace) if grace and self.days > 0 else self


class State(NamedTuple):
    """Where the customer stands: the level held with its days when it was reached, on which day and for which due date.

    ``done`` are the levels of this cycle; ``undelivered``: nothing came of the one held; ``attended``: a person sees to
    the customer there; ``repeats`` is how often it came again; ``payable`` is what we owe to
    the customer. Items due before ``from_date`` have been through all
    levels: they are demanded along, but do not decide on the level.
    """

    key: int | None = None
    days: int | None = None
    last_date: date | None = None
    due_date: date | None = None
    snooze_until: date | None = None
    from_date: date | None = None
    done: frozenset = frozenset()
    undelivered: bool = False
    attended: bool = False
    repeats: int = 0
    payable: float = 0.0

    def delay(self, grace):
        """:return: the same place among steps delayed by ``grace`` days"""
        return self._replace(days=self.days + grace) if grace and self.days and self.days > 0 else self


class Decision(NamedTuple):
    """``step`` is to be done today; ``held`` is what remains of the level held before; both are keys or None.

    ``hand_over``: the plan is at its end and the debt is not paid, a person has to see to it. ``repeat``: the step is the
    last level once more, for this time. ``eve`` is the last day before messages leave again.
    """

    step: int | None
    held: int | None
    new_cycle: bool
    amount_due: float
    days_overdue: int
    skip_reason: str | None
    next_step: int | None
    next_date: date | None
    from_date: date | None
    hand_over: bool
    repeat: int = 0
    eve: date | None = None
