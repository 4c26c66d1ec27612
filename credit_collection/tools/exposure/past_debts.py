"""Debts of a customer by due date while the days pass: what is past due, and since when. Days are numbers."""

from bisect import bisect_left
from heapq import heappop, heappush

# Less than this is the noise of adding up binary fractions.
NOISE = 1e-6


class PastDebts:
    """Debts are put in with what is owed of them, again whenever that changes, and the day moves on only.

    ``total`` is what is past due, ``weighted`` the sum of amount times due day: with it, amount times days late of all debts
    is one subtraction.
    """

    __slots__ = ("amounts", "coming", "day", "past", "total", "weighted")

    def __init__(self, day):
        self.day = day
        self.amounts = {}
        self.coming = []
        self.past = []
        self.total = self.weighted = 0.0

    def put(self, key, due, amount):
        """:param amount: what is owed of the debt ``key`` now, 0 when it is settled"""
        before = self.amounts.get(key)
        if amount <= NOISE:
            amount = 0.0
        if before is None or before[0] != due:
            if before:
                self._add(before[0], -before[1])
            if not amount:
                self.amounts.pop(key, None)
                return
            if due < self.day:
                self._enter(due, key)
                self._add(due, amount)
            else:
                heappush(self.coming, (due, key))
        else:
            self._add(due, amount - before[1])
        self.amounts[key] = (due, amount)

    def advance(self, day):
        """Go on to ``day``: debts due before it are past due."""
        self.day = day
        coming = self.coming
        while coming and coming[0][0] < day:
            due, key = heappop(coming)
            debt = self.amounts.get(key)
            if debt and debt[0] == due and self._enter(due, key):
                self._add(due, debt[1])

    def get_days_late(self, credit=0.0, smallest=0.0):
        """:param credit: covers the oldest debts first
        :param smallest: debts that do not exceed it do not count
        :return: days since the due date of the oldest debt that is past due and not covered, 0 without any
        """
        self._forget_closed()
        for due, key in self.past:
            debt = self.amounts.get(key)
            if not debt or debt[0] != due or not debt[1]:
                continue
            covered = min(credit, debt[1])
            credit -= covered
            if debt[1] - covered > max(smallest, NOISE):
                return self.day - due
        return 0

    def get_late_amount_days(self):
        """:return: sum of amount times days past due"""
        return self.total * self.day - self.weighted

    def _add(self, due, amount):
        if due < self.day:
            self.total += amount
            self.weighted += amount * due

    def _enter(self, due, key):
        """:return: whether the debt was not among those past due yet: a due date may be put off and come back"""
        place = bisect_left(self.past, (due, key))
        if place < len(self.past) and self.past[place] == (due, key):
            return False
        self.past.insert(place, (due, key))
        return True

    def _forget_closed(self):
        """Drop the debts at the head of the list that are settled, so that nobody walks over them again."""
        head = 0
        for due, key in self.past:
            debt = self.amounts.get(key)
            if debt and debt[0] == due and debt[1]:
                break
            head += 1
            if debt and debt[0] == due:
                del self.amounts[key]
        if head:
            del self.past[:head]
