"""Learn how the customers of a company pay from what is known on a day.

The day of payment is a sum: what is usual, what the traits of the item add, what the customer adds. Each part is estimated
from what the others leave, in turns (backfitting), and shrunk as far as chance may explain it.
"""
import math
from collections import defaultdict
from statistics import median
from zlib import crc32

from .calendars import Payment, get_common_calendar
from .customs import HALF_DAY, SPREAD_POSITIONS, Customs, get_decay, limit, respond, see
from .items import get_amount_limits
from .shape import NORMAL, get_quantiles
from .shrink import get_effects, get_strength, sum_groups

ROUNDS = 6
# Rounds after which the memory is chosen.
CHOICES = (2, 4)
HALF_LIVES = (None, 720, 360, 180, 90)
# With each memory the common mean may count for so many invoices: a short one is not taken only because it believes less.
STRENGTHS = (0.3, 1, 3, 10, 100)
# A shorter memory is taken when it leaves less than this part of the errors.
BETTER = 0.995
FEWEST_PAID = 3
# Customers are left out, whole, when there are more items than this.
MOST = 6000


def learn(items, today):
    """:return: :class:`Customs` as they are known on ``today``; None when too few items have been paid"""
    items = sorted(take_sample(items, today), key=lambda item: item.invoice_day)
    amount_limits = get_amount_limits(items)
    seen = see(items, today, amount_limits)
    if sum(item.is_paid for item in seen) < FEWEST_PAID:
        return None
    customs = _Learning(seen, [item.customer for item in items], amount_limits).run()
    payments = [Payment(item.paid_day, item.due_day) for item, known in zip(items, seen, strict=True) if known.is_paid]
    late = [item.late > 0 for item in seen if item.is_paid or item.late > 0]
    return customs._replace(
        calendar=get_common_calendar(payments), late_ratio=(sum(late) + 0.5) / (len(late) + 1))


def take_sample(items, today):
    """:return: the items from before ``today``, about ``MOST`` of them: all of a customer or none, of the same customers each
        time"""
    items = [item for item in items if item.invoice_day < today]
    if len(items) <= MOST:
        return items
    limit = MOST * 2 ** 32 // len(items)
    chosen = {customer for customer in {item.customer for item in items} if crc32(repr(customer).encode()) < limit}
    return [item for item in items if item.customer in chosen]


