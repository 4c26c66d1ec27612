"""The shape of what is uncertain: equally likely points of a distribution, sorted, in units of a scale around 0."""
from bisect import bisect_right
from statistics import NormalDist

POINTS = 31
LEVELS = [(index + 0.5) / POINTS for index in range(POINTS)]
NORMAL = [NormalDist().inv_cdf(level) for level in LEVELS]
# What is further than all points is expected so much further still.
BEYOND = 0.3


def get_quantiles(values, weights, levels=LEVELS):
    """:return: the values below which these shares of the weight lie"""
    pairs = sorted(zip(values, weights, strict=True))
    total = sum(weights)
    quantiles, position, below = [], 0, pairs[0][1]
    for level in levels:
        while below < level * total and position < len(pairs) - 1:
            position += 1
            below += pairs[position][1]
        quantiles.append(pairs[position][0])
    return quantiles


def get_share_below(shape, distance):
    return bisect_right(shape, distance) / len(shape)


def get_mean_beyond(shape, distance):
    """:return: the mean of what is further than ``distance``: what to expect of a payment that has not come by then"""
    tail = shape[bisect_right(shape, distance):]
    return sum(tail) / len(tail) if tail else distance + BEYOND


def mix(shape, values, weights, strength):
    """:return: the shape of the values of one customer, where the shape of all counts for ``strength`` values"""
    if not values:
        return shape
    return get_quantiles([*shape, *values], [strength / len(shape)] * len(shape) + weights)
