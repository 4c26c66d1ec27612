"""Drawing lots: which of two follow-up plans a customer gets, so that both can be compared.

The number of a customer is the hash of the customer and the plans. It is the same on every day and machine, and nobody can
choose it; another comparison draws anew. Hashes of different customers are spread evenly and independent of anything that is
known of them, so that both groups differ by chance alone.
"""

from hashlib import sha256

# Of the hash, as many hexadecimal digits as a binary fraction holds exactly.
DIGITS = 13


def draw_number(customer, plan, other):
    """
    :param int customer: id of the credit profile
    :param int plan, other: ids of the two plans
    :return: number from 0 up to, but without, 1
    """
    digest = sha256(f"{customer}:{plan}:{other}".encode()).hexdigest()
    return int(digest[:DIGITS], 16) / 16 ** DIGITS


def gets_other(customer, plan, other, share):
    """:param float share: of the customers who get the other plan, 0 to 1
    :return: whether this one does
    """
    return draw_number(customer, plan, other) < share
