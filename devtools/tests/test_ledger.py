import csv
from datetime import date
from decimal import Decimal

import pytest

from devtools.ledger import COLUMNS, LedgerError, get_last_day, get_totals, main, read_ledger

HEADER = ",".join(COLUMNS)
GOOD = "ACME,770,INV1,2013-01-03,2013-02-02,50.39,no,2013-02-10,paper"


@pytest.fixture
def ledger(tmp_path):
    def write(*rows, header=HEADER, encoding="utf-8"):
        path = tmp_path / "ledger.csv"
        path.write_bytes("\n".join([header, *rows, ""]).encode(encoding))
        return path
    return write


def problems(path):
    with pytest.raises(LedgerError) as caught:
        read_ledger(path)
    return caught.value.problems


def row(**changes):
    values = dict(zip(COLUMNS, GOOD.split(","), strict=True)) | changes
    return ",".join(values[name] for name in COLUMNS)


def test_good_row(ledger):
    [invoice] = read_ledger(ledger(GOOD))
    assert invoice.customer == "ACME" and invoice.number == "INV1"
    assert invoice.amount == Decimal("50.39") and not invoice.is_disputed
    assert (invoice.invoice_date, invoice.due_date, invoice.settled_date) == (
        date(2013, 1, 3), date(2013, 2, 2), date(2013, 2, 10))


def test_settled_date_may_be_empty_and_columns_in_any_order(ledger):
    names = list(reversed(COLUMNS))
    values = dict(zip(COLUMNS, row(settled_date="").split(","), strict=True))
    path = ledger(",".join(values[name] for name in names), header=",".join(names))
    assert read_ledger(path)[0].settled_date is None


def test_byte_order_mark_quotes_and_blank_lines(ledger):
    path = ledger(row(customer='"Müller, 张伟"'), "", encoding="utf-8-sig")
    assert read_ledger(path)[0].customer == "Müller, 张伟"


@pytest.mark.parametrize("changes, reason", [
    ({"customer": ""}, "customer: empty"),
    ({"customer": "  "}, "customer: empty"),
    ({"invoice": ""}, "invoice: empty"),
    ({"invoice_date": "2013-02-30"}, "invoice_date: '2013-02-30' is not a date like 2013-06-30"),
    ({"invoice_date": "03/01/2013"}, "invoice_date: '03/01/2013' is not a date like 2013-06-30"),
    ({"due_date": "20130202"}, "due_date: '20130202' is not a date like 2013-06-30"),
    ({"due_date": ""}, "due_date: '' is not a date like 2013-06-30"),
    ({"amount": "-5"}, "amount: -5 is not above zero"),
    ({"amount": "0.00"}, "amount: 0.00 is not above zero"),
    ({"amount": "12..5"}, "amount: '12..5' is not an amount like 1234.50"),
    ({"amount": "NaN"}, "amount: 'NaN' is not an amount like 1234.50"),
    ({"amount": "1e3"}, "amount: '1e3' is not an amount like 1234.50"),
    ({"amount": "$5"}, "amount: '$5' is not an amount like 1234.50"),
    ({"amount": ""}, "amount: '' is not an amount like 1234.50"),
    ({"amount": "1.005"}, "amount: 1.005 has more than two decimals"),
    ({"disputed": "maybe"}, "disputed: 'maybe' is neither yes nor no"),
    ({"settled_date": "2013-01-02"}, "settled on 2013-01-02, before it was invoiced on 2013-01-03"),
    ({"due_date": "2013-01-02"}, "due on 2013-01-02, before it was invoiced on 2013-01-03"),
])
def test_bad_value_is_reported_with_line_and_reason(ledger, changes, reason):
    assert problems(ledger(row(invoice="INV0"), row(**changes))) == [(3, reason)]


def test_all_bad_rows_are_listed_and_nothing_is_returned(ledger):
    path = ledger(row(amount="x", disputed="?"), GOOD, row(invoice="INV2", due_date="soon"), GOOD)
    found = problems(path)
    assert [line for line, _reason in found] == [2, 2, 4, 5]
    assert found[-1] == (5, "invoice INV1 is in line 3 already")


