"""Hold rules in force for a customer: those of the rating, changed by exceptions for the customer, a tag or all."""

from typing import NamedTuple

from .hold_rules import RULES

# An exception for the customer counts before one for a tag, and this before one for all.
SCOPES = ("customer", "group", "all")


class Exclusion(NamedTuple):
    """A rule that is switched off (or on) for a customer, and how specific the exception is."""

    rule: str
    scope: str
    is_on: bool


def apply_exclusions(rules, exclusions, known=RULES):
    """:return: the rules in force; the closest exclusion of a rule decides, of two equally close the one that holds"""
    closest_first = sorted(exclusions, key=lambda exclusion: (SCOPES.index(exclusion.scope), not exclusion.is_on))
    decided = {}
    for exclusion in closest_first:
        decided.setdefault(exclusion.rule, exclusion.is_on)
    return frozenset(rule for rule in known if decided.get(rule, rule in rules))
