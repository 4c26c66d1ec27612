"""Read a receivables ledger as other programs export it, check every row, and say what it amounts to on a given day.

Standard library only: the set-up tool checks a ledger before anything else is done.
"""
import argparse
import sys
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

from .ledger_invoices import BUCKETS, LAST_BUCKET, Invoice, Ledger, Payment, Totals, get_in_books, get_totals  # noqa: F401
from .ledger_rows import COLUMNS, RowReader, count_known, join_rows, match_columns  # noqa: F401
from .ledger_text import SEPARATORS, Problem, TextError, read_table
from .ledger_values import CURRENCY_DECIMALS, DATE_FORMATS, DECIMALS

RATES = (Decimal("1e-9"), Decimal("1e9"))


class LedgerError(Exception):
    """The ledger cannot be used; ``problems`` lists all reasons as :class:`Problem`."""

    def __init__(self, path, problems, reading=""):
        self.path = path
        self.problems = sorted(problems, key=lambda problem: problem.line)
        count = len(self.problems)
        read_as = f" (read as {reading})" if reading else ""
        super().__init__("\n".join([
            f"{path}{read_as}: {count} problem{'s' if count > 1 else ''}, nothing was loaded", *map(str, self.problems)]))


def read_ledger(path, *, date_format=None, decimal=None, rates=None, for_figures=False):
    """Return the :class:`Ledger` in the file ``path``.

    :param str date_format: "dmy", "mdy" or "ymd"; without, it must be evident from the file
    :param str decimal: "point" or "comma"; without, it must be evident from the file
    :param dict rates: ``{currency: what a unit of it is worth in the currency of the books}``
    :param bool for_figures: whether nothing is booked of it: columns that nobody knows are left out, and what was paid or due
        before the invoice counts from the invoice on
    :raise LedgerError: naming every problem with its line, column and remedy
    """
    try:
        table = read_table(Path(path).read_bytes(), count_known)
    except OSError as error:
        problem = Problem(0, "", f"the file cannot be read: {error.strerror}", "give the path of a file that you may read")
        raise LedgerError(path, [problem]) from error
    except TextError as error:
        raise LedgerError(path, [error.problem]) from error
    problems = table.problems
    unknown = []
    columns = match_columns(table, problems, unknown if for_figures else problems)
    if columns is None:
        raise LedgerError(path, problems + unknown, _describe(table))
    reader = RowReader(
        table, columns, order=date_format, decimal=DECIMALS.get(decimal), problems=problems, shifts=for_figures)
    rows = reader.read()
    invoices = join_rows(rows, "paid_amount" in columns, problems)
    currency, invoices = convert(invoices, rows, rates or {}, problems)
    if not problems and not invoices:
        problems.append(Problem(table.header_line, "", "the ledger has no invoices", "add a line for each invoice"))
    reading = _describe(table, reader)
    if problems:
        raise LedgerError(path, problems, reading)
    left_out = [f"left out: {problem.text}" for problem in unknown]
    return Ledger(invoices, currency, ", ".join([reading, *_describe_documents(invoices), *left_out]))


def _describe(table, reader=None):
    words = [table.encoding, f"separated by {SEPARATORS[table.separator]}"]
    if reader and reader.decimal:
        words += [f"decimal {name}" for name, sign in DECIMALS.items() if sign == reader.decimal]
    if reader and reader.order:
        words.append(DATE_FORMATS[reader.order])
    return ", ".join(words)


def _describe_documents(invoices):
    """Return what is not plain in the ledger: a reader sees at once when the file was meant otherwise."""
    counts = {
        "credit notes": sum(invoice.is_credit_note for invoice in invoices),
        "paid in parts": sum(len(invoice.payments) > 1 for invoice in invoices),
        "in foreign currency": sum(invoice.rate != 1 for invoice in invoices),
    }
    return [f"{text}: {count}" for text, count in counts.items() if count]


def convert(invoices, rows, rates, problems):
    """Return the currency of the books, the one without a rate, and the invoices with their rates."""
    first_line = {}
    for row in rows:
        first_line.setdefault(row.currency, row.line)
    books = [currency for currency in first_line if currency not in rates]
    if not first_line:
        return None, []
    if not books:
        problems.append(Problem(0, "", "every currency of the ledger has a rate", "leave out --rate of the company's currency"))
    for currency in books[1:]:
        remedy = f"give the worth of 1 {currency} in {books[0]} by --rate {currency}=…, or load a file per currency"
        problems.append(Problem(first_line[currency], "", f"currency {currency} beside {books[0]}", remedy))
    return next(iter(books), None), [invoice._replace(rate=rates.get(invoice.currency, Decimal(1))) for invoice in invoices]


def add_options(parser):
    """Add the options that say how a ledger is to be read."""
    parser.add_argument("--date-format", choices=DATE_FORMATS, help="order of day, month and year in the ledger's dates")
    parser.add_argument("--decimal", choices=DECIMALS, help="sign before the decimals of the ledger's amounts")
    parser.add_argument("--rate", action="append", default=[], type=parse_rate, metavar="CODE=RATE",
                        help="worth of a unit of this currency in the currency of the books; repeatable")


def parse_rate(text):
    code, _sign, number = text.partition("=")
    try:
        rate = Decimal(number)
    except InvalidOperation:
        rate = Decimal(0)
    if code.upper() not in CURRENCY_DECIMALS or not rate.is_finite() or not RATES[0] <= rate <= RATES[1]:
        raise argparse.ArgumentTypeError(f"{text!r} is not a rate like EUR=1.08")
    return code.upper(), rate


def get_reading(options):
    """Return the arguments of :func:`read_ledger` that ``options`` say."""
    return {"date_format": options.date_format, "decimal": options.decimal, "rates": dict(options.rate)}


def get_arguments(options):
    """Return the arguments of a command line that :func:`add_options` reads as ``options`` again."""
    arguments = [f"--rate={code}={rate}" for code, rate in options.rate]
    if options.date_format:
        arguments.append(f"--date-format={options.date_format}")
    if options.decimal:
        arguments.append(f"--decimal={options.decimal}")
    return arguments


def main(arguments=None):
    """Check a ledger from the command line: its totals, or all its problems and exit code 1."""
    parser = argparse.ArgumentParser(prog="ledger", description="Check a receivables ledger (CSV).")
    parser.add_argument("file", type=Path)
    parser.add_argument("--as-of", type=date.fromisoformat, metavar="DATE")
    add_options(parser)
    options = parser.parse_args(arguments)
    try:
        ledger = read_ledger(options.file, **get_reading(options))
    except LedgerError as error:
        print(error, file=sys.stderr)
        return 1
    day = options.as_of or ledger.last_day
    totals = get_totals(ledger, day)
    print(f"{options.file}: {len(ledger.invoices)} invoices, all rows are good ({ledger.reading})")
    print(f"on {day}: {totals.customers} customers, {totals.open_invoices} open invoices, "
          f"{ledger.currency} {totals.open_amount} open")
    return 0


if __name__ == "__main__":
    sys.exit(main())
