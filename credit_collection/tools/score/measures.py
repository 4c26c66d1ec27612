"""How a measure of the scorecard is declared, and what measures are taken from."""

from datetime import date
from functools import cached_property
from typing import NamedTuple


class Measure(NamedTuple):
    """One thing that the scorecard can measure.

    ``unit`` is one of those of ``credit.criterion``. ``method`` is the name of a method of ``credit.scorecard``: it takes the
    :class:`Sources` and returns ``{profile id: value, None where there is nothing to measure}``, in a fixed number of queries.
    ``past_method`` takes :class:`PastSources` and returns the values by the keys of its points; it may be the same method where
    that reads ``history`` and ``facts`` alone. Without one, the measure is left out of scores of the past.
    """

    code: str
    label: str
    unit: str
    explanation: str
    method: str
    sequence: int
    past_method: str | None = None


class Sources:
    """What is known about some customers, gathered once for all of them, and only when a measure asks for it.

    :param scorecard: the model ``credit.scorecard``
    """

    def __init__(self, scorecard, profiles, today):
        self.scorecard, self.profiles, self.today = scorecard, profiles, today

    @cached_property
    def history(self):
        """``{profile id: {…}}``, see ``credit.scorecard._get_history``"""
        return self.scorecard._get_history(self.profiles, self.today)

    @cached_property
    def facts(self):
        """``{profile id: {…}}``, see ``credit.profile._get_facts``"""
        return self.profiles._get_facts(self.today)

    @cached_property
    def accounts(self):
        """``{profile id: credit.annual.accounts}``, the latest of each customer"""
        return self.scorecard._get_latest_accounts(self.profiles, self.today)


class Point(NamedTuple):
    """A customer on a day of the past; ``window`` is this day in numbers, see ``past_history.Window``."""

    profile_id: int | None
    day: date
    since: date
    window: tuple


class PastSources(NamedTuple):
    """What was known about customers on days of the past: ``points`` are :class:`Point` by any keys, ``history`` and
    ``facts`` are by the same keys, as those of :class:`Sources` are by profile; of the facts only ``utilisation`` is known."""

    points: dict
    history: dict
    facts: dict

    def get_profile_ids(self):
        return list({point.profile_id for point in self.points.values() if point.profile_id})