def test_line_numbers_count_lines_of_the_file(ledger):
    assert problems(ledger("", row(customer='"Two\nlines"'), "", row(invoice="INV2", amount="x")))[0][0] == 6


def test_ragged_row(ledger):
    assert problems(ledger(GOOD + ",more")) == [(2, "10 values for 9 columns")]
    assert problems(ledger("ACME,770")) == [(2, "2 values for 9 columns")]


def test_unknown_missing_and_repeated_columns(ledger):
    assert problems(ledger(header=HEADER.replace("billing", "colour"))) == [
        (1, "unknown column 'colour'"), (1, "missing column 'billing'")]
    assert problems(ledger(header=HEADER + ",amount")) == [(1, "column 'amount' appears 2 times")]


def test_wrong_encoding_names_the_line(ledger):
    assert problems(ledger(GOOD, row(customer="Müller"), encoding="latin-1")) == [
        (3, "this is not UTF-8 text; save the ledger as «CSV UTF-8»")]


def test_broken_quotes_empty_and_missing_file(ledger, tmp_path):
    assert "not valid CSV" in problems(ledger('"ACME,770'))[0][1]
    assert problems(ledger()) == [(1, "the ledger has no invoices")]
    (tmp_path / "empty.csv").write_bytes(b"")
    assert problems(tmp_path / "empty.csv")[0][0] == 1
    assert "cannot be read" in problems(tmp_path / "absent.csv")[0][1]


def test_totals_at_a_day(ledger):
    invoices = read_ledger(ledger(
        row(invoice="1", customer="A", due_date="2013-06-30", amount="1.00", settled_date=""),
        row(invoice="2", customer="A", due_date="2013-06-29", amount="2.00", settled_date="2013-07-01"),
        row(invoice="3", customer="B", due_date="2013-05-31", amount="4.00", settled_date=""),
        row(invoice="4", customer="B", due_date="2013-05-30", amount="8.00", settled_date=""),
        row(invoice="5", customer="C", due_date="2013-04-01", amount="16.00", settled_date="2013-06-30"),
        row(invoice="6", customer="C", due_date="2013-04-01", amount="32.00", settled_date=""),
        row(invoice="7", customer="C", due_date="2013-03-31", amount="64.00", settled_date=""),
        row(invoice="8", customer="D", invoice_date="2013-07-01", due_date="2013-07-31", settled_date=""),
    ))
    totals = get_totals(invoices, date(2013, 6, 30))
    assert totals.customers == 3 and totals.open_invoices == 6
    assert totals.open_amount == Decimal("111.00")
    assert totals.buckets == {"not_due": 1, "1_30": 6, "31_60": 8, "61_90": 32, "over_90": 64}
    assert get_last_day(invoices) == date(2013, 7, 1)


def test_totals_equal_a_few_lines_over_the_file(tmp_path):
    """Judge the totals by an independent reading of a larger file."""
    path, day = tmp_path / "large.csv", "2013-06-30"
    with open(path, "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for i in range(500):
            start = date.fromordinal(date(2012, 6, 1).toordinal() + i)
            settled = "" if i % 3 else date.fromordinal(start.toordinal() + 10 + i % 90)
            due = date.fromordinal(start.toordinal() + 30)
            amount = f"{i % 97 + 1}.{i % 100:02}"
            writer.writerow([f"C{i % 40}", "391", i, start, due, amount, "no", settled, "electronic"])
    with open(path, newline="") as file:
        opened = [line for line in csv.DictReader(file)
                  if line["invoice_date"] <= day and (not line["settled_date"] or line["settled_date"] > day)]
    totals = get_totals(read_ledger(path), date.fromisoformat(day))
    assert totals.open_invoices == len(opened)
    assert totals.open_amount == sum(Decimal(line["amount"]) for line in opened) == sum(totals.buckets.values())


def test_command_line_lists_problems_on_stderr(ledger, capsys):
    assert main([str(ledger(row(amount="x")))]) == 1
    captured = capsys.readouterr()
    assert not captured.out
    assert "1 problem, nothing was loaded" in captured.err and "line 2: amount: 'x'" in captured.err
    assert main([str(ledger(GOOD)), "--as-of", "2013-01-31"]) == 0
    assert "1 customers, 1 open invoices, 50.39 open" in capsys.readouterr().out
