"""How good the forecast would have been: walk through a ledger and foretell each invoice from what was known on its day.

What customers do is learned anew at the beginning of each month, what one customer does is looked at on each invoice date.
Payments of that date and later ones are not known; that older invoices are open is.
"""
from bisect import bisect_right, insort
from collections import defaultdict
from typing import NamedTuple

from ..common.accuracy import get_auc, get_mean
from .accuracy import get_bands
from .habits import get_habit
from .items import Item, get_month
from .outlook import Outlook, get_due_date_outlook, get_outlook
from .rehearsal import learn_and_rehearse

TESTED = 0.3


class Foretold(NamedTuple):
    """What was foretold of an item on its day, and what simpler forecasts would have said, as days after the due date.

    The medians are None when nothing had been paid; ``late_ratio`` is the share of late ones among the paid invoices of
    the customer, drawn a little towards that of all.
    """

    item: Item
    outlook: Outlook
    company_median: float | None
    customer_median: float | None
    late_ratio: float


class Baseline(NamedTuple):
    mae_days: float | None
    auc_late: float | None = None


class Accuracy(NamedTuple):
    """``mae_days`` is the mean distance from the day of payment; measures are None when nothing can be measured."""

    test_rows: int
    paid_rows: int
    mae_days: float | None
    auc_late: float | None
    range_80_coverage: float | None
    range_80_days: float | None
    baselines: dict
    bands: list


def walk(items, tested=TESTED):
    """Yield :class:`Foretold` of the last items.

    :param items: in the order of their invoices
    :param tested: the share of them that is foretold
    """
    first = len(items) - round(len(items) * tested)
    histories, month, customs = _Histories(items), None, None
    for item in items[first:]:
        today = item.invoice_day
        histories.advance(today)
        if month != get_month(today):
            month = get_month(today)
            customs = learn_and_rehearse(items, today)
        if customs:
            outlook = get_outlook(customs, get_habit(customs, histories.of(item.customer), today), item, today)
        else:
            outlook = get_due_date_outlook(item, today)
        yield Foretold(item, outlook, *histories.foretell(item.customer))


class _Histories:
    """The invoices of each customer, and how late, in order, those were that had been paid before a day which moves on."""

    def __init__(self, items):
        self.items = defaultdict(list)
        for item in items:
            self.items[item.customer].append(item)
        self.coming = sorted((item for item in items if item.paid_day is not None), key=lambda item: -item.paid_day)
        self.late = defaultdict(list)
        self.all_late = []

    def of(self, customer):
        return self.items[customer]

    def advance(self, today):
        while self.coming and self.coming[-1].paid_day < today:
            item = self.coming.pop()
            for late in (self.late[item.customer], self.all_late):
                insort(late, item.paid_day - item.due_day)

    def foretell(self, customer):
        """:return: the medians of the company and of the customer, and the late ratio of the customer"""
        own, everyone = self.late[customer], self.all_late
        company = get_median(everyone)
        ratio = count_late(everyone) / len(everyone) if everyone else 0.5
        return company, get_median(own) if own else company, (count_late(own) + ratio) / (len(own) + 1)


def get_median(ordered):
    """:return: the median of a sorted list; None when it is empty"""
    middle = len(ordered) // 2
    return (ordered[middle] + ordered[~middle]) / 2 if ordered else None


def count_late(ordered):
    return len(ordered) - bisect_right(ordered, 0)


def measure(foretold, last_day):
    """Return the :class:`Accuracy` of what was foretold.

    :param foretold: list of :class:`Foretold`
    :param int last_day: what happened after it is not known
    """
    paid = [one for one in foretold if one.item.paid_day is not None]
    known = [one for one in foretold if one.item.paid_day is not None or last_day > one.item.due_day]
    late = [one.item.paid_day is None or one.item.paid_day > one.item.due_day for one in known]
    chances = [one.outlook.late_probability for one in known]
    inside = [_is_inside(one, last_day) for one in foretold]
    ranges = [one.outlook.last_day - one.outlook.first_day + 1 for one in foretold]
    return Accuracy(
        test_rows=len(foretold), paid_rows=len(paid),
        mae_days=get_mean([abs(one.item.paid_day - one.outlook.day) for one in paid]),
        auc_late=get_auc(chances, late),
        range_80_coverage=get_mean([found for found in inside if found is not None]),
        range_80_days=get_mean(ranges),
        baselines={
            "due_date": Baseline(_get_error(paid, lambda one: 0)),
            "company_median": Baseline(_get_error(paid, lambda one: one.company_median or 0)),
            "customer_median": Baseline(
                _get_error(paid, lambda one: one.customer_median or 0), get_auc([one.late_ratio for one in known], late)),
        },
        bands=get_bands(chances, late))


def _get_error(paid, foretell):
    return get_mean([abs(one.item.paid_day - one.item.due_day - foretell(one)) for one in paid])


def _is_inside(foretold, last_day):
    """:return: whether the item was paid in its range; None while that is open"""
    first, last = foretold.outlook.first_day, foretold.outlook.last_day
    if foretold.item.paid_day is not None:
        return first <= foretold.item.paid_day <= last
    return False if last_day > last else None


def back_test(items, last_day, tested=TESTED):
    """:return: :class:`Accuracy` of the forecast for the last items of a ledger that ends with ``last_day``"""
    return measure(list(walk(items, tested)), last_day)

