"""Which agreement applies to a customer on a day."""
from typing import NamedTuple


class Agreed(NamedTuple):
    """An agreement that was accepted, as plain values."""

    key: int
    #: first day on which it applies
    effective_from: object
    #: day from which it applies no more, None while nobody ended it
    ended_on: object = None
    #: last day on which it applies, None without end
    valid_until: object = None


def is_in_force(agreed, day):
    """:return: whether the agreement applies on ``day``"""
    return (
        agreed.effective_from is not None and agreed.effective_from <= day
        and (agreed.ended_on is None or day < agreed.ended_on)
        and (agreed.valid_until is None or day <= agreed.valid_until))


def find_in_force(agreements, day):
    """:return: the agreement that applies on ``day``, the latest of several; None without one"""
    applying = [agreed for agreed in agreements if is_in_force(agreed, day)]
    return max(applying, key=lambda agreed: (agreed.effective_from, agreed.key), default=None)
