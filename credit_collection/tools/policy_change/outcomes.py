"""How documents were really paid: on time, late, not at all. Days are numbers."""

from typing import NamedTuple

# Less than this is the noise of adding up binary fractions.
NOISE = 1e-6


class Outcome(NamedTuple):
    """What became of an amount. ``unpaid`` is past its due date, ``pending`` not due or not invoiced yet, ``credited`` was
    taken back by credit notes and is neither paid nor lost. ``days_late`` are those of the latest part, up to now
    where it is unpaid.
    """

    on_time: float = 0.0
    late: float = 0.0
    lost: float = 0.0
    unpaid: float = 0.0
    pending: float = 0.0
    credited: float = 0.0
    days_late: int = 0

    @property
    def stopped(self):
        """What a hold would have stopped: late, lost or unpaid."""
        return self.late + self.lost + self.unpaid

    @property
    def kind(self):
        """The worst of what became of it, ``pending`` while it is not known."""
        for kind in ("lost", "unpaid", "late", "pending", "on_time"):
            if getattr(self, kind) > NOISE:
                return kind
        return "credited"

    @property
    def is_late(self):
        """Whether it was not paid on time; None while nothing is known."""
        if self.stopped > NOISE:
            return True
        return False if self.on_time > NOISE and self.pending <= NOISE else None


def get_outcome(amount, due, settlements, covered, today):
    """
    :param amount: of a debt
    :param due: its original due date
    :param settlements: the ``PastSettlement`` of this debt
    :param covered: pairs of day and amount: payments without entry
    :return: :class:`Outcome`
    """
    sums = dict.fromkeys(("on_time", "late", "lost", "unpaid", "pending", "credited"), 0.0)
    days_late = 0
    paid = list(covered)
    for part in settlements:
        if part.returned is not None:
            continue
        if part.is_credit_note:
            sums["credited"] += part.amount
        elif part.is_loss:
            sums["lost"] += part.amount
        else:
            # Offsets settle a debt as money does.
            paid.append((part.day, part.amount))
    for day, part in paid:
        sums["on_time" if day <= due else "late"] += part
        days_late = max(days_late, day - due)
    rest = amount - sum(sums.values())
    if rest > NOISE:
        sums["unpaid" if due < today else "pending"] += rest
        days_late = max(days_late, today - due)
    return Outcome(**sums, days_late=days_late)


def add_outcomes(shares):
    """:param shares: pairs of :class:`Outcome` and the share of it that counts
    :return: their sum, with the longest delay
    """
    shares = list(shares)
    return Outcome(
        *(sum(outcome[place] * share for outcome, share in shares) for place in range(6)),
        max((outcome.days_late for outcome, _share in shares), default=0))
