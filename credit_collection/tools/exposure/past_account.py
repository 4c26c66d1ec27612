"""The account of one customer on each of many days, played back from one reading of the ledger.

What was open before the first day, what was booked since and what was matched are put in day by day. The sums of a day are
those of ``models/exposure/balances.py``; tests compare them. Days are numbers, see ``date.toordinal``.
"""

from typing import NamedTuple

from .past_debts import NOISE, PastDebts

# What may happen to an item.
BEGUN, MATCHED, COVERED, DEFERRED, DISPUTED = range(5)


class PastItem(NamedTuple):
    """An item of the ledger: instalment, receipt, credit note. ``due`` is its original due date.

    ``speaks`` tells whether it may speak against orders when it is past due, ``is_rated`` whether scores look at it.
    """

    key: int
    document: int
    due: int
    speaks: bool = True
    is_rated: bool = True


class Event(NamedTuple):
    """What happened to an item on a day: it began with an amount, a part of it was matched (the amount has the sign of the
    change), a payment without entry covered a part, its due date was put off to ``amount`` (0: back to the original one), or
    a part was disputed."""

    day: int
    kind: int
    item: PastItem
    amount: float
    amount_currency: float = 0.0


class _State:
    """What is known of an item on the day."""

    __slots__ = ("announced", "covered", "deferred", "disputed", "owed", "residual", "residual_currency")

    def __init__(self):
        self.residual = self.residual_currency = self.announced = self.covered = self.disputed = self.owed = 0.0
        self.deferred = 0


class PastAccount:
    """Where the customer stands on the day, which moves on only.

    ``receivable`` is what the customer owes less open credits, ``credits`` these credits, ``covered`` what payments without
    entry cover and ``receivable`` leaves out; ``owing`` is before credits. ``debts`` are by agreed due dates; ``orders`` are
    the parts of them that speak against orders; ``rated`` what scores look at: undisputed, by original due dates.
    """

    def __init__(self, day, events, disputed_speak=False):
        """:param events: all of the customer, in the order of their days and kinds
        :param disputed_speak: whether what is disputed speaks against orders too
        """
        self.day, self._disputed_speak = day, disputed_speak
        self.receivable = self.credits = self.covered = self.owing = 0.0
        self.debts = PastDebts(day)
        is_plain = all(
            event.kind in (BEGUN, MATCHED) and event.item.speaks and event.item.is_rated for event in events)
        self.orders = self.debts if is_plain else PastDebts(day)
        self.rated = self.debts if is_plain else PastDebts(day)
        self._events = events
        self._next = 0
        self._states = {}
        self._waiting = {}

    def advance(self, day, later=()):
        """Go on to the end of ``day``.

        :param later: documents of this day that come later than the moment in question: what happened to their items waits
            for :meth:`admit`
        """
        if day > self.day:
            self.day = day
            for debts in {id(debts): debts for debts in (self.debts, self.orders, self.rated)}.values():
                debts.advance(day)
        while self._next < len(self._events) and self._events[self._next].day <= day:
            event = self._events[self._next]
            self._next += 1
            if event.item.document in later:
                self._waiting.setdefault(event.item.document, []).append(event)
            else:
                self._apply(event)

    def admit(self, document):
        """Let in what happened to the items of a document that was held back on this day."""
        for event in self._waiting.pop(document, ()):
            self._apply(event)

    def get_overdue(self):
        """:return: what is past due and not covered by open credits, and for how many days"""
        overdue = self.debts.total - self.credits
        return (overdue, self.debts.get_days_late(self.credits)) if overdue > NOISE else (0.0, 0)

    def get_order_overdue(self, smallest):
        """:return: what of it speaks against an order, and for how many days: items up to ``smallest`` do not, nor do all of
            them together when they do not exceed it; the same in SQL is ``credit.check._read_order_overdue``"""
        overdue = self.orders.total - self.credits
        if overdue <= max(smallest, NOISE):
            return 0.0, 0
        return overdue, self.orders.get_days_late(self.credits, smallest)

    def get_residual(self, key):
        """:return: what is open of the item ``key``"""
        state = self._states.get(key)
        return state.residual if state else 0.0

    def _apply(self, event):
        item, kind = event.item, event.kind
        state = self._states.get(item.key)
        if state is None:
            state = self._states[item.key] = _State()
        if kind in (BEGUN, MATCHED):
            before = max(state.residual, 0.0)
            state.residual += event.amount
            state.residual_currency += event.amount_currency
            if item.is_rated:
                self.owing += max(state.residual, 0.0) - before
        elif kind == COVERED:
            state.announced += event.amount
        elif kind == DEFERRED:
            state.deferred = int(event.amount)
        else:
            state.disputed += event.amount
        self._put(item, state)

    def _put(self, item, state):
        """Count the item with what is open of it now; open in one currency only is the rest of a rounding."""
        residual = state.residual
        is_open = abs(residual) > NOISE and abs(state.residual_currency) > NOISE
        covered = _get_covered(state.announced, residual) if is_open else 0.0
        owed = residual - covered if is_open else 0.0
        self.receivable += owed - state.owed
        self.credits += min(state.owed, 0.0) - min(owed, 0.0)
        self.covered += max(covered, 0.0) - max(state.covered, 0.0)
        state.owed, state.covered = owed, covered
        due = state.deferred or item.due
        self.debts.put(item.key, due, owed)
        if self.orders is not self.debts:
            silent = covered + (0.0 if self._disputed_speak else state.disputed)
            self.orders.put(item.key, due, residual - silent if is_open and item.speaks else 0.0)
            self.rated.put(item.key, item.due, residual - state.disputed if item.is_rated else 0.0)


def _get_covered(announced, residual):
    """:return: what of an item payments without entry cover; below zero of a credit that is being paid back"""
    return min(max(announced, 0.0), residual) if residual > 0 else max(min(announced, 0.0), residual)
