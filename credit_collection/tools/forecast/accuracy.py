"""Whether what a forecast calls likely is likely."""
from typing import NamedTuple

from ..common.accuracy import get_mean

BANDS = 10


class Band(NamedTuple):
    """Items with a probability from ``low`` to ``high``: the mean of what was foretold, and the share that came true."""

    low: float
    high: float
    count: int
    foretold: float | None
    came_true: float | None


def get_bands(chances, outcomes):
    """:return: [:class:`Band`], ten of equal width"""
    bands = [[] for _band in range(BANDS)]
    for chance, outcome in zip(chances, outcomes, strict=True):
        bands[min(int(chance * BANDS), BANDS - 1)].append((chance, outcome))
    return [
        Band(number / BANDS, (number + 1) / BANDS, len(rows), get_mean([chance for chance, _outcome in rows]),
             get_mean([outcome for _chance, outcome in rows]))
        for number, rows in enumerate(bands)]
