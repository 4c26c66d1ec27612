import csv
from datetime import date
from decimal import Decimal

import pytest

from devtools.ledger import LedgerError, Payment, get_totals, main, parse_rate, read_ledger

COLUMNS = (
    "customer", "country_code", "invoice", "invoice_date", "due_date", "amount", "disputed", "settled_date", "billing",
)
HEADER = ",".join(COLUMNS)
GOOD = "ACME,770,INV1,2013-01-03,2013-02-02,50.39,no,2013-02-10,paper"


@pytest.fixture
def ledger(tmp_path):
    def write(*rows, header=HEADER, encoding="utf-8"):
        path = tmp_path / "ledger.csv"
        path.write_bytes("\n".join([header, *rows, ""]).encode(encoding))
        return path
    return write


def read(path, **options):
    return read_ledger(path, **options).invoices


def problems(path, **options):
    with pytest.raises(LedgerError) as caught:
        read_ledger(path, **options)
    assert all(problem.text and problem.remedy for problem in caught.value.problems)
    return [(problem.line, problem.column, problem.text) for problem in caught.value.problems]


def row(**changes):
    values = dict(zip(COLUMNS, GOOD.split(","), strict=True)) | changes
    return ",".join(values[name] for name in COLUMNS)


def test_good_row(ledger):
    [invoice] = read(ledger(GOOD))
    assert invoice.customer == "ACME" and invoice.number == "INV1" and invoice.currency == "USD"
    assert invoice.amount == Decimal("50.39") and not invoice.is_disputed and not invoice.is_credit_note
    assert (invoice.invoice_date, invoice.due_date, invoice.settled_date) == (
        date(2013, 1, 3), date(2013, 2, 2), date(2013, 2, 10))


def test_columns_in_any_order_and_only_the_required_ones(ledger):
    [invoice] = read(ledger("50.39,INV1,2013-01-03,2013-02-02,ACME", header="amount,invoice,invoice_date,due_date,customer"))
    assert invoice.settled_date is None and invoice.number == "INV1" and not invoice.is_disputed


def test_names_of_columns_in_capitals_and_what_programs_add(ledger):
    """As a public data set of receivables has them."""
    header = ("countryCode,customerID,PaperlessDate,invoiceNumber,InvoiceDate,DueDate,InvoiceAmount,Disputed,SettledDate,"
              "PaperlessBill,DaysToSettle,DaysLate")
    [invoice] = read(ledger("391,0379-NEVHP,4/6/2013,611365,1/2/2013,2/1/2013,55.94,No,1/15/2013,Paper,13,0", header=header),
                     date_format="mdy")
    assert (invoice.customer, invoice.country_code, invoice.number, invoice.billing) == ("0379-NEVHP", "391", "611365", "Paper")
    assert (invoice.due_date, invoice.settled_date) == (date(2013, 2, 1), date(2013, 1, 15))


def test_export_with_semicolons_decimal_comma_credit_note_and_two_part_payments(ledger):
    path = ledger(
        "Müller GmbH;R1;Invoice;03.01.2013;02.02.2013;1.000,00;EUR;300,00;20.01.2013",
        "Müller GmbH;R1;Invoice;03.01.2013;02.02.2013;1.000,00;EUR;200,50;05.02.2013",
        "Müller GmbH;R2;Credit note;04.01.2013;;100,00;EUR;;",
        header="Customer name;Invoice No.;Document type;Invoice date;Due date;Amount;Currency;Amount paid;Date of payment",
        encoding="cp1252")
    found = read_ledger(path)
    invoice, credit_note = found.invoices
    assert found.currency == "EUR"
    assert found.reading == (
        "Windows-1252, separated by semicolons, decimal comma, day first, credit notes: 1, paid in parts: 1")
    assert invoice.customer == "Müller GmbH" and invoice.amount == 1000
    assert invoice.payments == (
        Payment(date(2013, 1, 20), Decimal(300)), Payment(date(2013, 2, 5), Decimal("200.50")))
    assert [invoice.residual_on(date(2013, *day)) for day in ((1, 2), (1, 3), (1, 31), (2, 5))] == [
        0, 1000, 700, Decimal("499.50")]
    assert credit_note.is_credit_note and credit_note.amount == -100 and credit_note.due_date == date(2013, 1, 4)


