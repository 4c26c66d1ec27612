"""From the rows of a table to the documents of a ledger: which column is which, what each row says, which rows belong together.

Standard library only. Nothing is raised for the content of a file: every function adds to a list of problems.
"""
import difflib
from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from . import ledger_values as values
from .ledger_invoices import Invoice, Payment
from .ledger_text import NUL_SIGN, Problem

REQUIRED = ("customer", "invoice", "invoice_date", "due_date", "amount")
OPTIONAL = ("country_code", "disputed", "settled_date", "billing", "type", "currency", "paid_amount", "paid_date")
COLUMNS = REQUIRED + OPTIONAL
AMOUNTS = ("amount", "paid_amount")
DAYS = ("invoice_date", "due_date", "settled_date", "paid_date")
# Without a column of currencies.
CURRENCY = "USD"


class Row(NamedTuple):
    line: int
    customer: str
    country_code: str
    invoice: str
    invoice_date: date
    due_date: date
    amount: Decimal
    disputed: bool
    settled_date: date | None
    billing: str
    currency: str
    paid: Payment | None


def count_known(header):
    return sum(values.find_word("column", name) is not None for name in header if name)


def match_columns(table, problems, unknown):
    """Return ``{column: index}`` of the columns of ``table`` that mean something; None when one of them is missing.

    :param list unknown: where columns are told that nobody knows
    """
    found = defaultdict(list)
    for index, name in enumerate(table.header):
        column = values.find_word("column", name) if name else None
        if column is None:
            unknown.append(_describe_unknown(table, name))
        elif column:
            found[column].append(index)
    # A date of payment without amounts is the day on which everything was paid.
    if "paid_date" in found and not {"paid_amount", "settled_date"} & set(found):
        found["settled_date"] = found.pop("paid_date")
    for column, indexes in found.items():
        if len(indexes) > 1:
            names = " and ".join(repr(table.header[index]) for index in indexes)
            problems.append(Problem(table.header_line, "", f"column {column!r} appears {len(indexes)} times, as {names}",
                                    "remove or rename all but one"))
    missing = [column for column in REQUIRED if column not in found]
    problems += [Problem(table.header_line, "", f"missing column {column!r}", "add it to the header") for column in missing]
    if "paid_date" in found and "paid_amount" not in found:
        text = "column 'paid_date' without 'paid_amount'"
        problems.append(Problem(table.header_line, "", text, "add the column, or name the date settled_date"))
    if missing or any(len(indexes) > 1 for indexes in found.values()):
        return None
    return {column: indexes[0] for column, indexes in found.items()}


def _describe_unknown(table, name):
    if not name:
        return Problem(table.header_line, "", "a column has no name", "name it or remove it")
    words = {word: column for word, column in values.WORDS["column"].items() if column}
    near = difflib.get_close_matches(values.normalize(name), words, 1)
    remedy = f"name it {words[near[0]]!r} if it is that" if near else f"rename it to one of {', '.join(COLUMNS)}"
    return Problem(table.header_line, "", f"unknown column {name!r}", f"{remedy}, or remove it")


