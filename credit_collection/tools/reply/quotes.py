"""Where a quoted message begins that has no mark on its lines, in the words of many mail programs."""

import re
from itertools import takewhile

# Between dashes or above a header: everything from there on was written by somebody else.
ANNOUNCED = re.compile(
    r"""^\s*(?:
        -{2,}\s*(?:original(?:\s+message)?|replied\s+message|forwarded\s+message|ursprüngliche\s+nachricht|message\s+d'origine
          |(?:回复的|转发的)?原始?(?:邮件|郵件)|(?:转发|轉寄)(?:的)?(?:邮件|郵件))
      | begin\s+forwarded\s+message\s*:\s*$
      | _{10,}\s*$
      | (?:发件人|发送时间|寄件者|寄件日期)\s*[:：].*
    )""", re.IGNORECASE | re.VERBOSE)
# A header by its first two lines: customers write «From: our account» too.
SENDER = re.compile(r"^\s*(?:from|sent|von)\s*[:：]", re.IGNORECASE)
FURTHER = re.compile(r"^\s*(?:sent|date|to|cc|subject|gesendet|datum|an|betreff)\s*[:：]", re.IGNORECASE)
# Who wrote what is quoted below.
WROTE = re.compile(
    r"""^\s*(?:
        on\s.{4,80}\swrote\s*:\s*$
      | am\s.{4,80}\sschrieb\s.*:\s*$
      | .{4,80}(?:写道|寫道)\s*[:：]\s*$
      | 在.{4,60}(?:写道|寫道|wrote)\s*[:：]\s*$
      | (?=.*\d).{4,120}\s(?:schreef|a\sécrit|escribió|escreveu|ha\sscritto|skrev|napisał\(?a?\)?)\b.{0,60}[:：]\s*$
      # In any language: a day, and an address in brackets.
      | (?=.*\d).{0,120}<[^<>\s]+@[^<>\s]+>.{0,60}[:：]\s*$
    )""", re.IGNORECASE | re.VERBOSE)
BEGUN = re.compile(r"^\s*(?:on|am|le|el|il|op|em|den|在)\s?.*\d", re.IGNORECASE)
# Programs wrap the line that says who wrote, between words.
WRAPPED_LINES = 3
# Programs in other languages put lines of «word: text» before what they quote: who wrote, with an address, and when.
LABELED = re.compile(r"^\s*(?:[^\W\d_][\s.'-]?){1,24}\s?[:：]\s*\S")
WRITER = re.compile(r"^\s*(?:fra|de|da|van|från|od|от|lähettäjä|feladó|gönderen|差出人|보낸\s?사람)\s?[:：]", re.IGNORECASE)
ADDRESS = re.compile(r"[^\s<>@]+@[^\s<>@]+\.\w")
CLOCK = re.compile(r"\d{1,2}[:.h時时點点]\s?\d{2}")
# Lines of such a header that are looked at, and the fewest that are one.
HEADER_LINES, FEWEST_LINES = 6, 3


def measure_attribution(plain, number):
    """:return: how many lines from here on say who wrote what follows; programs wrap that line"""
    if WROTE.match(plain[number]):
        return 1
    if BEGUN.match(plain[number]):
        for length in range(2, WRAPPED_LINES + 1):
            lines = plain[number:number + length]
            if WROTE.match("".join(lines)) or WROTE.match(" ".join(lines)):
                return length
    return 0


def is_marked(plain, number):
    """:return: whether the next line that is not empty is marked as quoted"""
    return _get_next(plain, number).lstrip().startswith(">")


def begins_header(plain, number):
    """:return: whether the header of a quoted message begins here"""
    line = plain[number]
    if ANNOUNCED.match(line):
        return True
    if SENDER.match(line):
        return bool(ADDRESS.search(line) or FURTHER.match(_get_next(plain, number + 1)))
    block = list(takewhile(LABELED.match, plain[number:number + HEADER_LINES]))
    if len(block) < FEWEST_LINES:
        return False
    return bool(WRITER.match(block[0])) or bool(ADDRESS.search(block[0]) and any(map(CLOCK.search, block[1:])))


def _get_next(plain, number):
    return next((line for line in plain[number:] if line.strip()), "")
