"""The scorecard: points for each measure of a paying history, and the score they make together."""

from typing import NamedTuple


class Criterion(NamedTuple):
    """One line of the scorecard. ``best`` may be lower or higher than ``worst``."""

    measure: str
    weight: float
    best: float
    worst: float


class Component(NamedTuple):
    """What one criterion gave. Without a value it has no points and no share."""

    measure: str
    value: float | None
    points: float | None
    share: float


class Score(NamedTuple):
    """``total`` is ``None`` when nothing could be measured."""

    total: float | None
    components: list


def points(value, best, worst):
    """:return: 0 to 100, linear between ``worst`` and ``best``; ``None`` without a value"""
    if value is None:
        return None
    if best == worst:
        return 100.0 if value == best else 0.0
    return min(max((value - worst) / (best - worst), 0.0), 1.0) * 100.0


def score(criteria, values):
    """Weigh the points of all criteria that have a value; those without one are left out and the others count for more.

    :param criteria: iterable of :class:`Criterion`
    :param values: ``{measure: value or None}``
    """
    scored = [
        (criterion, points(values.get(criterion.measure), criterion.best, criterion.worst)) for criterion in criteria
    ]
    weight = sum(criterion.weight for criterion, given in scored if given is not None)
    components = [
        Component(
            criterion.measure, values.get(criterion.measure), given,
            criterion.weight / weight * 100.0 if weight and given is not None else 0.0,
        )
        for criterion, given in scored
    ]
    if not weight:
        return Score(None, components)
    total = sum(component.points * component.share / 100.0 for component in components if component.share)
    return Score(total, components)


def average(total, weight):
    """:return: ``total`` spread over ``weight``, ``None`` when there is nothing to spread it over"""
    return total / weight if weight else None


def trend(recent, whole):
    """Compare the days late of recent payments with those before.

    :param recent: (amount × days late, amount) of the recent part
    :param whole: the same of the whole period, the recent part included
    :return: by how many days recent payments came later (negative: sooner), ``None`` unless both parts are known
    """
    before = average(whole[0] - recent[0], whole[1] - recent[1])
    now = average(*recent)
    return None if now is None or before is None else now - before


def is_short(invoices, amount, fewest_invoices, least_amount):
    """:return: whether so many paid ``invoices`` of so much ``amount`` are too little to deserve a better rating"""
    return invoices < fewest_invoices or amount < least_amount


def ratio(part, whole):
    """:return: ``part`` of ``whole`` in percent, ``None`` when there is nothing to compare with"""
    return part / whole * 100.0 if whole else None
