"""What settled a debt, as it was known on a day."""

from typing import NamedTuple


class PastSettlement(NamedTuple):
    """A part of a debt that was settled; ``returned`` is the day on which the bank took back the money, which paid until then.

    ``key`` is the debt, an instalment of ``document`` that was due on the day ``due``; ``is_closed`` tells whether nothing is
    open of it today. What is neither payment, credit note nor loss is an offset or a difference of exchange. Days are numbers.
    """

    day: int
    key: int
    document: int
    due: int
    amount: float
    is_payment: bool
    is_credit_note: bool
    is_loss: bool
    is_closed: bool
    returned: int | None = None
