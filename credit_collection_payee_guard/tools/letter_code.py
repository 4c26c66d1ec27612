"""The code on a letter, by which a customer checks that it is ours: customer, day, and signatures of these and of the amount.

Nothing of it is stored: whoever has the secret makes it again. Twenty characters without those that look alike.
"""

import base64
from datetime import date, timedelta
from typing import NamedTuple

EPOCH = date(2020, 1, 1)
MOST_DAYS = 2 ** 16 - 1
MOST_PROFILES = 2 ** 24 - 1
LETTER_BYTES, AMOUNT_BYTES = 4, 3
STANDARD = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
OURS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
TO_OURS, TO_STANDARD = str.maketrans(STANDARD, OURS), str.maketrans(OURS, STANDARD)
# As people read them.
ALIKE = str.maketrans("ILO", "110")


class Letter(NamedTuple):
    """What a code says, its signature being right."""

    profile_id: int
    day: date
    amount_signature: bytes


def make_code(profile_id, day, amount, sign):
    """:param sign: function of a text: bytes that only we make of it
    :return: the code in groups of four; None for numbers that do not fit
    """
    days = (day - EPOCH).days
    if not (0 <= days <= MOST_DAYS and 0 < profile_id <= MOST_PROFILES):
        return None
    head = days.to_bytes(2) + profile_id.to_bytes(3)
    signed = head + sign(head.hex())[:LETTER_BYTES] + sign_amount(head, amount, sign)
    text = base64.b32encode(signed).decode().rstrip("=").translate(TO_OURS)
    return "-".join(text[start:start + 4] for start in range(0, len(text), 4))


def sign_amount(head, amount, sign):
    return sign(f"{head.hex()}|{abs(amount):.2f}")[:AMOUNT_BYTES]


def read_code(code, sign):
    """:return: :class:`Letter`; None for a code that is not ours"""
    text = "".join(letter for letter in code.upper().translate(ALIKE) if letter.isalnum())
    if len(text) != 20 or set(text) - set(OURS):
        return None
    signed = base64.b32decode(text.translate(TO_STANDARD) + "====")
    head, signature = signed[:5], signed[5:5 + LETTER_BYTES]
    if sign(head.hex())[:LETTER_BYTES] != signature:
        return None
    return Letter(
        int.from_bytes(head[2:]), EPOCH + timedelta(int.from_bytes(head[:2])), signed[5 + LETTER_BYTES:])


def has_amount(letter, amount, sign):
    """:return: whether the letter asks for ``amount``"""
    head = (letter.day - EPOCH).days.to_bytes(2) + letter.profile_id.to_bytes(3)
    return sign_amount(head, amount, sign) == letter.amount_signature
