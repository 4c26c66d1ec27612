from datetime import date
from decimal import Decimal

import pytest

from devtools.ledger_values import (
    WORDS,
    find_convention,
    find_currency,
    find_word,
    get_decimal_of,
    get_order_of,
    parse_amount,
    parse_day,
)


@pytest.mark.parametrize("text, decimal, amount", [
    ("1234.50", ".", "1234.50"),
    ("1,234.50", ".", "1234.50"),
    ("1,234,567.5", ".", "1234567.5"),
    ("12,34,567.89", ".", "1234567.89"),
    (".5", ".", "0.5"),
    ("1234,50", ",", "1234.50"),
    ("1.234,50", ",", "1234.50"),
    ("1 234,50", ",", "1234.50"),
    ("1\u00a0234,50", ",", "1234.50"),
    ("1\u202f234\u202f567,50", ",", "1234567.50"),
    ("1'234.50", ".", "1234.50"),
    ("1.234", ",", "1234"),
    ("1.234", ".", "1.234"),
    ("-5", ".", "-5"),
    ("5.00-", ".", "-5"),
    ("(5,00)", ",", "-5"),
    ("\u22125", ".", "-5"),
    ("+5", ".", "5"),
    ("999999999999.99", ".", "999999999999.99"),
])
def test_amount(text, decimal, amount):
    assert parse_amount(text, decimal) == Decimal(amount)


@pytest.mark.parametrize("text, decimal, reason", [
    ("", ".", "empty"),
    ("NaN", ".", "'NaN' is not an amount"),
    ("Infinity", ".", "'Infinity' is not an amount"),
    ("-inf", ".", "'-inf' is not an amount"),
    ("1e3", ".", "'1e3' is not an amount"),
    ("$5", ".", "'$5' is not an amount"),
    ("12..5", ".", "'12..5' is not an amount"),
    ("1,23", ".", "'1,23' has a decimal comma, other amounts have a decimal point"),
    ("1.234,50", ".", "'1.234,50' has a decimal comma, other amounts have a decimal point"),
    ("1.50", ",", "'1.50' has a decimal point, other amounts have a decimal comma"),
    ("1,2345", ",", None),
    ("1,234 567.00", ".", "'1,234 567.00' is not an amount"),
    ("-", ".", "'-' is not an amount"),
    (".", ".", "'.' is not an amount"),
    ("--5", ".", "'--5' is not an amount"),
    ("\u0661\u0662", ".", "'\u0661\u0662' is not an amount"),
    ("1" * 27, ".", f"'{'1' * 27}' has more than 12 digits"),
    ("0." + "1" * 27, ".", f"'0.{'1' * 27}' has more than 12 digits"),
])
def test_no_amount(text, decimal, reason):
    if reason is None:
        assert parse_amount(text, decimal)
        return
    with pytest.raises(ValueError) as caught:
        parse_amount(text, decimal)
    assert caught.value.args[0] == reason and caught.value.args[1]


@pytest.mark.parametrize("text, proof", [
    ("500", None), ("1 234", None), ("x", None), ("", None), ("12..5", None),
    ("50.39", "."), ("0.123", "."), ("1234.567", "."), ("1,234,567", "."), ("1,234.5", "."), ("1'234.567", "."),
    ("50,39", ","), ("0,123", ","), ("1.234.567", ","), ("1.234,567", ","),
    ("1.234", "?"), ("1,234", "?"), ("-999,999", "?"),
])
def test_what_an_amount_proves(text, proof):
    assert get_decimal_of(text) == proof


@pytest.mark.parametrize("text, proof", [
    ("2013-06-30", None), ("", None), ("x", None), ("3/3/2013", None), ("99/99/2013", None),
    ("13/01/2013", "dmy"), ("01/13/2013", "mdy"), ("03.01.2013", "dmy"), ("03.13.2013", "mdy"),
    ("03/01/2013", "?"), ("03-01-2013", "?"),
])
def test_what_a_date_proves(text, proof):
    assert get_order_of(text) == proof


