"""Read a receivables ledger from CSV, check every row of it, and say what it amounts to on a given day.

Standard library only: the set-up tool checks a ledger before anything else is done.
"""
import argparse
import csv
import io
import sys
from collections import Counter
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import NamedTuple

COLUMNS = (
    "customer", "country_code", "invoice", "invoice_date", "due_date", "amount", "disputed", "settled_date", "billing",
)
# Aging buckets by the last day overdue they hold; the remaining one is open-ended.
BUCKETS = (("not_due", 0), ("1_30", 30), ("31_60", 60), ("61_90", 90))
LAST_BUCKET = "over_90"
CENT = Decimal("0.01")


class LedgerError(Exception):
    """The ledger cannot be used; ``problems`` lists all reasons as (line number, reason)."""

    def __init__(self, path, problems):
        self.path = path
        self.problems = sorted(problems, key=lambda problem: problem[0])
        count = len(self.problems)
        lines = [f"{path}: {count} problem{'s' if count > 1 else ''}, nothing was loaded"]
        lines += [f"line {number}: {reason}" for number, reason in self.problems]
        super().__init__("\n".join(lines))


class Invoice(NamedTuple):
    """One row of the ledger; ``settled_date`` is None while the invoice is open."""

    customer: str
    country_code: str
    number: str
    invoice_date: date
    due_date: date
    amount: Decimal
    is_disputed: bool
    settled_date: date | None
    billing: str

    def exists_on(self, day):
        return self.invoice_date <= day

    def is_open_on(self, day):
        """Whether the invoice is issued and not paid at the end of ``day``."""
        return self.exists_on(day) and (self.settled_date is None or self.settled_date > day)

    def bucket_on(self, day):
        days = (day - self.due_date).days
        return next((code for code, last_day in BUCKETS if days <= last_day), LAST_BUCKET)


class Totals(NamedTuple):
    """What a ledger amounts to on one day; customers are those invoiced up to then, ``buckets`` age the open amount."""

    customers: int
    open_invoices: int
    open_amount: Decimal
    buckets: dict


def read_ledger(path):
    """Return the invoices of the CSV file ``path`` in its order.

    :raise LedgerError: naming every bad row with its line number and reason
    """
    rows = csv.reader(io.StringIO(_read_text(path), newline=""), strict=True)
    invoices, problems = [], []
    try:
        header = next(rows, None)
        _check_header(path, header)
        for row in rows:
            if not row:
                continue
            try:
                invoices.append((rows.line_num, _parse_row(header, row)))
            except ValueError as error:
                problems += [(rows.line_num, reason) for reason in error.args]
    except csv.Error as error:
        problems.append((rows.line_num, f"this is not valid CSV: {error}"))
    problems += _find_duplicates(invoices)
    if not problems and not invoices:
        problems.append((1, "the ledger has no invoices"))
    if problems:
        raise LedgerError(path, problems)
    return [invoice for _line, invoice in invoices]


def get_totals(invoices, day):
    """Return the :class:`Totals` of ``invoices`` at the end of ``day``."""
    open_invoices = [invoice for invoice in invoices if invoice.is_open_on(day)]
    buckets = dict.fromkeys([code for code, _last_day in BUCKETS] + [LAST_BUCKET], Decimal(0))
    for invoice in open_invoices:
        buckets[invoice.bucket_on(day)] += invoice.amount
    customers = {invoice.customer for invoice in invoices if invoice.exists_on(day)}
    return Totals(len(customers), len(open_invoices), sum(buckets.values()), buckets)


def get_last_day(invoices):
    """Return the last day on which something happened in the ledger, the natural day to look at it."""
    return max(day for invoice in invoices for day in (invoice.invoice_date, invoice.settled_date) if day)


def _read_text(path):
    try:
        content = Path(path).read_bytes()
    except OSError as error:
        raise LedgerError(path, [(0, f"the file cannot be read: {error.strerror}")]) from error
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise LedgerError(path, [(line, "this is not UTF-8 text; save the ledger as «CSV UTF-8»")]) from error


