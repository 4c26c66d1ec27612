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
    """A debt or credit that is open at the end of the last day; all amounts are in its own currency."""

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
    #: what of a debt registered payments cover; of a credit, what of it is being paid back
    on_its_way: float = 0.0
    #: what of a debt receipts and credit notes dated later settle; of a credit, what is used or paid back later
    later: float = 0.0
    #: discount for early payment of a debt that still runs, and its last day
    discount: float = 0.0
    discount_until: date | None = None


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
    #: receipts that are dated later, and what is matched with debts later, zero or positive
    post_dated: float
    #: parts of debts that are in dispute
    disputed: float
    #: what is asked for: the closing balance less disputed amounts, payments on their way, post-dated receipts and running
    #: discounts, plus credits that are being paid back; zero or positive
    to_pay: float
    movements: list
    documents: list
    #: parts of debts that registered payments cover, which the bank has not confirmed
    on_its_way: float = 0.0
    #: parts of credits that are being paid back, which the bank has not confirmed, or that were paid back or used later
    paid_back: float = 0.0
    #: discounts for early payment that are deducted from ``to_pay``, and the first of their last days
    discount: float = 0.0
    discount_until: date | None = None
    #: ids of the journal items of post-dated receipts
    post_dated_ids: tuple = ()

    @property
    def in_favour(self):
        """:return: what is left of the credits when they have covered the debts of this currency, zero or positive"""
        return max(-self.closing - self.paid_back, 0.0)

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
    current = [document for document in documents if not document.is_post_dated]
    announced = [document for document in documents if document.is_post_dated]
    rows = [_make_document_row(document, date_to, round_sum) for document in current]
    for row in rows:
        if not row.credit:
            aging[find_bucket(row.days_overdue, buckets)] += row.debit
    credits = round_sum(-sum(row.credit for row in rows))
    opening, closing = round_sum(opening), round_sum(sum(aging.values()) + credits)
    movement_rows, debit, credit = _make_movement_rows(currency_id, opening, closing, movements, date_to, round_sum)
    return _ask(Part(
        currency_id, opening, debit, credit, closing, aging=tuple(map(round_sum, aging.values())), credits=credits,
        post_dated=round_sum(-sum(each.residual for each in announced)),
        disputed=round_sum(sum(row.disputed for row in rows)), to_pay=0.0, movements=movement_rows, documents=rows,
        post_dated_ids=tuple(document.line_id for document in announced)), current, round_sum)


def _ask(part, documents, round_amount):
    """:return: ``part`` with what is asked for of ``documents``, and what is left out of it"""
    debts, credits = ([each for each in documents if (each.residual > 0) == is_debt] for is_debt in (True, False))
    on_its_way = round_amount(sum(each.on_its_way for each in debts))
    # What is settled later is so by documents that are not listed: no debt of the statement by a credit of it.
    post_dated = round_amount(part.post_dated + sum(each.later for each in debts))
    paid_back = round_amount(sum(each.on_its_way + each.later for each in credits))
    asked = round_amount(part.closing - part.disputed - on_its_way - post_dated + paid_back)
    # Nothing is asked for where credits and receipts cover the debts.
    earned = [document for document in documents if document.discount] if asked > 0 else []
    discount = round_amount(sum(document.discount for document in earned))
    return part._replace(
        post_dated=post_dated, on_its_way=on_its_way, paid_back=paid_back, discount=discount,
        discount_until=min((document.discount_until for document in earned), default=None),
        to_pay=max(round_amount(asked - discount), 0.0))


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