@pytest.mark.parametrize("texts, found", [
    ([], (None, None)),
    (["500"], (None, None)),
    (["500", "1.234", "2.000"], (None, 1)),
    (["1.234", "50,39"], (",", None)),
    (["1.234", "50,39", "1.5", "7,5"], (",", None)),
])
def test_convention_is_what_most_values_prove(texts, found):
    assert find_convention(get_decimal_of, texts) == found


@pytest.mark.parametrize("text, order, day", [
    ("2013-06-30", None, date(2013, 6, 30)),
    ("2013/6/3", "dmy", date(2013, 6, 3)),
    ("2013.06.30", "mdy", date(2013, 6, 30)),
    ("2013-06-30", "ymd", date(2013, 6, 30)),
    ("2013年6月30日", None, date(2013, 6, 30)),
    ("20130630", "dmy", date(2013, 6, 30)),
    ("2013-06-30 00:00:00", None, date(2013, 6, 30)),
    ("2013-06-30T14:05", None, date(2013, 6, 30)),
    ("03/01/2013", "dmy", date(2013, 1, 3)),
    ("03/01/2013", "mdy", date(2013, 3, 1)),
    ("3.1.2013", "dmy", date(2013, 1, 3)),
    ("03-01-2013 00:00", "mdy", date(2013, 3, 1)),
])
def test_day(text, order, day):
    assert parse_day(text, order) == day


@pytest.mark.parametrize("text, order, reason", [
    ("", "dmy", "empty"),
    ("soon", "dmy", "'soon' is not a date"),
    ("2013022", "dmy", "'2013022' is not a date"), ("20131302", "dmy", "'20131302' is no day of the calendar"),
    ("2013-02-30", "dmy", "'2013-02-30' is no day of the calendar"),
    ("30/02/2013", "dmy", "'30/02/2013' is no day of the calendar"),
    ("01/13/2013", "dmy", "'01/13/2013' is no date with the day first, as other dates have it"),
    ("13/01/2013", "mdy", "'13/01/2013' is no date with the month first, as other dates have it"),
    ("03/01/2013", "ymd", "'03/01/2013' is not a date with the year first"),
    ("03/01/13", "dmy", "'03/01/13' has a year of two digits"),
    ("0001-01-01", "dmy", "'0001-01-01' is not between the years 1970 and 2199"),
    ("01.01.0001", "dmy", "'01.01.0001' is not between the years 1970 and 2199"),
    ("0000-01-01", "dmy", "'0000-01-01' is not between the years 1970 and 2199"),
    ("9999-12-31", "dmy", "'9999-12-31' is not between the years 1970 and 2199"),
    ("2013-06/30", "dmy", "'2013-06/30' is not a date"),
])
def test_no_day(text, order, reason):
    with pytest.raises(ValueError) as caught:
        parse_day(text, order)
    assert caught.value.args[0] == reason and caught.value.args[1]


@pytest.mark.parametrize("kind, text, meaning", [
    ("column", "Invoice_No.", "invoice"), ("column", " DUE  date: ", "due_date"), ("column", "发票号码", "invoice"),
    ("column", "到期日", "due_date"), ("column", "金额", "amount"), ("column", "Remarks", ""), ("column", "colour", None),
    ("column", "币种", "currency"), ("column", "收款金额", "paid_amount"), ("column", "结清日期", "settled_date"),
    ("type", "Credit Note", "credit note"), ("type", "红字发票", "credit note"), ("type", "payment", None),
    ("type", "out_refund", "credit note"), ("disputed", "是", "yes"), ("disputed", "FALSE", "no"), ("disputed", "maybe", None),
])
def test_word(kind, text, meaning):
    assert find_word(kind, text) == meaning


def test_every_column_is_known_by_its_own_name():
    from devtools.ledger_rows import COLUMNS

    assert {column: find_word("column", column) for column in COLUMNS} == {column: column for column in COLUMNS}
    assert set(WORDS["column"].values()) == {*COLUMNS, ""}


@pytest.mark.parametrize("text, code", [("usd", "USD"), ("RMB", "CNY"), ("€", "EUR"), ("人民币", "CNY"), ("JPY", "JPY")])
def test_currency(text, code):
    assert find_currency(text) == code


@pytest.mark.parametrize("text", ["", "XYZ", "$", "¥", "dollars"])
def test_no_currency(text):
    with pytest.raises(ValueError):
        find_currency(text)
