"""Statements of account: what was open before a period, what was booked in it, what is open at its end, by currency."""

from datetime import date
from typing import NamedTuple

from ..exposure.aging import BUCKETS, count_days_overdue, find_bucket

# Nobody owes what is open in one currency only: it leaves the balance by a row of its own.
DIFFERENCE = "difference"


class Movement(NamedTuple):
    """What was booked on a day for a customer: an entry, or what settles an item outside of its own account.

    ``kind`` is one of ``credit.statement.line``.
    """

    currency_id: int
    date: date
    kind: str
    amount: float
    number: str | None = None
    reference: str | None = None
    due_date: date | None = None
    move_id: int | None = None


class OpenDocument(NamedTuple):
    """A debt or credit that is open at the end of the last day; ``disputed``, and what of the rest payments cover that are
    ``on_its_way``, are in its own currency."""

    currency_id: int
    date: date | None
    due_date: date | None
    kind: str
    amount: float
    residual: float
    number: str | None = None
    reference: str | None = None
    disputed: float = 0.0
    line_id: int | None = None
    move_id: int | None = None
    is_post_dated: bool = False
    on_its_way: float = 0.0


class Row(NamedTuple):
    """A row of a statement: with ``balance`` a movement, with ``open_amount`` an open item."""

    currency_id: int
    kind: str
    date: date | None
    due_date: date | None
    number: str | None
    reference: str | None
    amount: float
    debit: float = 0.0
    credit: float = 0.0
    balance: float = 0.0
    open_amount: float = 0.0
    disputed: float = 0.0
    days_overdue: int = 0
    line_id: int | None = None
    move_id: int | None = None


class Part(NamedTuple):
    """A statement in one currency: ``opening + debit - credit = closing = sum(aging) + credits``."""

    currency_id: int
    opening: float
    debit: float
    credit: float
    closing: float
    #: open debts by aging bucket, what is not due first
    aging: tuple
    #: open credits, zero or negative
    credits: float
    #: receipts that are dated later and settle nothing yet, zero or positive
    post_dated: float
    #: parts of debts that are in dispute
    disputed: float
    #: the closing balance less what is in dispute or on its way, zero or positive
    to_pay: float
    movements: list
    documents: list
    #: parts of debts that registered payments cover, which the bank has not confirmed
    on_its_way: float = 0.0

    @property
    def is_empty(self):
        """:return: whether there is nothing to tell: nothing was owed, booked, or is open"""
        return not (self.opening or self.closing or self.movements or self.documents)


def make_parts(openings, movements, documents, date_to, round_amount, buckets=BUCKETS):
    """Make the statement of one customer.

    :param dict openings: ``{currency id: balance before the first day}``
    :param movements: list of :class:`Movement` of the period
    :param documents: list of :class:`OpenDocument`
    :param round_amount: function of an amount and a currency id
    :param buckets: tuple of :class:`~..exposure.aging.Bucket`
    :return: list of :class:`Part`, the currency with most rows first; none for a currency in which there is nothing
    """
    by_currency = {}
    for place, source in enumerate((movements, documents)):
        for each in source:
            by_currency.setdefault(each.currency_id, ([], []))[place].append(each)
    for currency_id, amount in openings.items():
        if currency_id not in by_currency and round_amount(amount, currency_id):
            by_currency[currency_id] = ([], [])
    order = sorted(by_currency.items(), key=lambda item: (-len(item[1][0]) - len(item[1][1]), item[0]))
    return [
        _make_part(
            currency_id, openings.get(currency_id, 0.0), own_movements, own_documents, date_to,
            lambda amount, currency_id=currency_id: round_amount(amount, currency_id), buckets)
        for currency_id, (own_movements, own_documents) in order
    ]


def _make_part(currency_id, opening, movements, documents, date_to, round_amount, buckets):
    """Amounts of documents are rounded already, sums of them are not: zero is what most sums are, and needs no rounding."""
    def round_sum(amount):
        return round_amount(amount) if amount else 0.0

    aging = dict.fromkeys((bucket.code for bucket in buckets), 0.0)
    credits = post_dated = disputed = on_its_way = 0.0
    rows = []
    for document in documents:
        if document.is_post_dated:
            post_dated -= document.residual
            continue
        row = _make_document_row(document, date_to, round_sum)
        rows.append(row)
        disputed += row.disputed
        on_its_way += document.on_its_way
        if row.credit:
            credits -= row.credit
        else:
            aging[find_bucket(row.days_overdue, buckets)] += row.debit
    opening, closing = round_sum(opening), round_sum(sum(aging.values()) + credits)
    disputed, on_its_way = round_sum(disputed), round_sum(on_its_way)
    movement_rows, debit, credit = _make_movement_rows(currency_id, opening, closing, movements, date_to, round_sum)
    return Part(
        currency_id, opening, debit, credit, closing, aging=tuple(map(round_sum, aging.values())), credits=round_sum(credits),
        post_dated=round_sum(post_dated), disputed=disputed, to_pay=max(round_sum(closing - disputed - on_its_way), 0.0),
        movements=movement_rows, documents=rows, on_its_way=on_its_way)


def _make_movement_rows(currency_id, opening, closing, movements, date_to, round_amount):
    """:return: rows with the balance after each, the sum of debits and that of credits"""
    rows, balance, debits, credits = [], opening, 0.0, 0.0
    rest = round_amount(closing - opening - sum(movement.amount for movement in movements))
    for movement in [*movements, Movement(currency_id, date_to, DIFFERENCE, rest)] if rest else movements:
        amount = movement.amount
        balance = round_amount(balance + amount)
        debit, credit = (amount, 0.0) if amount > 0 else (0.0, -amount)
        debits, credits = debits + debit, credits + credit
        rows.append(Row(
            currency_id, movement.kind, movement.date, movement.due_date if amount > 0 else None, movement.number,
            movement.reference, amount, debit=debit, credit=credit, balance=balance, move_id=movement.move_id))
    return rows, round_amount(debits), round_amount(credits)


def _make_document_row(document, date_to, round_amount):
    residual = document.residual
    debit, credit = (residual, 0.0) if residual > 0 else (0.0, -residual)
    return Row(
        document.currency_id, document.kind, document.date, document.due_date if debit else None, document.number,
        document.reference, document.amount, debit=debit, credit=credit, open_amount=residual,
        disputed=round_amount(document.disputed),
        days_overdue=count_days_overdue(document.due_date, date_to) if debit else 0,
        line_id=document.line_id, move_id=document.move_id)
