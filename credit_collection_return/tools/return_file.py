"""Files in which banks tell returned payments: CSV, camt.054 and pain.002 (ISO 20022). Plain values in, plain values out."""

import codecs
import csv
import io
import re
from datetime import date
from typing import NamedTuple

from lxml import etree

COLUMNS = {
    "reference": ("reference", "payment", "end to end id", "endtoendid", "参考", "付款", "付款编号"),
    "amount": ("amount", "金额"),
    "date": ("date", "returned on", "日期", "退回日期"),
    "code": ("reason", "reason code", "code", "原因", "原因代码"),
    "fee": ("fee", "bank fee", "手续费", "银行手续费"),
    "bank_reference": ("bank reference", "银行参考"),
}
REQUIRED = ("reference", "amount", "date")
GROUPED = r"-?\d{1,3}(?:(?:,\d{3})+(?:\.\d{1,%(decimals)d})?|(?:\.\d{3})+(?:,\d{1,%(decimals)d})?)"
# In ISO 20022 a point is the mark of decimals, of which there are as many as the currency has.
ISO_NUMBER = re.compile(r"-?\d+\.\d{1,5}")
DECIMALS = 2
MOST_ROWS = 5000
# What some banks write at debits that were collected.
SUCCESS = {"0000"}
# More digits are not looked at.
LONGEST = 24
# Larger amounts are no money: they are numbers of accounts, or nonsense.
LARGEST = 1e12


class FileError(ValueError):
    """The file cannot be read at all; ``code`` says why, ``detail`` where."""

    def __init__(self, code, detail=""):
        super().__init__(code)
        self.code, self.detail = code, detail


class ReturnRow(NamedTuple):
    """A return as the file tells it; ``errors`` are codes of what cannot be read of it."""

    number: int
    reference: str = ""
    amount: float | None = None
    day: date | None = None
    code: str = ""
    fee: float = 0.0
    bank_reference: str = ""
    currency: str = ""
    errors: tuple = ()


def read_file(content, decimals=DECIMALS):
    """:param bytes content:
    :param decimals: of the currency in which a CSV without any is
    :return: list of :class:`ReturnRow`
    :raise FileError: it is empty, has no such columns, or is another kind of file
    """
    if b"\0" in content:  # another kind of file; no database keeps such a text
        raise FileError("encoding")
    if not content.removeprefix(codecs.BOM_UTF8).strip():
        raise FileError("empty")
    rows = read_xml(content) if content.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<") else read_csv(content, decimals)
    if not rows:
        raise FileError("no_returns")
    if len(rows) > MOST_ROWS:
        raise FileError("too_many", str(MOST_ROWS))
    return rows


def to_amount(text, decimals=DECIMALS, is_iso=False):
    """:param decimals: how many figures at most stand behind the mark of decimals
    :return: the amount, without sign; None for what is no number, or has points and commas that may mean either
    """
    digits = re.sub(r"[\s'\u00a0\u202f]", "", text)
    if len(digits) > LONGEST:
        return None
    if re.fullmatch(rf"-?\d+(?:[.,]\d{{1,{decimals}}})?", digits) or (is_iso and ISO_NUMBER.fullmatch(digits)):
        return _to_money(digits.replace(",", "."))
    marks = re.findall(r"[.,]", digits)
    if re.fullmatch(GROUPED % {"decimals": decimals}, digits) and len(marks) > 1:
        whole, _mark, rest = digits.rpartition(marks[-1]) if marks[-1] != marks[0] else (digits, "", "0")
        return _to_money(re.sub(r"[.,]", "", whole) + "." + rest)
    return None


def _to_money(digits):
    amount = abs(float(digits))
    return amount if amount < LARGEST else None


def to_date(text):
    """:return: the day of ``2025-03-28``, also with a time behind it; None for anything else"""
    match = re.match(r"(\d{4})-(\d{2})-(\d{2})(?:T|$)", text.strip())
    try:
        return date(*map(int, match.groups())) if match else None
    except ValueError:
        return None


def make_row(number, values, currency="", **reading):
    """:param dict values: texts by the names of ``COLUMNS``; ``reading``: how :func:`to_amount` reads the amounts"""
    values = {name: (text or "").strip() for name, text in values.items()}
    reference, fee = values.get("reference", ""), values.get("fee", "")
    amount, day = to_amount(values.get("amount", ""), **reading), to_date(values.get("date", ""))
    paid = to_amount(fee, **reading) if fee else 0.0
    errors = tuple(code for code, wrong in (
        ("reference", not reference or reference == "NOTPROVIDED"), ("amount", not amount), ("date", day is None),
        ("fee", paid is None)) if wrong)
    return ReturnRow(
        number, reference, amount, day, values.get("code", "").upper(), paid or 0.0,
        values.get("bank_reference", ""), currency, errors)


