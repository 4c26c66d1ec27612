"""What a customer wrote: without what they quote, without their signature, in clauses."""

import re

# Where the quoted message begins: everything from there on was written by somebody else.
QUOTES = re.compile(
    r"""^\s*(?:
        -{2,}\s*(?:original\s+message|forwarded\s+message|原始邮件|转发邮件|ursprüngliche\s+nachricht)
      | _{10,}\s*$
      | (?:from|sent|发件人|发送时间|寄件者|von)\s*[:：].*
      | on\s.{4,80}\swrote\s*:\s*$
      | am\s.{4,80}\sschrieb\s.*:\s*$
      | .{4,80}写道\s*[:：]\s*$
      | 在.{4,60}(?:写道|wrote)\s*[:：]\s*$
    )""", re.IGNORECASE | re.VERBOSE)
SIGNATURE = re.compile(r"^(?:--|—)\s*$")
SENTENCE = re.compile(r"(?<=[.!?])\s+|[。！？；]+|;\s+|\n\s*\n")
CLAUSE = re.compile(r",\s+|，|\s-\s|:\s+|：")
# Before these, a dot ends no sentence.
ABBREVIATIONS = re.compile(r"\b(no|nr|inv|mr|mrs|ms|dr|approx|ref)\.\s+", re.IGNORECASE)
APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "´": "'", "\u00a0": " "})


def get_own_text(text):
    """:return: what the sender wrote themselves: no quoted message, no signature"""
    lines = []
    for line in text.translate(APOSTROPHES).splitlines():
        if QUOTES.match(line) or SIGNATURE.match(line):
            break
        if not line.lstrip().startswith(">"):
            lines.append(line.strip())
    return "\n".join(lines).strip()


def get_sentences(text):
    """:return: list of sentences; lines that mail programs have wrapped are joined, empty lines end a sentence"""
    joined = re.sub(r"(?<!\n)\n(?!\n)", " ", text)
    joined = ABBREVIATIONS.sub(r"\1 ", joined)
    return [part.strip() for part in SENTENCE.split(joined) if part and part.strip()]


def get_clauses(sentence):
    """:return: list of the parts of a sentence between commas, and colons"""
    return [part.strip() for part in CLAUSE.split(sentence) if part and part.strip()]
