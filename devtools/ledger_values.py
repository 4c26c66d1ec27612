"""Amounts, dates and words of exported tables: which way of writing a file uses, and what a value says in it.

Standard library only. A function that cannot read a value raises :class:`ValueError` with what is wrong and the remedy.
"""
import csv
import re
import unicodedata
from collections import Counter, defaultdict
from datetime import date
from decimal import Decimal
from pathlib import Path

DECIMALS = {"point": ".", "comma": ","}
DATE_FORMATS = {"dmy": "day first", "mdy": "month first", "ymd": "year first"}
LONGEST_AMOUNT = 12  # digits before the decimals: more than any invoice has, and few enough for exact sums
FIRST_DAY, LAST_DAY = date(1970, 1, 1), date(2199, 12, 31)
# What separates groups of three digits besides the comma or point: apostrophes and all kinds of spaces.
GROUP_SIGNS = "'\u2019 \u00a0\u2009\u202f"
TIME = r"(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"
YEAR_FIRST = re.compile(rf"(\d{{4}})([-/.])(\d{{1,2}})\2(\d{{1,2}}){TIME}", re.ASCII)
CHINESE_DATE = re.compile(r"(\d{4})(年)(\d{1,2})月(\d{1,2})日", re.ASCII)
COMPACT_DATE = re.compile(r"(\d{4})()(\d{2})(\d{2})", re.ASCII)
YEAR_LAST = re.compile(rf"(\d{{1,2}})([-/.])(\d{{1,2}})\2(\d{{4}}){TIME}", re.ASCII)
SHORT_YEAR = re.compile(r"\d{1,2}([-/.])\d{1,2}\1\d{2}", re.ASCII)


def _amount_pattern(decimal, group):
    sign = f"[{re.escape(group + GROUP_SIGNS)}]"
    lakhs = r"|[1-9]\d?(?:,\d{2})+,\d{3}" if group == "," else ""
    return re.compile(
        rf"(?P<whole>[1-9]\d{{0,2}}(?P<sign>{sign})\d{{3}}(?:(?P=sign)\d{{3}})*{lakhs}|\d*)"
        rf"(?:{re.escape(decimal)}(?P<part>\d+))?", re.ASCII)


AMOUNT_PATTERNS = {".": _amount_pattern(".", ","), ",": _amount_pattern(",", ".")}