class RowReader:
    """Reads the rows of one table, in the way of writing amounts and dates that was asked for or is found in them."""

    def __init__(self, table, columns, *, order, decimal, problems, shifts=False):
        """:param bool shifts: whether days before the invoice count as its day, in place of being told"""
        self.table = table
        self.columns = columns
        self.problems = problems
        self.shifts = shifts
        self.order = order or self._find(
            values.get_order_of, DAYS, "may be day first or month first", "say which by --date-format dmy or --date-format mdy")
        self.decimal = decimal or self._find(
            values.get_decimal_of, AMOUNTS, "may have decimals or thousands", "say which by --decimal point or --decimal comma")
        self.row = self.line = None

    def _find(self, get_proof, columns, text, remedy):
        places = [(line, column, row[self.columns[column]]) for line, row in self.table.rows
                  for column in columns if column in self.columns]
        found, ambiguous = values.find_convention(get_proof, [place[-1] for place in places])
        if ambiguous is not None:
            line, column, value = places[ambiguous]
            self.problems.append(Problem(line, self.name(column), f"{value!r} {text}, and no other value shows it", remedy))
        return found

    def name(self, column):
        """Return the name of ``column`` in the file."""
        return self.table.header[self.columns[column]]

    def read(self):
        """Return [:class:`Row`] of all rows that are good."""
        rows = []
        for line, values_of_row in self.table.rows:
            self.line, self.row = line, values_of_row
            count = len(self.problems)
            row = self._read_row()
            if len(self.problems) == count:
                rows.append(row)
        return rows

    def _read_row(self):
        self._check_signs()
        sign = self._parse("type", self._parse_type, 0)
        currency = self._parse("currency", values.find_currency, CURRENCY)
        amount = self._parse("amount", lambda text: self._parse_amount(text, currency))
        if amount is not None and sign and sign < 0:
            amount = -abs(amount)
        invoice_date = self._parse("invoice_date", self._parse_day)
        is_credit_note = amount is not None and amount < 0
        due_date = self._parse("due_date", lambda text: self._parse_day(text) if text or not is_credit_note else invoice_date)
        settled_date = self._parse("settled_date", lambda text: self._parse_day(text) if text else None)
        paid, settled_date = self._read_payment(amount, currency, settled_date)
        row = Row(
            line=self.line, customer=self._parse("customer", _parse_text), country_code=self._get("country_code"),
            invoice=self._parse("invoice", _parse_text), invoice_date=invoice_date, due_date=due_date, amount=amount,
            disputed=self._parse("disputed", _parse_disputed, False), settled_date=settled_date, billing=self._get("billing"),
            currency=currency, paid=paid)
        if self.shifts:
            return _shift_days(row)
        self._check_days(row)
        return row

    def _get(self, column):
        return self.row[self.columns[column]] if column in self.columns else ""

    def _parse(self, column, parse, default=None):
        """Return what ``parse`` makes of the value of ``column``; ``default`` without the column, None after a problem."""
        if column not in self.columns:
            return default
        try:
            return parse(self._get(column))
        except ValueError as error:
            self._add(column, *error.args)
            return None

    def _add(self, column, text, remedy):
        self.problems.append(Problem(self.line, self.name(column) if column in self.columns else "", text, remedy))

    def _check_signs(self):
        for name, value in zip(self.table.header, self.row, strict=True):
            if any(sign == NUL_SIGN or (sign < " " and sign not in "\t\r\n") for sign in value):
                text = f"{value!r} contains NUL or another control character"
                self.problems.append(Problem(self.line, name, text, "remove it"))

    def _parse_type(self, text):
        kind = values.find_word("type", text) if text else "invoice"
        if kind is None:
            raise ValueError(f"{text!r} is neither an invoice nor a credit note",
                             "write invoice or credit note; payments stand in paid_amount and paid_date")
        return -1 if kind == "credit note" else 1

    def _parse_amount(self, text, currency):
        amount = values.parse_amount(text, self.decimal or ".")
        if currency:
            values.check_decimals(text, amount, values.CURRENCY_DECIMALS[currency])
        if not amount:
            raise ValueError(f"{text} is zero", "remove the line, or correct the amount")
        return amount

    def _parse_day(self, text):
        return values.parse_day(text, self.order or "dmy")

    def _read_payment(self, amount, currency, settled_date):
        """Return the :class:`Payment` of the row, or None, and the day on which the rest was paid, or None."""
        text = self._get("paid_amount")
        day = self._parse("paid_date", lambda text: self._parse_day(text) if text else None)
        if "paid_amount" not in self.columns:
            return None, settled_date
        paid = self._parse("paid_amount", lambda text: values.parse_amount(text, self.decimal or ".") if text else Decimal(0))
        if paid and currency:
            self._parse("paid_amount", lambda text: self._parse_amount(text, currency))
        if not paid:
            if day and paid is not None:
                self._add("paid_date", "a date without a paid amount", "enter the paid amount, or remove the date")
            return None, settled_date
        if "paid_date" not in self.columns:
            day, settled_date = settled_date, None
        if not day and not self._get("paid_date"):
            self._add("paid_amount", f"{text} without a date of payment", "enter the date in paid_date")
        if amount and amount > 0 > paid:
            self._add("paid_amount", f"{text} is below zero", "enter what was paid with the sign of the amount")
        return (Payment(day, -abs(paid) if amount and amount < 0 else paid) if day else None), settled_date

    def _check_days(self, row):
        if not row.invoice_date:
            return
        remedy = "correct one of the dates"
        if row.due_date and row.due_date < row.invoice_date and (row.amount or 1) > 0:
            self._add("due_date", f"due on {row.due_date}, before it was invoiced on {row.invoice_date}", remedy)
        if row.settled_date and row.settled_date < row.invoice_date:
            self._add("settled_date", f"settled on {row.settled_date}, before it was invoiced on {row.invoice_date}", remedy)
        if row.paid and row.paid.day < row.invoice_date:
            column = "paid_date" if "paid_date" in self.columns else "settled_date"
            self._add(column, f"paid on {row.paid.day}, before it was invoiced on {row.invoice_date}", remedy)


