"""Whether to go on with a case. Plain values, nothing of Odoo."""

from typing import NamedTuple

STOP, LEARN, HURRY, GO = "stop", "learn", "hurry", "go"
# What of a title is likely to be enforced, by what is known of the assets of the debtor.
SHARES = {"enough": 1.0, "some": 0.5, "none": 0.0}
# Days before the limitation date from which on there is no time to lose.
SHORT = 90


class Assessment(NamedTuple):
    """``reasons`` are codes, the weightiest first; ``value`` is what the case is worth after its cost, None while unknown."""

    recommendation: str
    reasons: tuple
    value: float | None


def assess(claim, cost, chance, assets, days_left):
    """
    :param float claim: what is claimed
    :param float cost: what going on is expected to cost
    :param chance: of winning, in percent; None while nobody has estimated it
    :param str assets: key of ``SHARES``; None while unknown
    :param days_left: until the claim becomes time-barred; None where it does not
    """
    is_short = days_left is not None and days_left <= SHORT
    if days_left is not None and days_left < 0:
        return Assessment(STOP, ("barred",), None)
    if claim <= 0:
        return Assessment(STOP, ("nothing",), 0.0)
    if assets == "none":
        return Assessment(STOP, ("no_assets", *(["short"] if is_short else [])), -cost)
    missing = tuple(name for name, value in (("chance", chance), ("assets", assets)) if value is None)
    if missing:
        return Assessment(HURRY if is_short else LEARN, (*(["short"] if is_short else []), *missing), None)
    value = claim * chance / 100.0 * SHARES[assets] - cost
    if value <= 0:
        return Assessment(STOP, ("cost",), value)
    return Assessment(HURRY, ("short", "worth"), value) if is_short else Assessment(GO, ("worth",), value)
