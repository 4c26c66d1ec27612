"""What was still to come of the orders of one customer on each of many days.

What was to come on a day is what is to come now and what was invoiced since, never more than the order. Days are numbers.
"""

from typing import NamedTuple

NOISE = 1e-6


class Delivery(NamedTuple):
    """Lines of an order that are delivered on the same ``day`` (None: unknown): what is still to come of them now, and what was
    ``billed`` of them: pairs of day and amount."""

    day: int | None
    amount: float
    billed: tuple


class PastOrder(NamedTuple):
    """A confirmed order; ``currency_id`` is None for the currency of the company, amounts are in that of the order."""

    key: int
    day: int
    currency_id: int | None
    total: float
    deliveries: tuple


def get_to_come(order, day):
    """:return: what was still to be invoiced of the :class:`PastOrder` at the end of ``day``, in its currency"""
    amount = sum(_Part(delivery, day).amount for delivery in order.deliveries)
    return max(min(amount, order.total), 0.0)


class _Part:
    """What is to come of a delivery on the day, and whether it is due within the credit horizon."""

    __slots__ = ("amount", "is_counted")

    def __init__(self, delivery, day):
        self.amount = delivery.amount + sum(amount for billed_day, amount in delivery.billed if billed_day > day)
        self.is_counted = False


class PastOrders:
    """What is to come of the orders of the customer on the day, which moves on only. Orders of days after the first one are let
    in by :meth:`admit`."""

    def __init__(self, day, orders, horizon_days=0):
        """:param horizon_days: what is delivered later than so many days from the day does not count; 0 for any"""
        self.amounts = {}
        self._orders = {order.key: order for order in orders}
        self._parts, self._counted, self._admitted = {}, {}, set()
        self._events, self._next = [], 0
        for order in orders:
            parts = self._parts[order.key] = [_Part(delivery, day) for delivery in order.deliveries]
            for part, delivery in zip(parts, order.deliveries, strict=True):
                counts_from = delivery.day - horizon_days if horizon_days and delivery.day is not None else day
                self._events.append((max(counts_from, day), order.key, part, None))
                self._events += [
                    (billed_day, order.key, part, amount) for billed_day, amount in delivery.billed if billed_day > day]
        self._events.sort(key=lambda event: event[0])
        self.advance(day)
        for order in orders:
            if order.day <= day:
                self.admit(order.key)

    def advance(self, day):
        events = self._events
        while self._next < len(events) and events[self._next][0] <= day:
            _day, key, part, billed = events[self._next]
            self._next += 1
            if billed is None:
                part.is_counted = True
            else:
                part.amount -= billed
            if key in self._admitted:
                self._count(key)

    def admit(self, key):
        """Let in the order ``key``, which is confirmed now."""
        if key in self._orders and key not in self._admitted:
            self._admitted.add(key)
            self._count(key)

    def get_counted(self):
        """:return: ``{order: (id of its currency, amount)}`` of what ``amounts`` adds up"""
        return {key: (self._orders[key].currency_id, amount) for key, amount in self._counted.items() if amount}

    def _count(self, key):
        """An order below zero frees no credit for others."""
        order = self._orders[key]
        amount = min(sum(part.amount for part in self._parts[key] if part.is_counted), order.total)
        amount = amount if amount > NOISE else 0.0
        before = self._counted.get(key, 0.0)
        if amount != before:
            self._counted[key] = amount
            self.amounts[order.currency_id] = self.amounts.get(order.currency_id, 0.0) + amount - before