def read_csv(content, decimals):
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise FileError("encoding") from None
    if not text.strip():
        raise FileError("empty")
    head = text.splitlines()[0]
    delimiter = max(";,\t", key=head.count)
    try:
        # As old and new systems end their lines.
        table = list(csv.reader(io.StringIO(text, newline=None), delimiter=delimiter))
    except csv.Error:
        raise FileError("table") from None
    names = {alias: name for name, aliases in COLUMNS.items() for alias in aliases}
    header = [names.get(cell.strip().lower().replace("_", " ")) for cell in table[0]]
    if missing := [name for name in REQUIRED if name not in header]:
        raise FileError("columns", ", ".join(missing))
    return [
        make_row(number, {name: cell for name, cell in zip(header, cells, strict=False) if name}, decimals=decimals)
        for number, cells in enumerate(table[1:], start=2) if any(cell.strip() for cell in cells)]


def read_xml(content):
    # Neither entities nor anything from outside: the file comes from somebody else.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError:
        raise FileError("xml") from None
    space = etree.QName(root).namespace or ""
    if "camt.05" in space:
        return _read_camt(root)
    if "pain.002" in space:
        return _read_pain(root)
    raise FileError("kind", space)


def _find(node, path):
    """:return: the nodes at ``path``, whatever version of the message they belong to"""
    return node.xpath("/".join(f"*[local-name()='{name}']" for name in path.split("/")))


def _text(node, *paths):
    return next((found[0].text or "" for path in paths if (found := _find(node, path))), "")


def _read_camt(root):
    rows = []
    for entry in root.iter("{*}Ntry"):
        for details in _find(entry, "NtryDtls/TxDtls"):
            code = _text(details, "RtrInf/Rsn/Cd", "RtrInf/Rsn/Prtry")
            if not _find(details, "RtrInf") or code.strip() in SUCCESS:
                continue
            # What was booked may have the fee in it: the original amount is that of the payment.
            booked = _find(details, "AmtDtls/TxAmt/Amt") or _find(details, "Amt") or _find(entry, "Amt")
            amounts = _find(details, "AmtDtls/InstdAmt/Amt") or booked
            rows.append(make_row(len(rows) + 1, {
                "reference": _text(details, "Refs/EndToEndId"), "amount": amounts[0].text if amounts else "",
                "date": _text(entry, "BookgDt/Dt", "BookgDt/DtTm"),
                "code": code, "fee": _get_fee(entry, details, amounts),
                "bank_reference": _text(details, "Refs/AcctSvcrRef", "Refs/TxId") or _text(entry, "AcctSvcrRef"),
            }, amounts[0].get("Ccy", "") if amounts else "", is_iso=True))
    return rows


def _get_fee(entry, details, amounts):
    """:return: text of the fee: as it is named, else what was booked of this item above its original amount"""
    def read(amount):
        return to_amount(amount.text or "", is_iso=True)

    fees = [read(amount) for amount in (
        _find(details, "Chrgs/Rcrd/Amt") or _find(details, "Chrgs/TtlChrgsAndTaxAmt") or _find(details, "Chrgs/Amt"))]
    is_alone = len(_find(entry, "NtryDtls/TxDtls")) == 1
    booked = _find(details, "AmtDtls/TxAmt/Amt") or _find(details, "Amt") or (_find(entry, "Amt") if is_alone else [])
    if not fees and amounts and booked and booked[0].get("Ccy") == amounts[0].get("Ccy"):
        fees = [max((read(booked[0]) or 0.0) - (read(amounts[0]) or 0.0), 0.0)]
    return f"{sum(filter(None, fees)):.5f}"


def _read_pain(root):
    rows, created = [], ""
    for header in root.iter("{*}GrpHdr"):
        created = _text(header, "CreDtTm")
    for details in root.iter("{*}TxInfAndSts"):
        code = _text(details, "StsRsnInf/Rsn/Cd", "StsRsnInf/Rsn/Prtry")
        if _text(details, "TxSts") not in ("RJCT", "") or code.strip() in SUCCESS:
            continue
        amounts = _find(details, "OrgnlTxRef/Amt/InstdAmt") or _find(details, "OrgnlTxRef/IntrBkSttlmAmt")
        rows.append(make_row(len(rows) + 1, {
            "reference": _text(details, "OrgnlEndToEndId"), "amount": amounts[0].text if amounts else "",
            "date": created, "code": code,
            "bank_reference": _text(details, "StsId", "OrgnlTxId"),
        }, amounts[0].get("Ccy", "") if amounts else "", is_iso=True))
    return rows
