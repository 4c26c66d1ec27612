"""The documents of a receivables ledger, and what they amount to on a day. Standard library only."""
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from .ledger_values import CURRENCY_DECIMALS

# Aging buckets by the last day overdue they hold; the remaining one is open-ended.
BUCKETS = (("not_due", 0), ("1_30", 30), ("31_60", 60), ("61_90", 90))
LAST_BUCKET = "over_90"


class Payment(NamedTuple):
    """Part of a document that was paid on a day, with the sign of the document."""

    day: date
    amount: Decimal


class Invoice(NamedTuple):
    """An invoice, or with a negative amount a credit note; ``rate`` is what a unit of its currency is worth in the books."""

    customer: str
    country_code: str
    number: str
    invoice_date: date
    due_date: date
    amount: Decimal
    is_disputed: bool
    billing: str
    currency: str
    payments: tuple = ()
    rate: Decimal = Decimal(1)

    @property
    def is_credit_note(self):
        return self.amount < 0

    @property
    def settled_date(self):
        """The day of the payment that left nothing open; None while something is."""
        return max(payment.day for payment in self.payments) if sum(self._paid()) == self.amount else None

    def _paid(self, day=date.max):
        return [payment.amount for payment in self.payments if payment.day <= day]

    def exists_on(self, day):
        return self.invoice_date <= day

    def residual_on(self, day):
        """Return what is open at the end of ``day``, in the currency of the document."""
        return self.amount - sum(self._paid(day)) if self.exists_on(day) else Decimal(0)

    def is_open_on(self, day):
        """Whether the document is issued and not paid in full at the end of ``day``."""
        return bool(self.residual_on(day))

    def bucket_on(self, day):
        days = (day - self.due_date).days
        return next((code for code, last_day in BUCKETS if days <= last_day), LAST_BUCKET)


class Ledger(NamedTuple):
    """What was read from a file; ``reading`` says how it was understood, in words."""

    invoices: list
    currency: str
    reading: str

    @property
    def last_day(self):
        """The last day on which something happened, the natural day to look at the ledger."""
        days = [invoice.invoice_date for invoice in self.invoices]
        return max(days + [payment.day for invoice in self.invoices for payment in invoice.payments])


def get_in_books(amount, rate, currency):
    """Return ``amount`` at ``rate`` in ``currency``, that of the books, rounded as it is there."""
    return (amount * rate).quantize(Decimal(1).scaleb(-CURRENCY_DECIMALS[currency]), ROUND_HALF_UP)


class Totals(NamedTuple):
    """What a ledger amounts to on one day in the currency of the books; customers are those with documents up to then.

    ``buckets`` age what invoices owe; ``open_credits`` is what is left of credit notes, below zero; the open amount is both.
    """

    customers: int
    open_invoices: int
    open_amount: Decimal
    buckets: dict
    open_credits: Decimal
    in_other_currencies: int


def get_totals(ledger, day):
    """Return the :class:`Totals` of ``ledger`` at the end of ``day``."""
    documents = [invoice for invoice in ledger.invoices if invoice.is_open_on(day)]
    buckets = dict.fromkeys([code for code, _last_day in BUCKETS] + [LAST_BUCKET], Decimal(0))
    credits = Decimal(0)
    for document in documents:
        residual = get_in_books(document.residual_on(day), document.rate, ledger.currency)
        if document.is_credit_note:
            credits += residual
        else:
            buckets[document.bucket_on(day)] += residual
    return Totals(
        customers=len({invoice.customer for invoice in ledger.invoices if invoice.exists_on(day)}),
        open_invoices=sum(not document.is_credit_note for document in documents),
        open_amount=sum(buckets.values()) + credits,
        buckets=buckets,
        open_credits=credits,
        in_other_currencies=sum(document.currency != ledger.currency for document in documents),
    )
