"""Amounts as customers write them: EUR 1,234.56, 1.234,56 €, $500, 12000元, 5万元."""

import re

from .han_dates import HAN
from .words import simplify

SYMBOLS = {
    "$": "USD", "us$": "USD", "dollars": "USD", "美元": "USD", "美金": "USD", "€": "EUR", "euro": "EUR", "euros": "EUR",
    "欧元": "EUR", "£": "GBP", "¥": "CNY", "\uffe5": "CNY", "rmb": "CNY", "元": "CNY", "块": "CNY", "人民币": "CNY",
    "港币": "HKD",
}
CODES = "USD|EUR|GBP|CNY|RMB|CHF|JPY|CAD|AUD|HKD|SGD|INR|SEK|NOK|DKK|PLN|CZK"
BEFORE = rf"(?P<before>(?:US)?\$|[€£¥￥]|\b(?:{CODES})\b|人民币)"
AFTER = rf"(?P<after>[€£$]|\b(?:{CODES})\b|元|块|人民币|美元|美金|欧元|港币|dollars|euros?)"
NUMBER = r"(?P<number>\d{1,3}(?:[., ']\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d{1,2})?)(?P<wan>\s*万)?"
WITH_CURRENCY = re.compile(rf"(?:{BEFORE}\s*)?(?<![\d.,/-]){NUMBER}(?:\s*{AFTER})?", re.IGNORECASE)
# A number with cents and a group of thousands is an amount without naming its currency.
PLAIN = re.compile(r"(?:\d{1,3}[.,]\d{3}(?:[.,]\d{2})?|\d+[.,]\d{2})$")
# 转了8800: nothing but money is meant.
PAID_BEFORE = re.compile(r"(?:付|转|汇|打)(?:款|账)?(?:了|出|给你们|给您)?\s*$")
# «Pay 500 on Friday», not «pay 500 invoices»: what follows goes on with a day or ends.
PAY_BEFORE = re.compile(r"\b(?:pay|paid|paying|transfer|transferred|send|sent|wire|wired|remit)\s+(?:you\s+)?$", re.IGNORECASE)
SUM = re.compile(r"(?!(?:19|20)\d\d\b)\d{3,}$")
GOES_ON = re.compile(r"\s*(?:$|[.,;](?:\s|$)|(?:on|by|today|tomorrow|now|next|this|before|until|and|in)\b)", re.IGNORECASE)
WAN = 10_000
UNITS = {"十": 10, "百": 100, "千": 1000, "万": WAN}
# 一万五千, 3千, 两万三; not 万一, which is a word.
HAN_AMOUNT = re.compile(
    r"(?<![\d.,])(?:\d+(?:\.\d+)?|[一二两三四五六七八九十])(?:\d+|[零一二两三四五六七八九十百千万])*[百千万](?:\d+|[零一二两三四五六七八九十])*(?!分)")
HAN_TOKEN = re.compile(r"\d+(?:\.\d+)?|.")


def find_amounts(text):
    """:return: list of ``(amount, code of its currency or None)`` in the order of the text"""
    return [(amount, code) for _start, amount, code in locate_amounts(text)]


def locate_amounts(text):
    """:return: list of ``(start, amount, code of its currency or None)`` in the order of the text"""
    text, found = spell_amounts(text), []
    for match in WITH_CURRENCY.finditer(text):
        before, after = text[:match.start()], text[match.end():]
        # A date or a part of a number.
        if not _is_money(match, before, after) or re.match(r"[./-]\d|\s*[月日号天%]", after):
            continue
        sign = match["before"] or match["after"]
        code = sign and SYMBOLS.get(sign.lower(), sign.upper())
        found.append((
            match.start(), to_number(match["number"]) * (WAN if match["wan"] else 1), "CNY" if code == "RMB" else code))
    return found


def spell_amounts(text):
    """:return: ``text`` with digits for the amounts that are written in words: 15000.00 for 一万五千"""
    return HAN_AMOUNT.sub(_spell_amount, simplify(text))


def _spell_amount(match):
    total, section, number, unit = 0, 0, 0, 1
    for token in HAN_TOKEN.findall(match[0]):
        if token == "万":
            total, section, number, unit = (total + section + number) * WAN, 0, 0, WAN
        elif token in UNITS:
            section, number, unit = section + (number or 1) * UNITS[token], 0, UNITS[token]
        elif token == "零":
            unit = 10
        else:
            number = HAN.get(token) or float(token)
    # The last unit may be left out: 两万三 is 23,000.
    rest = number * unit / 10 if number < 10 else number
    return f"{total + section + rest:.2f}"


def _is_money(match, before, after):
    """:return: whether its currency, its form or what stands around it says that it is an amount"""
    return bool(
        match["before"] or match["after"] or match["wan"] or PLAIN.match(match["number"]) or PAID_BEFORE.search(before)
        or SUM.match(match["number"]) and PAY_BEFORE.search(before) and GOES_ON.match(after))


def to_number(text):
    """:return: the number that is written with points or commas, whichever of them marks the decimals: the last one, when one
        or two digits follow"""
    digits = re.sub(r"[ ']", "", text)
    decimals = re.search(r"[.,](\d{1,2})$", digits)
    whole = digits[:decimals.start()] if decimals else digits
    return float(re.sub(r"[.,]", "", whole) + (f".{decimals[1]}" if decimals else ""))