def test_chinese_export(ledger):
    path = ledger(
        "上海张记\tF1\t2013年1月3日\t2013/2/2\t1,234.50\t人民币\t否\t备注",
        "上海张记\tF2\t2013/1/4\t2013/2/2\t-34.50\t人民币\t\t",
        header="客户名称\t发票号码\t开票日期\t到期日\t价税合计\t币种\t是否争议\t备注", encoding="gb18030")
    found = read_ledger(path)
    assert found.currency == "CNY" and found.reading.startswith("GB18030, separated by tabs")
    assert [(invoice.customer, invoice.amount, invoice.invoice_date.day) for invoice in found.invoices] == [
        ("上海张记", Decimal("1234.50"), 3), ("上海张记", Decimal("-34.50"), 4)]


def test_rows_of_one_invoice_are_its_parts_when_they_differ_in_the_day_of_payment(ledger):
    [invoice] = read(ledger(
        row(amount="20.00", settled_date="2013-02-20"), row(amount="30.00", settled_date="2013-01-10"),
        row(amount="0.39", settled_date="")))
    assert invoice.amount == Decimal("50.39") and invoice.settled_date is None
    assert [(payment.day.month, payment.amount) for payment in invoice.payments] == [(1, 30), (2, 20)]


def test_the_rest_is_paid_on_the_settled_date(ledger):
    header = "customer,invoice,invoice_date,due_date,amount,paid_amount,paid_date,settled_date"
    [invoice] = read(ledger("A,1,2013-01-03,2013-02-02,100,40,2013-01-10,2013-02-20", header=header))
    assert invoice.payments == (Payment(date(2013, 1, 10), Decimal(40)), Payment(date(2013, 2, 20), Decimal(60)))
    assert invoice.settled_date == date(2013, 2, 20)


def test_date_of_payment_without_amounts_is_the_settled_date(ledger):
    header = "customer,invoice,invoice_date,due_date,amount,paid_date"
    [invoice] = read(ledger("A,1,2013-01-03,2013-02-02,100,2013-01-10", header=header))
    assert invoice.settled_date == date(2013, 1, 10)


def test_ambiguous_dates_need_an_option(ledger):
    path = ledger(row(invoice_date="03/01/2013", due_date="02/02/2013", settled_date="04/02/2013"))
    assert problems(path) == [(2, "invoice_date", "'03/01/2013' may be day first or month first, and no other value shows it")]
    assert read(path, date_format="dmy")[0].invoice_date == date(2013, 1, 3)
    assert problems(path, date_format="mdy") == [
        (2, "due_date", "due on 2013-02-02, before it was invoiced on 2013-03-01")]
    assert problems(path, date_format="ymd")[0] == (2, "invoice_date", "'03/01/2013' is not a date with the year first")


@pytest.mark.parametrize("evident, day", [("13/01/2013", date(2013, 1, 3)), ("01/13/2013", date(2013, 3, 1))])
def test_one_evident_date_decides_for_all(ledger, evident, day):
    path = ledger(row(invoice_date="03/01/2013", due_date="2013-12-31", settled_date=""),
                  row(invoice="INV2", invoice_date=evident, settled_date=""))
    assert read(path)[0].invoice_date == day


def test_ambiguous_amounts_need_an_option(ledger):
    path = ledger(row(amount="1.234"), row(invoice="INV2", amount="5"))
    assert problems(path) == [(2, "amount", "'1.234' may have decimals or thousands, and no other value shows it"),
                              (2, "amount", "1.234 has more than 2 decimals")]
    assert read(path, decimal="comma")[0].amount == 1234
    assert problems(path, decimal="point") == [(2, "amount", "1.234 has more than 2 decimals")]


@pytest.mark.parametrize("changes, column, reason", [
    ({"customer": ""}, "customer", "empty"),
    ({"customer": "  "}, "customer", "empty"),
    ({"customer": "A\0B"}, "customer", "'A␀B' contains NUL or another control character"),
    ({"invoice": ""}, "invoice", "empty"),
    ({"invoice_date": "2013-02-30"}, "invoice_date", "'2013-02-30' is no day of the calendar"),
    ({"invoice_date": "0001-01-01"}, "invoice_date", "'0001-01-01' is not between the years 1970 and 2199"),
    ({"due_date": "9999-12-31"}, "due_date", "'9999-12-31' is not between the years 1970 and 2199"),
    ({"due_date": "2013022"}, "due_date", "'2013022' is not a date"),
    ({"due_date": ""}, "due_date", "empty"),
    ({"amount": "0.00"}, "amount", "0.00 is zero"),
    ({"amount": "12..5"}, "amount", "'12..5' is not an amount"),
    ({"amount": "NaN"}, "amount", "'NaN' is not an amount"),
    ({"amount": "inf"}, "amount", "'inf' is not an amount"),
    ({"amount": "1e3"}, "amount", "'1e3' is not an amount"),
    ({"amount": "$5"}, "amount", "'$5' is not an amount"),
    ({"amount": ""}, "amount", "empty"),
    ({"amount": "9" * 27}, "amount", f"'{'9' * 27}' has more than 12 digits"),
    ({"amount": "1.005"}, "amount", "1.005 has more than 2 decimals"),
    ({"amount": '"1,50"'}, "amount", "'1,50' has a decimal comma, other amounts have a decimal point"),
    ({"disputed": "maybe"}, "disputed", "'maybe' is neither yes nor no"),
    ({"settled_date": "2013-01-02"}, "settled_date", "settled on 2013-01-02, before it was invoiced on 2013-01-03"),
    ({"due_date": "2013-01-02"}, "due_date", "due on 2013-01-02, before it was invoiced on 2013-01-03"),
])
def test_bad_value_is_reported_with_line_column_and_reason(ledger, changes, column, reason):
    good = row(invoice="INV0"), row(invoice="INV9", amount="7.10")
    assert problems(ledger(*good, row(**changes))) == [(4, column, reason)]


