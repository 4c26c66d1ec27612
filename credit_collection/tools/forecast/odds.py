"""Turn two opinions on how likely an item is to be late into one that comes true (logistic regression)."""
import math

# What was not corrected counts for so many items of even odds.
STRENGTH = 15
# Shift, weight of the distribution of the day of payment, weight of how often the customer paid late.
UNCORRECTED = (0.0, 1.0, 0.0)
STEPS = 8
EVEN = 0.5
FURTHEST = 8.0


def get_logit(share):
    """:return: the logarithm of the odds, within limits"""
    if share <= 0 or share >= 1:
        return FURTHEST if share >= 1 else -FURTHEST
    return min(max(math.log(share / (1 - share)), -FURTHEST), FURTHEST)


def combine(share, late_ratio, odds):
    """:return: the probability of being late; what is certain stays certain"""
    if not 0 < share < 1:
        return float(share)
    return _logistic(odds, (1.0, get_logit(share), get_logit(late_ratio)))


def _logistic(odds, row):
    value = sum(map(float.__mul__, odds, row))
    return 1 / (1 + math.exp(-min(max(value, -30.0), 30.0)))


def learn_odds(opinions, outcomes):
    """:param opinions: [(share of the distribution that is late, late ratio of the customer)]
    :return: the weights for :func:`combine`, drawn towards ``UNCORRECTED``
    """
    rows = [((1.0, get_logit(share), get_logit(ratio)), late)
            for (share, ratio), late in zip(opinions, outcomes, strict=True) if 0 < share < 1]
    odds = UNCORRECTED
    for _step in range(STEPS):
        slope = [STRENGTH * (start - now) for start, now in zip(UNCORRECTED, odds, strict=True)]
        curve = [[STRENGTH * (line == column) for column in range(3)] for line in range(3)]
        for row, late in rows:
            expected = _logistic(odds, row)
            certainty = expected * (1 - expected)
            for line in range(3):
                slope[line] += (late - expected) * row[line]
                for column in range(3):
                    curve[line][column] += certainty * row[line] * row[column]
        odds = tuple(map(float.__add__, odds, solve(curve, slope)))
    # An opinion that counts the wrong way round is chance.
    if odds[2] < 0:
        return learn_odds([(share, EVEN) for share, _ratio in opinions], outcomes)
    return odds if odds[1] >= 0 else UNCORRECTED


def solve(matrix, values):
    """:return: the solution of linear equations whose matrix is symmetric and positive"""
    rows = [[*map(float, line), float(value)] for line, value in zip(matrix, values, strict=True)]
    for at, line in enumerate(rows):
        for other in rows[at + 1:]:
            factor = other[at] / line[at]
            other[:] = [value - factor * own for value, own in zip(other, line, strict=True)]
    solution = []
    for at in range(len(rows) - 1, -1, -1):
        known = sum(map(float.__mul__, rows[at][at + 1:-1], solution))
        solution.insert(0, (rows[at][-1] - known) / rows[at][at])
    return solution
