"""What a customer wrote: without what they quote, without their signature, in clauses."""

import re
from itertools import takewhile

# Where a quoted message begins without a mark on its lines: everything from there on was written by somebody else.
HEADER = re.compile(
    r"""^\s*(?:
        -{2,}\s*(?:original\s+message|forwarded\s+message|原始(?:邮件|郵件)|(?:转发|轉寄)(?:邮件|郵件)|ursprüngliche\s+nachricht)
      | _{10,}\s*$
      | (?:from|sent|发件人|发送时间|寄件者|寄件日期|von)\s*[:：].*
    )""", re.IGNORECASE | re.VERBOSE)
# Who wrote what is quoted below.
WROTE = re.compile(
    r"""^\s*(?:
        on\s.{4,80}\swrote\s*:\s*$
      | am\s.{4,80}\sschrieb\s.*:\s*$
      | .{4,80}(?:写道|寫道)\s*[:：]\s*$
      | 在.{4,60}(?:写道|寫道|wrote)\s*[:：]\s*$
      # In any language: a day, and an address in brackets.
      | (?=.*\d).{0,120}<[^<>\s]+@[^<>\s]+>.{0,60}[:：]\s*$
    )""", re.IGNORECASE | re.VERBOSE)
BEGUN = re.compile(r"^\s*(?:on|am|le|el|il|op|em|den|在)\s?.*\d", re.IGNORECASE)
# Programs in other languages put lines of «word: text» before what they quote: who wrote, with an address, and when.
LABELED = re.compile(r"^\s*(?:[^\W\d_][\s.'-]?){1,24}\s?[:：]\s*\S")
WRITER = re.compile(r"^\s*(?:fra|de|da|van|från|od|от|lähettäjä|feladó|gönderen|差出人|보낸\s?사람)\s?[:：]", re.IGNORECASE)
ADDRESS = re.compile(r"[^\s<>@]+@[^\s<>@]+\.\w")
CLOCK = re.compile(r"\d{1,2}[:.h時时點点]\s?\d{2}")
# Lines of such a header that are looked at, and the fewest that are one.
HEADER_LINES, FEWEST_LINES = 6, 3
SIGNATURE = re.compile(r"^(?:--|—)\s*$")
SENTENCE = re.compile(r"(?<=[.!?])\s+|(?<=[。！？；])(?![。！？；])|;\s+|\n\s*\n")
# Not in «Thursday, 14 May».
# «Not paid yet but we will» says two things.
CLAUSE = re.compile(
    r"(?<!day),\s+|,\s+(?!\d)|，|\s-\s|:\s+|："
    r"|\s+(?=but\s+(?:(?:we|i|it)(?:\s+|'))?(?:will|shall|ll|can|intend|plan|expect|are|am)\b)", re.IGNORECASE)
# Nobody writes longer ones; looking through them would take long.
MAX_CLAUSE = 300
# No program wraps lines that are shorter.
WRAPPED = 50
WIDE = re.compile(r"[\u3000-\uffef]")
# Before these, a dot ends no sentence.
ABBREVIATIONS = re.compile(
    r"\b(no|nr|inv|mr|mrs|ms|dr|approx|ref|(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)(?=\.\s+\d))\.\s+", re.IGNORECASE)
APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "´": "'", "\u00a0": " ", "\u202f": " "})


def get_own_text(text):
    """:return: what the sender wrote themselves: no quoted message, above or below their words, and no signature"""
    lines, written = [], text.translate(APOSTROPHES).splitlines()
    # Bold words of a header come with stars.
    plain = [line.replace("*", "") for line in written]
    number = 0
    while number < len(written):
        length = _measure_attribution(plain, number)
        if length and _is_marked(plain, number + length):
            # The quoted lines have marks of their own: the answer may stand below.
            number += length
            continue
        if length or SIGNATURE.match(written[number]) or _begins_header(plain, number):
            break
        if not written[number].lstrip().startswith(">"):
            lines.append(written[number].strip())
        number += 1
    return "\n".join(lines).strip()


def _measure_attribution(plain, number):
    """:return: how many lines from here on say who wrote what follows; programs wrap that line"""
    if WROTE.match(plain[number]):
        return 1
    return 2 if BEGUN.match(plain[number]) and WROTE.match("".join(plain[number:number + 2])) else 0


def _is_marked(plain, number):
    """:return: whether the next line that is not empty is marked as quoted"""
    return next((line.lstrip().startswith(">") for line in plain[number:] if line.strip()), False)


def _begins_header(plain, number):
    """:return: whether the header of a quoted message begins here"""
    if HEADER.match(plain[number]):
        return True
    block = list(takewhile(LABELED.match, plain[number:number + HEADER_LINES]))
    if len(block) < FEWEST_LINES:
        return False
    return bool(WRITER.match(block[0])) or bool(ADDRESS.search(block[0]) and any(map(CLOCK.search, block[1:])))


def get_sentences(text):
    """:return: list of sentences; lines that mail programs have wrapped are joined, short and empty lines end a sentence"""
    joined = "".join(
        line + (" " if line and len(line) + len(WIDE.findall(line)) >= WRAPPED else "\n\n") for line in text.splitlines())
    joined = ABBREVIATIONS.sub(r"\1 ", joined)
    return [part.strip() for part in SENTENCE.split(joined) if part and part.strip()]


def get_clauses(sentence):
    """:return: list of the parts of a sentence between commas, and colons; long ones in pieces"""
    return list(dict.fromkeys(
        part[start:start + MAX_CLAUSE].strip() for part in CLAUSE.split(sentence) if part and part.strip()
        for start in range(0, len(part), MAX_CLAUSE)))
