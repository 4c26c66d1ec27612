"""Two follow-up plans compared on like customers: within each stratum of rating and amount, never across them.

The difference of the shares is that of Mantel and Haenszel, weighted by how much each stratum tells (Mantel, Haenszel 1959;
Greenland, Robins 1985), its 95 % range by the variance of Sato (Biometrics 45, 1989), which holds for few large and for many
small strata. Whether chance can make such a difference is asked by their chi-square test with continuity correction, with one
degree of freedom. Where the criterion of Mantel and Fleiss (1980) finds too few cases, nothing is said about chance.
"""

import math
from typing import NamedTuple

BANDS = 4
ENOUGH = 5
Z_95 = 1.959964
FEW, CHANCE, UNLIKELY, HARDLY = "few", "chance", "unlikely", "hardly"


class Stratum(NamedTuple):
    """Like customers: how many of each plan, and of how many of them came what is asked."""

    hits: int
    cases: int
    other_hits: int
    other_cases: int


class Comparison(NamedTuple):
    """``difference``: share with the other plan less share with this one, None without like customers."""

    difference: float | None
    low: float | None
    high: float | None
    p_value: float | None
    verdict: str


def find_edges(amounts, bands=BANDS):
    """:return: list of amounts at which the bands after the first one begin: as many cases in each as possible"""
    ordered = sorted(amounts)
    edges = {ordered[len(ordered) * band // bands] for band in range(1, bands)} if ordered else set()
    return sorted(edge for edge in edges if edge > ordered[0])


def find_band(amount, edges):
    """:return: number of the band, 0 for the lowest"""
    return sum(amount >= edge for edge in edges)


def find_like(keys):
    """:param keys: pairs of key of the stratum and whether the case has the other plan
    :return: set of the keys with cases of both plans
    """
    keys = set(keys)
    return {key for key, is_other in keys if (key, not is_other) in keys}


def compare(strata):
    """:param strata: :class:`Stratum` of like customers
    :return: :class:`Comparison`
    """
    strata = [stratum for stratum in strata if stratum.cases and stratum.other_cases]
    if not strata:
        return Comparison(None, None, None, None, FEW)
    difference, spread = _find_difference(strata)
    p_value = _find_p_value(strata)
    return Comparison(
        difference, max(difference - Z_95 * spread, -1.0), min(difference + Z_95 * spread, 1.0), p_value,
        _judge(p_value, _count_expected(strata)))


def _judge(p_value, expected):
    if expected < ENOUGH:
        return FEW
    if p_value < 0.01:
        return HARDLY
    return UNLIKELY if p_value < 0.05 else CHANCE


def _find_difference(strata):
    """:return: difference of Mantel and Haenszel, and its standard error by Sato"""
    weight = difference = p_sum = q_sum = 0.0
    for hits, cases, other_hits, other_cases in strata:
        total = cases + other_cases
        weight += cases * other_cases / total
        difference += (other_hits * cases - hits * other_cases) / total
        p_sum += (
            other_cases ** 2 * hits - cases ** 2 * other_hits + other_cases * cases * (cases - other_cases) / 2) / total ** 2
        q_sum += (other_hits * (cases - hits) + hits * (other_cases - other_hits)) / (2 * total)
    difference /= weight
    return difference, math.sqrt(max(difference * p_sum + q_sum, 0.0)) / weight


def _find_p_value(strata):
    """:return: probability of at least such a difference by chance alone; 1 where nothing differs"""
    deviation = variance = 0.0
    for hits, cases, other_hits, other_cases in strata:
        total, all_hits = cases + other_cases, hits + other_hits
        deviation += other_hits - other_cases * all_hits / total
        if total > 1:
            variance += other_cases * cases * all_hits * (total - all_hits) / (total ** 2 * (total - 1))
    if variance <= 0:
        return 1.0
    chi_square = max(abs(deviation) - 0.5, 0.0) ** 2 / variance
    return math.erfc(math.sqrt(chi_square / 2))


def _count_expected(strata):
    """:return: criterion of Mantel and Fleiss: how far the number of hits could be from what is expected, in both directions"""
    expected = lowest = highest = 0.0
    for hits, cases, other_hits, other_cases in strata:
        all_hits = hits + other_hits
        expected += other_cases * all_hits / (cases + other_cases)
        lowest += max(0, all_hits - cases)
        highest += min(all_hits, other_cases)
    return min(expected - lowest, highest - expected)