def _read_words():
    """Return ``{kind: {word: meaning}}`` of the words in other spellings."""
    words = defaultdict(dict)
    with open(Path(__file__).with_suffix("").with_name("ledger_words.csv"), newline="", encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            words[row["kind"]].update(dict.fromkeys(map(normalize, row["words"].split("|")), row["meaning"]))
    return words


def normalize(word):
    """Return ``word`` without differences that mean nothing: case, width, spaces, underscores, full stops, slashes; words that
    are told apart by their capitals alone, as in InvoiceDate, are words."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", unicodedata.normalize("NFKC", word))
    return " ".join(re.sub(r"[\s_.:#/*\"-]+", " ", words.casefold()).split())


WORDS = _read_words()
CURRENCY_DECIMALS = {code.upper(): int(decimals) for code, decimals in WORDS["decimals"].items()}


def find_word(kind, text):
    """Return what ``text`` means as a word of ``kind``; None when nobody knows. The meaning may be empty: to be ignored."""
    return WORDS[kind].get(normalize(text))


def find_currency(text):
    """Return the code of a currency that is given by its code, its sign or its name."""
    code = find_word("currency", text) or text.upper()
    if code not in CURRENCY_DECIMALS:
        raise ValueError(f"{text!r} is no currency that is known", "use a code of three letters such as USD or CNY")
    return code


def find_convention(get_proof, texts):
    """Return what most of ``texts`` prove by ``get_proof``, or None, and the index of the first that needs a proof in vain."""
    proofs = [get_proof(text) for text in texts]
    counts = Counter(proof for proof in proofs if proof and proof != "?")
    if counts:
        return counts.most_common(1)[0][0], None
    return None, proofs.index("?") if "?" in proofs else None


# Amounts ---------------------------------------------------------------------------------------------------------------

def _strip_sign(text):
    """Return whether the amount is negative, and its digits: -5, 5-, (5) and −5 are."""
    text = text.replace("\u2212", "-").strip()
    if text.startswith("(") and text.endswith(")"):
        return True, text[1:-1].strip()
    if text.endswith("-"):
        return True, text[:-1].strip()
    return text.startswith("-"), text[1:].strip() if text[:1] in ("-", "+") else text


def _match_amount(text, decimal):
    negative, digits = _strip_sign(text)
    match = AMOUNT_PATTERNS[decimal].fullmatch(digits)
    if not match or not (match["whole"] or match["part"]):
        return None
    return negative, re.sub(r"\D", "", match["whole"], flags=re.ASCII), match["part"] or ""


def get_decimal_of(text):
    """Return the decimal sign that ``text`` proves, "?" when it may be read in both ways, None when it proves nothing."""
    matches = {decimal: found for decimal in AMOUNT_PATTERNS if (found := _match_amount(text, decimal))}
    if len(matches) == 1:
        return next(iter(matches))
    return "?" if matches and matches["."] != matches[","] else None


def parse_amount(text, decimal):
    """Return the amount that ``text`` says with the sign ``decimal`` before its decimals."""
    like = f"write an amount like 1234{decimal}50"
    found = _match_amount(text, decimal)
    if not found:
        other = next(sign for sign in AMOUNT_PATTERNS if sign != decimal)
        names = {sign: name for name, sign in DECIMALS.items()}
        if _match_amount(text, other):
            raise ValueError(f"{text!r} has a decimal {names[other]}, other amounts have a decimal {names[decimal]}",
                             "write all amounts alike")
        raise ValueError(f"{text!r} is not an amount" if text else "empty", like)
    negative, whole, part = found
    if len(whole.lstrip("0")) > LONGEST_AMOUNT or len(part) > LONGEST_AMOUNT:
        raise ValueError(f"{text!r} has more than {LONGEST_AMOUNT} digits", like)
    amount = Decimal(f"{whole or 0}.{part}" if part else whole)
    return -amount if negative else amount


def check_decimals(text, amount, decimals):
    if amount != amount.quantize(Decimal(1).scaleb(-decimals)):
        raise ValueError(f"{text} has more than {decimals or 'no'} decimals",
                         f"round it to {decimals} decimals" if decimals else "round it to whole units")


# Dates -----------------------------------------------------------------------------------------------------------------

def get_order_of(text):
    """Return the order that ``text`` proves ("dmy", "mdy"), "?" when it may be both, None when it proves nothing."""
    match = YEAR_LAST.fullmatch(text)
    if not match:
        return None
    first, second = int(match[1]), int(match[3])
    if first == second or max(first, second) > 31 or min(first, second) > 12:
        return None
    if match[2] == ".":  # no country writes the month first with full stops
        return "dmy" if second <= 12 else "mdy"
    if first > 12:
        return "dmy"
    return "mdy" if second > 12 else "?"


def parse_day(text, order):
    """Return the day that ``text`` says: the year first, or last after day and month in ``order`` ("dmy", "mdy")."""
    like = "write a date like 2013-06-30"
    if not text:
        raise ValueError("empty", like)
    if SHORT_YEAR.fullmatch(text):
        raise ValueError(f"{text!r} has a year of two digits", "write years with four digits")
    if match := YEAR_FIRST.fullmatch(text) or CHINESE_DATE.fullmatch(text) or COMPACT_DATE.fullmatch(text):
        year, month, day = match[1], match[3], match[4]
    elif (match := YEAR_LAST.fullmatch(text)) and order != "ymd":
        year, (day, month) = match[4], (match[1], match[3]) if order == "dmy" else (match[3], match[1])
    else:
        raise ValueError(f"{text!r} is not a date" + (" with the year first" if match else ""), like)
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        found = None
    if found is None and int(month) > 12 >= int(day) and match.re is YEAR_LAST:
        raise ValueError(f"{text!r} is no date with the {DATE_FORMATS[order]}, as other dates have it", "write all dates alike")
    if found is None and int(year):
        raise ValueError(f"{text!r} is no day of the calendar", like)
    if found is None or not FIRST_DAY <= found <= LAST_DAY:
        raise ValueError(f"{text!r} is not between the years {FIRST_DAY.year} and {LAST_DAY.year}", "correct the year")
    return found
