"""What a row of a workbook was like when it was written, kept in a hidden cell of the row itself, so that a row is found
again however the sheet is sorted, and what was changed in the file is told from what has changed in the system since.
"""

import hashlib
import hmac
import json
from typing import NamedTuple

# Longer texts are kept as a fingerprint.
LONGEST_TEXT = 300
SIGNATURE = 16
# What the heading of the hidden column begins with; after it comes JSON.
HEADING = "Key, not to be changed: "
# One for all rows: making it takes longer than its work.
ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


class Stamp(NamedTuple):
    """
    :param str sheet: key of the sheet
    :param int record_id: what the row is about
    :param str part: tells rows about the same record apart, such as its currencies
    :param dict shown: ``{column key: value}`` of the cells that may be changed, as they were written; empty ones left out
    :param dict known: ``{column key: value}`` of what stood behind these cells, such as an id instead of a name
    :param list amounts: of the cells that may not be changed
    """

    sheet: str
    record_id: int
    part: str
    shown: dict
    known: dict
    amounts: list


def fingerprint(value):
    """:return: ``value``, or in place of a long text what tells it from others"""
    if isinstance(value, str) and len(value) > LONGEST_TEXT:
        return f"sha256:{hashlib.sha256(value.encode()).hexdigest()}"
    return value


def pack(stamp, secret):
    """:param bytes secret: key of the signature
    :return: the text of the hidden cell"""
    text = ENCODER.encode(stamp)
    return _sign(text, secret) + text


def unpack(text, secret):
    """:return: the :class:`Stamp`, None when it was damaged or is of another database"""
    if not isinstance(text, str) or not hmac.compare_digest(_sign(text[SIGNATURE:], secret), text[:SIGNATURE]):
        return None
    return Stamp(*json.loads(text[SIGNATURE:]))


def _sign(text, secret):
    return hmac.digest(secret, text.encode(), "sha256").hex()[:SIGNATURE]


def pack_heading(about):
    """:param dict about: what the importer must know about the sheet
    :return: the heading of the hidden column"""
    return HEADING + ENCODER.encode(about)


def unpack_heading(text):
    """:return: what the heading says about the sheet, None for any other cell"""
    if not isinstance(text, str) or not text.startswith(HEADING):
        return None
    try:
        about = json.loads(text[len(HEADING):])
    except (ValueError, RecursionError):
        return None
    return about if isinstance(about, dict) else None
