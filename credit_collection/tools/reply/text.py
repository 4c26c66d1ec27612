"""What a customer wrote: without what they quote, without their signature, in clauses."""

import re

from .quotes import begins_header, is_marked, measure_attribution

SIGNATURE = re.compile(r"^(?:--|—)\s*$")
RULE = re.compile(r"\n[-=_—]{5,}\s*\Z")
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
        length = measure_attribution(plain, number)
        if length and is_marked(plain, number + length):
            # The quoted lines have marks of their own: the answer may stand below.
            number += length
            continue
        if length or SIGNATURE.match(written[number]) or begins_header(plain, number):
            break
        if not written[number].lstrip().startswith(">"):
            lines.append(written[number].strip())
        number += 1
    # Some programs draw a line above the header.
    return RULE.sub("", "\n".join(lines)).strip()


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
