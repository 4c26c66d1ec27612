"""How a measure of the scorecard is declared, and what measures are taken from."""

from functools import cached_property
from typing import NamedTuple


class Measure(NamedTuple):
    """One thing that the scorecard can measure.

    ``unit`` is one of those of ``credit.criterion``. ``method`` is the name of a method of ``credit.scorecard``: it takes the
    :class:`Sources` and returns ``{profile id: value, None where there is nothing to measure}``, in a fixed number of queries.
    """

    code: str
    label: str
    unit: str
    explanation: str
    method: str
    sequence: int


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