def _check_header(path, header):
    if not header:
        raise LedgerError(path, [(1, "the file is empty; the first line must name the columns")])
    names = Counter(header)
    problems = [f"unknown column {name!r}" for name in names if name not in COLUMNS]
    problems += [f"missing column {name!r}" for name in COLUMNS if name not in names]
    problems += [f"column {name!r} appears {count} times" for name, count in names.items() if count > 1]
    if problems:
        raise LedgerError(path, [(1, problem) for problem in problems])


def _parse_row(header, row):
    """Return the :class:`Invoice` of a row; raise ValueError with all that is wrong with it."""
    if len(row) != len(header):
        raise ValueError(f"{len(row)} values for {len(header)} columns")
    values = {name: value.strip() for name, value in zip(header, row, strict=True)}
    problems = []

    def parse(name, parser):
        try:
            return parser(values[name])
        except ValueError as error:
            problems.append(f"{name}: {error}")
            return None

    invoice = Invoice(
        customer=parse("customer", _text),
        country_code=values["country_code"],
        number=parse("invoice", _text),
        invoice_date=parse("invoice_date", _day),
        due_date=parse("due_date", _day),
        amount=parse("amount", _amount),
        is_disputed=parse("disputed", _yes_or_no),
        settled_date=parse("settled_date", _optional_day),
        billing=values["billing"],
    )
    problems += _check_order(invoice)
    if problems:
        raise ValueError(*problems)
    return invoice


def _text(value):
    if not value:
        raise ValueError("empty")
    return value


def _day(value):
    try:
        # fromisoformat of newer Pythons takes more than YYYY-MM-DD.
        if len(value) == 10 and value[4] == value[7] == "-":
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise ValueError(f"{value!r} is not a date like 2013-06-30")


def _optional_day(value):
    return _day(value) if value else None


def _amount(value):
    try:
        amount = Decimal(value) if set(value) <= set("0123456789.-+") else None
    except InvalidOperation:
        amount = None
    if amount is None:
        raise ValueError(f"{value!r} is not an amount like 1234.50")
    if amount <= 0:
        raise ValueError(f"{value} is not above zero")
    if amount != amount.quantize(CENT):
        raise ValueError(f"{value} has more than two decimals")
    return amount


def _yes_or_no(value):
    if value not in ("yes", "no"):
        raise ValueError(f"{value!r} is neither yes nor no")
    return value == "yes"


def _check_order(invoice):
    if invoice.invoice_date and invoice.due_date and invoice.due_date < invoice.invoice_date:
        yield f"due on {invoice.due_date}, before it was invoiced on {invoice.invoice_date}"
    if invoice.invoice_date and invoice.settled_date and invoice.settled_date < invoice.invoice_date:
        yield f"settled on {invoice.settled_date}, before it was invoiced on {invoice.invoice_date}"


def _find_duplicates(invoices):
    first_line = {}
    for line, invoice in invoices:
        if invoice.number in first_line:
            yield line, f"invoice {invoice.number} is in line {first_line[invoice.number]} already"
        first_line.setdefault(invoice.number, line)


def main(arguments=None):
    """Check a ledger from the command line: its totals, or all its problems and exit code 1."""
    parser = argparse.ArgumentParser(prog="ledger", description="Check a receivables ledger (CSV).")
    parser.add_argument("file", type=Path)
    parser.add_argument("--as-of", type=date.fromisoformat, metavar="DATE")
    options = parser.parse_args(arguments)
    try:
        invoices = read_ledger(options.file)
    except LedgerError as error:
        print(error, file=sys.stderr)
        return 1
    day = options.as_of or get_last_day(invoices)
    totals = get_totals(invoices, day)
    print(f"{options.file}: {len(invoices)} invoices, all rows are good")
    print(f"on {day}: {totals.customers} customers, {totals.open_invoices} open invoices, {totals.open_amount} open")
    return 0


if __name__ == "__main__":
    sys.exit(main())
