"""Portfolios: the collector of each customer, by the first portfolio whose criteria the customer meets."""

import unicodedata
from functools import lru_cache
from typing import NamedTuple


class Customer(NamedTuple):
    key: int
    name: str
    rating: int | None
    country: int | None
    salesperson: int | None
    tags: frozenset
    overdue: float


class Criteria(NamedTuple):
    """What customers of a portfolio have in common; an empty criterion is met by all."""

    key: int
    ratings: frozenset
    countries: frozenset
    salespeople: frozenset
    tags: frozenset
    min_overdue: float
    max_overdue: float  # zero: without end
    first_letters: str
    last_letters: str


def get_initial(name, length=1):
    """:return: the first letters in capitals and without accents, so that Émile stands with E"""
    plain = "".join(char for char in unicodedata.normalize("NFKD", (name or "").strip()) if not unicodedata.combining(char))
    return plain[:length].upper()


@lru_cache(maxsize=1000)
def _get_bound(letters):
    """:return: the letters of a criterion as those of names are compared with them, worked out once for thousands"""
    return get_initial(letters, 9)


def meets(customer, criteria):
    """:return: whether the customer belongs to a portfolio with these criteria"""
    first, last = _get_bound(criteria.first_letters), _get_bound(criteria.last_letters)
    return (
        (not criteria.ratings or customer.rating in criteria.ratings)
        and (not criteria.countries or customer.country in criteria.countries)
        and (not criteria.salespeople or customer.salesperson in criteria.salespeople)
        and (not criteria.tags or not criteria.tags.isdisjoint(customer.tags))
        and customer.overdue >= criteria.min_overdue
        and (not criteria.max_overdue or customer.overdue < criteria.max_overdue)
        and (not first or get_initial(customer.name, len(first)) >= first)
        and (not last or get_initial(customer.name, len(last)) <= last)
    )


def find_portfolio(customer, portfolios):
    """:param portfolios: list of :class:`Criteria` in the order they are tried
    :return: key of the first that fits, ``None`` without
    """
    return next((criteria.key for criteria in portfolios if meets(customer, criteria)), None)


def share_out(weights, kept, collectors, loads):
    """Give customers to collectors so that each has about the same load; existing assignments stay.

    :param dict weights: customer -> weight: 1, or an amount
    :param dict kept: customer -> present collector
    :param list collectors: not empty
    :param dict loads: collector -> load beside these customers
    :return: ``{customer: collector}``
    """
    loads = {collector: loads.get(collector, 0.0) for collector in collectors}
    result = {customer: kept[customer] for customer in weights if kept.get(customer) in loads}
    for customer, collector in result.items():
        loads[collector] += weights[customer]
    for customer in sorted(weights.keys() - result.keys(), key=lambda customer: (-weights[customer], customer)):
        collector = min(collectors, key=lambda collector: (loads[collector], collectors.index(collector)))
        result[customer] = collector
        loads[collector] += weights[customer]
    return result
