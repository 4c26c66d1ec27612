"""Values of the follow-up round: what a customer is followed up by, and a follow-up to be made."""

from typing import NamedTuple

from odoo import models

from ...tools.followup import strategy
from ...tools.followup.sending_window import SendingWindow


class Case(NamedTuple):
    """A follow-up to be made: the level, the open items it is about, their total, and the channels to use.

    ``subject`` and ``text`` replace those of the level when a collector has edited them. ``contact`` is set when the
    addressee is known; ``part`` is the id of the address whose items alone the case is about, 0 for all items. ``reason``
    is why a collector follows up when the plan would not. ``disputed`` are due items that are wholly in dispute: they are
    told, but not demanded.
    """

    profile: models.Model
    level: models.Model
    items: list
    amount_due: float
    days_overdue: int
    channels: tuple
    repeat: int = 0
    subject: str | None = None
    text: str | None = None
    contact: models.Model | None = None
    part: int = 0
    reason: str | None = None
    disputed: tuple = ()

    @property
    def is_test(self):
        """Whether nothing of it may reach the customer yet, see ``res.company.credit_test_mode``."""
        return self.profile.company_id._is_credit_test_mode()


def split_cases(cases):
    """:return: positions of ``cases`` that are tests, and of those that are not; asked of each company once"""
    is_test = {company: company._is_credit_test_mode() for company in {case.profile.company_id for case in cases}}
    tests, others = [], []
    for number, case in enumerate(cases):
        (tests if is_test[case.profile.company_id] else others).append(number)
    return tests, others


class Schedule(NamedTuple):
    """What a customer is followed up by: the plan, its steps for the country, when messages may leave, and what happens
    to invoices that were never sent. ``instead_of`` is the plan in place of which lots gave this one, or this one itself.
    """

    plan: models.Model
    steps: list
    window: SendingWindow
    unsent: str = "demand"
    instead_of: models.Model | None = None

    @property
    def sends_invoices(self):
        return self.unsent == "send" and bool(self.steps)

    def withhold_unsent(self, items):
        """:return: ``items``; with nothing to collect of invoices that the plan leaves out until they are sent"""
        if self.unsent == "demand":
            return items
        return [item._replace(amount=0.0) if item.is_unsent and item.residual > 0 else item for item in items]


class LevelResult(NamedTuple):
    """The outcome of a level: ``{channel: state}`` of the last time it was done, and how often it was repeated."""

    states: dict
    repeats: int


class PlanChoice(NamedTuple):
    """The plan of a customer and where it comes from; ``rule`` and ``customer`` tell which rule matched which facts. Where
    lots decided between two plans, ``instead_of`` is the one that the customer would have without them."""

    plan: models.Model
    source: str | None = None
    rule: strategy.Rule | None = None
    customer: strategy.Customer | None = None
    instead_of: models.Model | None = None