@pytest.mark.parametrize("rest, column, reason", [
    ("USD,invoice,40,2013-01-02", "paid_date", "paid on 2013-01-02, before it was invoiced on 2013-01-03"),
    ("USD,invoice,40,", "paid_amount", "40 without a date of payment"),
    ("USD,invoice,,2013-01-10", "paid_date", "a date without a paid amount"),
    ("USD,invoice,-40,2013-01-10", "paid_amount", "-40 is below zero"),
    ("USD,invoice,NaN,2013-01-10", "paid_amount", "'NaN' is not an amount"),
    ("USD,invoice,120,2013-01-10", "", "invoice 1: paid 120 of 100"),
    ("USD,payment,40,2013-01-10", "type", "'payment' is neither an invoice nor a credit note"),
    ("XYZ,invoice,40,2013-01-10", "currency", "'XYZ' is no currency that is known"),
    (",invoice,40,2013-01-10", "currency", "'' is no currency that is known"),
    ("JPY,invoice,40.5,2013-01-10", "paid_amount", "40.5 has more than no decimals"),
])
def test_bad_payment_type_or_currency(ledger, rest, column, reason):
    header = "customer,invoice,invoice_date,due_date,amount,currency,type,paid_amount,paid_date"
    assert problems(ledger(f"A,1,2013-01-03,2013-02-02,100,{rest}", header=header)) == [(2, column, reason)]


def test_all_bad_rows_are_listed_and_nothing_is_returned(ledger):
    path = ledger(row(amount="x", disputed="?"), GOOD, row(invoice="INV2", due_date="soon"), "ACME,770", GOOD)
    found = problems(path)
    assert [line for line, _column, _reason in found] == [2, 2, 4, 5, 6]
    assert found[-1] == (6, "", "invoice INV1 is in line 3 already")


@pytest.mark.parametrize("changes, reason", [
    ({}, "invoice INV1 is in line 2 already"),
    ({"customer": "OTHER"}, "invoice INV1 is in line 2 already, with another customer"),
    ({"due_date": "2013-03-02", "amount": "7.00"}, "invoice INV1 is in line 2 already, with another due_date"),
    ({"amount": "-7.00"}, "invoice INV1 is in line 2 already, with another sign of the amount"),
])
def test_duplicate_invoices(ledger, changes, reason):
    assert problems(ledger(GOOD, row(**changes))) == [(3, "", reason)]


def test_open_invoice_twice_is_a_duplicate_even_with_another_amount(ledger):
    path = ledger(row(settled_date=""), row(settled_date="", amount="7.00"))
    assert problems(path) == [(3, "", "invoice INV1 is in line 2 already")]


def test_payment_twice_and_amount_that_differs_between_payments(ledger):
    header = "customer,invoice,invoice_date,due_date,amount,paid_amount,paid_date"
    start = "A,1,2013-01-03,2013-02-02"
    path = ledger(f"{start},100,40,2013-01-10", f"{start},100,40,2013-01-10", f"{start},90,40,2013-01-11", header=header)
    assert problems(path) == [(3, "", "invoice 1 is in line 2 already, with the same payment"),
                              (4, "", "invoice 1 is in line 2 already, with another amount")]


def test_several_currencies_need_rates(ledger):
    header = "customer,invoice,invoice_date,due_date,amount,currency"
    path = ledger("A,1,2013-01-03,2013-02-02,100.00,USD", "A,2,2013-01-03,2013-02-02,10.01,EUR", header=header)
    assert problems(path) == [(3, "", "currency EUR beside USD")]
    assert problems(path, rates={"USD": Decimal(1), "EUR": Decimal(1)}) == [(0, "", "every currency of the ledger has a rate")]
    found = read_ledger(path, rates={"EUR": Decimal("1.0842")})
    totals = get_totals(found, date(2013, 1, 31))
    assert found.currency == "USD" and totals.open_amount == Decimal("110.85") and totals.in_other_currencies == 1


