"""Bank account numbers in texts for readers, however their figures are grouped."""

import re

# Shorter numbers stand for something else on a page, too.
SHORTEST = 8
# Figures of the smallest group in which a number is written.
GROUP = 3
# Amounts are shorter, whose last figures may stand apart.
LONG = 12
SIGN = r"[^\W_]"
SEPARATORS = re.compile(r"[\W_]+")
BETWEEN = r"(?:[ \xa0\u2009\u202f\-\u2010-\u2013]|&nbsp;|&#160;)"
# Attributes and addresses in them are for programs.
TAG = r"</?[a-zA-Z][\w:.-]*\s[^<>]*>"
# A number does not begin or end within a longer one, nor an amount with decimals.
BEFORE, AFTER = rf"(?<!{SIGN})(?<!\d[.,])", rf"(?!{SIGN})(?![.,]\d{{1,3}}(?!\d))"


def write_plain(number):
    """:return: ``number`` without what separates its groups, in capitals"""
    return SEPARATORS.sub("", number).upper()


def build_pattern(numbers):
    """:return: regular expression of account numbers as they are entered and as they are grouped by others; "" without any that
        is long enough"""
    known = {_build_number(number) for number in numbers if len(write_plain(number)) >= SHORTEST}
    # The longer ones first: a part of one may be another one.
    either = "|".join(sorted(known, key=lambda one: (-len(one), one)))
    return f"{BEFORE}(?i:{either}){AFTER}" if either else ""


def replace_numbers(text, pattern, words):
    """:param str text: plain or HTML; what stands inside of a tag stays
    :return: ``text`` with ``words`` in place of each number of ``pattern``"""
    return re.sub(f"{TAG}|({pattern})", lambda found: words if found[1] else found[0], text)


def _build_number(number):
    parts = SEPARATORS.split(number.strip())
    plain, own, place = write_plain(number), {}, 0
    for part, separator in zip(parts, SEPARATORS.findall(number.strip()), strict=False):
        place += len(part)
        own[place] = separator
    return plain[0] + "".join(
        _build_joint(own.get(place), plain, place) + plain[place] for place in range(1, len(plain)))


def _build_joint(separator, plain, place):
    """:return: what may stand before ``plain[place]``: the ``separator`` that was entered there, or one between two groups; the
        last group of an IBAN, or of a number that is no amount, is what is left"""
    if separator:
        return f"(?:{re.escape(separator)}|{BETWEEN})?"
    left = len(plain) - place
    if place < GROUP or (left < GROUP and plain.isdecimal() and len(plain) < LONG):
        return ""
    return f"(?:(?<={SIGN}{{{GROUP}}}){BETWEEN}(?={SIGN}{{{min(GROUP, left)}}}))?"
