"""What comes in by an address: anybody may write anything there. What makes no sense is a bad request, never an error."""
import re
import unicodedata

from werkzeug.exceptions import BadRequest, NotFound

from odoo import fields
from odoo.http import request

from ...models.common.credit_bounds_mixin import DATES

GREATEST_ID = 2**31 - 1
# What the database refuses in a text.
NUL = "\x00"
# Categories of characters that no text has: of control, and halves of characters.
UNTYPED = {"Cc", "Cs"}
# They turn the letters behind them around: a bank account or an address would read as another one.
TURNING = {*map(chr, range(0x202A, 0x202F)), *map(chr, range(0x2066, 0x206A))}


def parse_ids(text):
    """:param str text: ids separated by commas
    :raise BadRequest: for anything else
    """
    parts = [part.strip() for part in (text or "").split(",") if part.strip()]
    if not all(re.fullmatch(r"[0-9]{1,10}", part) and int(part) <= GREATEST_ID for part in parts):
        raise BadRequest(request.env._("Give numbers of records, separated by commas."))
    return [int(part) for part in parts]


def parse_day(text):
    """:param str text: a day as YYYY-MM-DD, or nothing
    :raise BadRequest: for anything else, and for days with which nobody can calculate
    """
    first, last = DATES
    try:
        day = fields.Date.to_date(text or None) if not text or re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) else None
    except ValueError:
        day = None
    if text and not (day and first <= day <= last):
        raise BadRequest(request.env._(
            "Give a day from %(first)s to %(last)s as YYYY-MM-DD.", first=first.isoformat(), last=last.isoformat()))
    return day


def parse_number(text):
    """:return: the number of a record or page; 0 for a text that can be none"""
    is_number = isinstance(text, str) and re.fullmatch(r"[0-9]{1,10}", text) and int(text) <= GREATEST_ID
    return int(text) if is_number else 0


def check_id(record_id):
    """:raise NotFound: for a number that no record can have"""
    if not 0 < record_id <= GREATEST_ID:
        raise NotFound()


def clean_token(text):
    """:return: the access token, empty for a text that can be none, and for an uploaded file in its place
    :raise BadRequest: for one with which not even the page for «not found» can deal
    """
    if not isinstance(text, str):
        return ""
    if NUL in text:
        raise BadRequest()
    return text if text.isascii() else ""


def clean_text(text, length):
    """:return: what somebody typed, so that it can be stored and printed: stripped, at most ``length`` characters long; empty
        for an uploaded file in place of a text
    """
    if not isinstance(text, str):
        return ""
    lines = text.replace("\r\n", "\n")[:2 * length + 100]
    return "".join(
        each for each in lines
        if each in "\n\t" or unicodedata.category(each) not in UNTYPED and each not in TURNING).strip()[:length]


def clean_line(text, length):
    """:return: the same on one line: a name, a number"""
    return " ".join(clean_text(text, length).split())


def is_staff():
    """:return: whether a colleague has opened a page of customers, who looks at it and answers nothing in their name"""
    return request.env.user._is_internal()