class _Learning:
    """What is known between the rounds, in the order of the items."""

    def __init__(self, seen, customers, amount_limits):
        self.seen = seen
        self.customers = customers
        self.amount_limits = amount_limits
        self.columns = list(zip(*(item.traits for item in seen), strict=True))
        late = [item.late for item in seen if item.is_paid]
        self.base = float(median(late))
        self.means = [self.base] * len(seen)
        self.scales = [max(1.4826 * median(abs(value - self.base) for value in late), 2 * HALF_DAY)] * len(seen)
        self.offsets = [[0.0] * len(seen) for _column in self.columns]
        self.own = [0.0] * len(seen)
        self.shape = NORMAL
        self.half_life = None

    def run(self):
        for number in range(ROUNDS):
            self.place()
            effects = self.explain()
            if number in CHOICES:
                self.half_life = choose_half_life(self.seen, self.customers, self.rest, self.scales)
            strength, misses = self.attribute()
            spread = self.measure(misses)
        return Customs(self.amount_limits, self.base, effects, strength, self.half_life, *spread, self.shape)

    def place(self):
        """Place payments, and those that have not come yet, and weigh them. A single one far away moves little."""
        self.days, self.limited, self.worths, self.weights = [], [], [], []
        for item, mean, scale in zip(self.seen, self.means, self.scales, strict=True):
            distance, worth = respond(item, mean, scale, self.shape)
            self.days.append(mean + scale * distance)
            self.limited.append(mean + scale * limit(distance))
            worth *= get_decay(item.age, self.half_life)
            self.worths.append(worth)
            self.weights.append(worth / scale ** 2)

    def average(self, values):
        return sum(map(float.__mul__, self.weights, values)) / (sum(self.weights) or 1.0)

    def explain(self):
        """:return: the effects of the traits; what they leave to the customers is in ``rest``"""
        rest = [day - mean for day, mean in zip(self.limited, self.means, strict=True)]
        shift = self.average(rest)
        self.base += shift
        rest = [value - shift for value in rest]
        effects = []
        for column, offsets in zip(self.columns, self.offsets, strict=True):
            rest = list(map(float.__add__, rest, offsets))
            common = self.average(rest)
            effect = get_effects(column, [value - common for value in rest], self.weights)
            offsets[:] = [effect.get(value, 0.0) for value in column]
            rest = list(map(float.__sub__, rest, offsets))
            effects.append(effect)
        self.rest = list(map(float.__add__, rest, self.own))
        return effects

    def attribute(self):
        """Attribute the rest to the customers.

        :return: the weight of the common mean, and for each item how far it was paid from where the other items of its
            customer place it, with the variance of that place
        """
        sums, counts = sum_groups(self.customers, self.rest, self.weights)
        strength = get_strength(sums, counts, certain=True)
        misses = []
        for index, customer in enumerate(self.customers):
            weight, rest = self.weights[index], self.rest[index]
            explained = self.limited[index] - rest
            precision = max(counts[customer] - weight, 0.0) + strength
            misses.append((self.days[index] - explained - (sums[customer] - weight * rest) / precision, 1 / precision))
            self.own[index] = sums[customer] / (counts[customer] + strength)
            self.means[index] = explained + self.own[index]
        return strength, misses

    def measure(self, misses):
        """Measure how widely payments miss: a mean of logarithms, of which traits and customers explain a part.

        :return: the values of :class:`Customs` on the spread
        """
        logs = [math.log(abs(miss) + HALF_DAY) for miss, _variance in misses]
        total = sum(self.worths) or 1.0
        base = sum(map(float.__mul__, self.worths, logs)) / total
        rest = [value - base for value in logs]
        variance = sum(worth * value * value for worth, value in zip(self.worths, rest, strict=True)) / total
        effects = []
        for position in SPREAD_POSITIONS:
            effect = get_effects(self.columns[position], rest, self.worths, variance=variance)
            rest = [value - effect.get(key, 0.0) for value, key in zip(rest, self.columns[position], strict=True)]
            effects.append(effect)
        sums, counts = sum_groups(self.customers, rest, self.worths)
        strength = get_strength(sums, counts, variance=variance)
        spreads = [math.exp(value - left + sums[customer] / (counts[customer] + strength))
                   for value, left, customer in zip(logs, rest, self.customers, strict=True)]
        return self.take_shape(misses, spreads), base, effects, strength

    def take_shape(self, misses, spreads):
        """:return: the factor that makes scales of spreads: two thirds of the payments lie within one scale"""
        distances = [miss / spread for (miss, _variance), spread in zip(misses, spreads, strict=True)]
        low, high = get_quantiles(distances, self.worths, (0.16, 0.84))
        factor = max((high - low) / 2, 1e-3)
        self.scales = [max(factor * spread, HALF_DAY) for spread in spreads]
        self.shape = get_quantiles(
            [miss / math.sqrt(scale ** 2 + variance) for (miss, variance), scale in zip(misses, self.scales, strict=True)],
            self.worths)
        return factor


def choose_half_life(seen, customers, rest, scales):
    """:return: the half-life, in days, with which the invoices of customers foretell their next ones best"""
    paid = defaultdict(list)
    for item, customer, value, scale in zip(seen, customers, rest, scales, strict=True):
        if item.is_paid:
            paid[customer].append((item.age, limit(value / scale)))
    best, least = None, None
    for half_life in HALF_LIVES:
        error = min(sum(column) for column in zip(*(_foretell(rows, half_life) for rows in paid.values()), strict=True))
        if least is None or error < BETTER * least:
            best, least = half_life, error
    return best


def _foretell(rows, half_life):
    """:return: for each of ``STRENGTHS`` the sum of squares by which the rows (age, value) miss what those before foretell"""
    errors = [0.0] * len(STRENGTHS)
    total = weight = 0.0
    last = rows[0][0]
    for age, value in rows:
        decay = get_decay(last - age, half_life)
        total, weight, last = total * decay, weight * decay, age
        for number, strength in enumerate(STRENGTHS):
            errors[number] += (value - total / (weight + strength)) ** 2
        total, weight = total + value, weight + 1
    return errors
