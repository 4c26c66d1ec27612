"""Which follow-up plan a customer gets: rules by rating, overdue amount, punctuality, country and tags; first match wins."""

from typing import NamedTuple

OVERDUE = "overdue"
LATE = "late"
RATING = "rating"
COUNTRY = "country"
TAG = "tag"


class Rule(NamedTuple):
    """A rule of the strategy; a criterion that is empty matches every customer.

    ``min_overdue`` is reached by the amount itself, ``max_overdue`` is not (zero: no upper end). ``late_count`` of the
    last ``late_of`` invoices were paid late or are overdue (zero: whatever the punctuality).
    """

    key: int
    plan: int
    company: int | None = None
    ratings: frozenset = frozenset()
    min_overdue: float = 0.0
    max_overdue: float = 0.0
    late_count: int = 0
    late_of: int = 0
    countries: frozenset = frozenset()
    tags: frozenset = frozenset()


class Customer(NamedTuple):
    """Facts of a customer for the rules; ``late`` tells which of the last invoices, latest due first, were late."""

    company: int
    rating: int | None = None
    overdue: float = 0.0
    late: tuple = ()
    country: int | None = None
    tags: frozenset = frozenset()


def find_rule(rules, customer, rounding):
    """:return: the first of ``rules``, in their order, that matches ``customer``, or None"""
    return next((rule for rule in rules if matches(rule, customer, rounding)), None)


def matches(rule, customer, rounding):
    """Whether ``customer`` meets every criterion of ``rule``; amounts are compared to half the ``rounding``."""
    edge = rounding / 2
    return (
        rule.company in (None, customer.company)
        and (not rule.ratings or customer.rating in rule.ratings)
        and (rule.min_overdue <= 0 or customer.overdue > rule.min_overdue - edge)
        and (rule.max_overdue <= 0 or customer.overdue < rule.max_overdue - edge)
        and (not rule.late_count or count_late(customer.late, rule.late_of) >= rule.late_count)
        and (not rule.countries or customer.country in rule.countries)
        and (not rule.tags or bool(rule.tags & customer.tags))
    )


def count_late(late, last):
    """:return: how many of the ``last`` invoices were late"""
    return sum(map(bool, late[:last]))


def get_criteria(rule):
    """:return: what ``rule`` looks at, in the order in which a reason names it"""
    looks_at = {
        RATING: rule.ratings,
        OVERDUE: rule.min_overdue > 0 or rule.max_overdue > 0,
        LATE: rule.late_count,
        COUNTRY: rule.countries,
        TAG: rule.tags,
    }
    return [name for name, used in looks_at.items() if used]
