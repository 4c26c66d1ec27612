"""How an indicator of the early warning is declared."""

from typing import NamedTuple

AMOUNT = "amount"


class Indicator(NamedTuple):
    """One thing that alert rules can watch.

    ``unit`` is one of those of ``credit.alert.rule``, ``amount`` stands for the currency of the company. ``method`` is the name
    of a method of ``credit.alert.rule``: it takes the :class:`~..score.measures.Sources` and returns ``{profile id: number that
    grows with the risk, None where there is nothing to warn of}``. ``text`` is shown on an alert, with the places
    ``%(value)s`` and ``%(threshold)s``.
    """

    code: str
    label: str
    unit: str
    explanation: str
    text: str
    method: str
    sequence: int
