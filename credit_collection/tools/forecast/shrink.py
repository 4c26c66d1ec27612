"""Means of groups, drawn towards the mean of all where a group is small or differs by chance (empirical Bayes)."""
from collections import defaultdict

# Groups whose means differ by less than so many standard deviations of chance are taken as alike.
DEVIATIONS = 2.0
# The weight of the common mean where groups do not differ: their own means count for nothing.
ALIKE = 1e9


def sum_groups(keys, values, weights):
    """:return: ``{key: sum of weighted values}`` and ``{key: sum of weights}``"""
    sums, counts = defaultdict(float), defaultdict(float)
    for key, value, weight in zip(keys, values, weights, strict=True):
        sums[key] += weight * value
        counts[key] += weight
    return sums, counts


def get_strength(sums, counts, *, variance=1.0, certain=False):
    """Return the weight of the common mean, 0, beside the weights of groups: the variance within over that between groups.

    :param sums: of values around a mean of 0, see :func:`sum_groups`
    :param variance: of a value with the weight 1
    :param certain: whether groups surely differ, as customers do: then a small difference is believed as well
    """
    counted = [key for key, count in counts.items() if count > 0]
    total = sum(counts.values())
    if len(counted) < 2 or variance <= 0:
        return ALIKE
    between = sum(sums[key] ** 2 / counts[key] for key in counted)
    by_chance = len(counted) - 1
    doubt = 0 if certain else DEVIATIONS * (2 * by_chance) ** 0.5
    spread = total - sum(counts[key] ** 2 for key in counted) / total
    if between <= (by_chance + doubt) * variance or spread <= 0:
        return ALIKE
    return min(variance * spread / (between - by_chance * variance), ALIKE)


def get_effects(keys, values, weights, *, variance=1.0):
    """:return: ``{key: shrunk mean}`` of values whose mean is 0; empty where the groups do not differ"""
    sums, counts = sum_groups(keys, values, weights)
    strength = get_strength(sums, counts, variance=variance)
    if strength == ALIKE:
        return {}
    return {key: total / (counts[key] + strength) for key, total in sums.items()}
