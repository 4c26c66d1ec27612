"""Measures of a forecast: how well it ranks, and whether what it calls likely is likely."""
from typing import NamedTuple

BANDS = 10


class Band(NamedTuple):
    """Items with a probability from ``low`` to ``high``: the mean of what was foretold, and the share that came true."""

    low: float
    high: float
    count: int
    foretold: float | None
    came_true: float | None


def get_mean(values):
    return sum(values) / len(values) if values else None


def get_auc(scores, outcomes):
    """:return: how likely a true one has a higher score than a false one; None when all are alike. Ties count half"""
    trues = sum(outcomes)
    falses = len(outcomes) - trues
    if not trues or not falses:
        return None
    pairs = sorted(zip(scores, outcomes, strict=True))
    ranks, at = 0.0, 0
    while at < len(pairs):
        end = at
        while end < len(pairs) and pairs[end][0] == pairs[at][0]:
            end += 1
        ranks += (at + end + 1) / 2 * sum(outcome for _score, outcome in pairs[at:end])
        at = end
    return (ranks - trues * (trues + 1) / 2) / (trues * falses)


def get_bands(chances, outcomes):
    """:return: [:class:`Band`], ten of equal width"""
    bands = [[] for _band in range(BANDS)]
    for chance, outcome in zip(chances, outcomes, strict=True):
        bands[min(int(chance * BANDS), BANDS - 1)].append((chance, outcome))
    return [
        Band(number / BANDS, (number + 1) / BANDS, len(rows), get_mean([chance for chance, _outcome in rows]),
             get_mean([outcome for _chance, outcome in rows]))
        for number, rows in enumerate(bands)]
