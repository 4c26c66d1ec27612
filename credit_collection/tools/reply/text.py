"""What a customer wrote: without what they quote, without their signature, in clauses."""

import re

# Where the quoted message begins: everything from there on was written by somebody else.
QUOTES = re.compile(
    r"""^\s*(?:
        -{2,}\s*(?:original\s+message|forwarded\s+message|原始(?:邮件|郵件)|(?:转发|轉寄)(?:邮件|郵件)|ursprüngliche\s+nachricht)
      | _{10,}\s*$
      | (?:from|sent|发件人|发送时间|寄件者|寄件日期|von)\s*[:：].*
      | on\s.{4,80}\swrote\s*:\s*$
      | am\s.{4,80}\sschrieb\s.*:\s*$
      | .{4,80}(?:写道|寫道)\s*[:：]\s*$
      | 在.{4,60}(?:写道|寫道|wrote)\s*[:：]\s*$
    )""", re.IGNORECASE | re.VERBOSE)
BEGUN = re.compile(r"^\s*(?:on|am|在)\s?.*\d", re.IGNORECASE)
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
APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "´": "'", "\u00a0": " "})


def get_own_text(text):
    """:return: what the sender wrote themselves: no quoted message, no signature"""
    lines, written = [], text.translate(APOSTROPHES).splitlines()
    for number, line in enumerate(written):
        # Programs wrap the line that says who wrote it.
        wrapped = BEGUN.match(line) and "".join(written[number:number + 2])
        if SIGNATURE.match(line) or QUOTES.match(line) or wrapped and QUOTES.match(wrapped):
            break
        if not line.lstrip().startswith(">"):
            lines.append(line.strip())
    return "\n".join(lines).strip()


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