@pytest.mark.parametrize("text", ["EUR", "EUR=", "EUR=nan", "EUR=-1", "EUR=0", "EUR=inf", "XXX=1", "EUR=1e40", "EUR=1e-40"])
def test_bad_rate(text):
    with pytest.raises(Exception, match="not a rate like EUR=1.08"):
        parse_rate(text)


def test_ragged_row(ledger):
    assert problems(ledger(GOOD + ",more")) == [(2, "", "10 values for 9 columns")]
    assert problems(ledger("ACME,770")) == [(2, "", "2 values for 9 columns")]


def test_message_names_the_semicolon_when_it_is_the_matter(ledger):
    with pytest.raises(LedgerError, match="semicolon"):
        read_ledger(ledger(GOOD.replace(",", ";")))
    with pytest.raises(LedgerError, match="semicolon"):
        read_ledger(ledger(GOOD.replace("50.39", "50,39")))
    with pytest.raises(LedgerError, match="semicolon"):
        read_ledger(ledger("x;y;z", header="col1;col2;col3"))


def test_unknown_missing_and_repeated_columns(ledger):
    assert problems(ledger(GOOD, header=HEADER.replace("billing", "colour"))) == [(1, "", "unknown column 'colour'")]
    assert problems(ledger(header=HEADER.replace("amount", "sum"))) == [
        (1, "", "unknown column 'sum'"), (1, "", "missing column 'amount'")]
    assert problems(ledger(header=HEADER + ",Total Amount")) == [
        (1, "", "column 'amount' appears 2 times, as 'amount' and 'Total Amount'")]
    with pytest.raises(LedgerError, match="name it 'settled_date' if it is that"):
        read_ledger(ledger(GOOD, header=HEADER.replace("settled_date", "setled_date")))


def test_values_are_checked_beside_an_unknown_column(ledger):
    found = problems(ledger(row(amount="x"), header=HEADER.replace("billing", "colour")))
    assert [line for line, _column, _reason in found] == [1, 2]


def test_header_only_empty_and_missing_file(ledger, tmp_path):
    assert problems(ledger()) == [(1, "", "the ledger has no invoices")]
    (tmp_path / "empty.csv").write_bytes(b"")
    assert problems(tmp_path / "empty.csv") == [(1, "", "the file is empty")]
    assert "cannot be read" in problems(tmp_path / "absent.csv")[0][2]


def test_totals_at_a_day(ledger):
    found = read_ledger(ledger(
        row(invoice="1", customer="A", due_date="2013-06-30", amount="1.00", settled_date=""),
        row(invoice="2", customer="A", due_date="2013-06-29", amount="2.00", settled_date="2013-07-01"),
        row(invoice="3", customer="B", due_date="2013-05-31", amount="4.00", settled_date=""),
        row(invoice="4", customer="B", due_date="2013-05-30", amount="8.00", settled_date=""),
        row(invoice="5", customer="C", due_date="2013-04-01", amount="16.00", settled_date="2013-06-30"),
        row(invoice="6", customer="C", due_date="2013-04-01", amount="32.00", settled_date=""),
        row(invoice="7", customer="C", due_date="2013-03-31", amount="64.00", settled_date=""),
        row(invoice="8", customer="D", invoice_date="2013-07-01", due_date="2013-07-31", settled_date=""),
        row(invoice="9", customer="B", amount="-3.00", settled_date=""),
    ))
    totals = get_totals(found, date(2013, 6, 30))
    assert totals.customers == 3 and totals.open_invoices == 6
    assert totals.open_amount == Decimal("108.00") and totals.open_credits == -3
    assert totals.buckets == {"not_due": 1, "1_30": 6, "31_60": 8, "61_90": 32, "over_90": 64}
    assert found.last_day == date(2013, 7, 1)


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
    assert "1 problem, nothing was loaded" in captured.err
    assert "line 2, column 'amount': 'x' is not an amount; write an amount like 1234.50" in captured.err
    assert main([str(ledger(GOOD)), "--as-of", "2013-01-31"]) == 0
    assert "1 customers, 1 open invoices, USD 50.39 open" in capsys.readouterr().out
    assert main([str(ledger(row(invoice_date="03/01/2013"))), "--date-format", "dmy", "--decimal", "point"]) == 0