def _shift_days(row):
    """Return the row with no day before that of its invoice: what was paid in advance took no days."""
    first = row.invoice_date
    if not first:
        return row
    return row._replace(
        due_date=row.due_date and max(row.due_date, first), settled_date=row.settled_date and max(row.settled_date, first),
        paid=row.paid and row.paid._replace(day=max(row.paid.day, first)))


def _parse_text(text):
    if not text:
        raise ValueError("empty", "fill it in")
    return text


def _parse_disputed(text):
    word = values.find_word("disputed", text) if text else "no"
    if word is None:
        raise ValueError(f"{text!r} is neither yes nor no", "write yes or no")
    return word == "yes"


def join_rows(rows, has_paid_amounts, problems):
    """Return [:class:`Invoice`] of the rows in their order: the rows of one number are the part payments of one document."""
    groups = defaultdict(list)
    for row in rows:
        groups[row.invoice].append(row)
    return [_join(group, has_paid_amounts, problems) for group in groups.values()]


def _join(group, has_paid_amounts, problems):
    first = group[0]
    found = [
        _find_difference(first, row, has_paid_amounts) or _find_repetition(group[:number], row, has_paid_amounts)
        for number, row in enumerate(group[1:], 1)]
    problems += filter(None, found)
    if has_paid_amounts:
        amount, payments = first.amount, [row.paid for row in group if row.paid]
    else:
        amount = sum(row.amount for row in group)
        payments = [Payment(row.settled_date, row.amount) for row in group if row.settled_date]
    rest = amount - sum(payment.amount for payment in payments)
    if rest * amount < 0 and not any(found):
        problems.append(Problem(group[-1].line, "", f"invoice {first.invoice}: paid {amount - rest} of {amount}",
                                "enter what was paid too much as a line of its own with a negative amount"))
    settled_date = max((row.settled_date for row in group if row.settled_date), default=None)
    if rest and has_paid_amounts and settled_date:
        payments.append(Payment(settled_date, rest))
    return Invoice(
        customer=first.customer, country_code=first.country_code, number=first.invoice, invoice_date=first.invoice_date,
        due_date=first.due_date, amount=amount, is_disputed=any(row.disputed for row in group), billing=first.billing,
        currency=first.currency, payments=tuple(sorted(payments)))


def _find_difference(first, row, has_paid_amounts):
    """Return the problem of a row that belongs to another document than the first one with its number."""
    names = ["customer", "invoice_date", "due_date", "currency", *(["amount"] if has_paid_amounts else [])]
    different = [name for name in names if getattr(first, name) != getattr(row, name)]
    if (first.amount < 0) != (row.amount < 0):
        different = ["sign of the amount"]
    if not different:
        return None
    return Problem(row.line, "", f"invoice {row.invoice} is in line {first.line} already, with another {different[0]}",
                   "give it a number of its own; the lines of one invoice differ in nothing but payments")


def _find_repetition(earlier, row, has_paid_amounts):
    """Return the problem of a row that says nothing new: no payment at all, or one that stands there already."""
    def get_payment(row):
        return row.paid if has_paid_amounts else (row.settled_date and Payment(row.settled_date, row.amount))

    payment = get_payment(row)
    for other in earlier:
        if get_payment(other) == payment:
            return Problem(row.line, "", f"invoice {row.invoice} is in line {other.line} already"
                           + (", with the same payment" if payment and has_paid_amounts else ""),
                           "remove the line; the lines of part payments differ in date or amount")
    return None
