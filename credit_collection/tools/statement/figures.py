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
    """A debt or credit that is open at the end of the last day; ``disputed`` is in its own currency."""

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
    #: the closing balance less what is in dispute, zero or positive
    to_pay: float
    movements: list
    documents: list

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
    counts = {}
    for each in (*documents, *movements):
        counts[each.currency_id] = counts.get(each.currency_id, 0) + 1
    for currency_id, amount in openings.items():
        if round_amount(amount, currency_id):
            counts.setdefault(currency_id, 0)
    return [
        _make_part(
            currency_id, openings.get(currency_id, 0.0),
            [movement for movement in movements if movement.currency_id == currency_id],
            [document for document in documents if document.currency_id == currency_id],
            date_to, lambda amount, currency_id=currency_id: round_amount(amount, currency_id), buckets)
        for currency_id in sorted(counts, key=lambda currency_id: (-counts[currency_id], currency_id))
    ]


def _make_part(currency_id, opening, movements, documents, date_to, round_amount, buckets):
    owed = [document for document in documents if not document.is_post_dated]
    aging = dict.fromkeys((bucket.code for bucket in buckets), 0.0)
    for document in owed:
        if document.residual > 0:
            aging[find_bucket(count_days_overdue(document.due_date, date_to), buckets)] += document.residual
    opening, closing = round_amount(opening), round_amount(sum(document.residual for document in owed))
    disputed = round_amount(sum(document.disputed for document in owed))
    rows, debit, credit = _make_movement_rows(currency_id, opening, closing, movements, date_to, round_amount)
    return Part(
        currency_id, opening, debit, credit, closing,
        aging=tuple(map(round_amount, aging.values())),
        credits=round_amount(sum(document.residual for document in owed if document.residual < 0)),
        post_dated=round_amount(-sum(document.residual for document in documents if document.is_post_dated)),
        disputed=disputed, to_pay=max(round_amount(closing - disputed), 0.0),
        movements=rows,
        documents=[_make_document_row(document, date_to, round_amount) for document in owed])


def _make_movement_rows(currency_id, opening, closing, movements, date_to, round_amount):
    """:return: rows with the balance after each, the sum of debits and that of credits"""
    rows, balance, debits, credits = [], opening, 0.0, 0.0
    movements = [movement for movement in movements if round_amount(movement.amount)]
    rest = round_amount(closing - opening - sum(movement.amount for movement in movements))
    if rest:
        movements.append(Movement(currency_id, date_to, DIFFERENCE, rest))
    for movement in movements:
        amount = round_amount(movement.amount)
        balance = round_amount(balance + amount)
        debit, credit = max(amount, 0.0), max(-amount, 0.0)
        debits, credits = debits + debit, credits + credit
        rows.append(Row(
            currency_id, movement.kind, movement.date, movement.due_date if amount > 0 else None, movement.number,
            movement.reference, amount, debit=debit, credit=credit, balance=balance, move_id=movement.move_id))
    return rows, round_amount(debits), round_amount(credits)


def _make_document_row(document, date_to, round_amount):
    is_debt, residual = document.residual > 0, round_amount(document.residual)
    return Row(
        document.currency_id, document.kind, document.date, document.due_date if is_debt else None, document.number,
        document.reference, round_amount(document.amount), debit=max(residual, 0.0), credit=max(-residual, 0.0),
        open_amount=residual, disputed=round_amount(document.disputed),
        days_overdue=count_days_overdue(document.due_date, date_to) if is_debt else 0,
        line_id=document.line_id, move_id=document.move_id)
