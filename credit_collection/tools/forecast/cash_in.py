"""When the money of an open item is expected: each part of it once, on one day or on none."""
from datetime import date
from typing import NamedTuple

PROMISE, SCHEDULE, PREDICTION, DUE_DATE, DISPUTE, CREDIT, ORDER, DRAFT, RECEIPT, UNCLEARED, CREDITED = (
    "promise", "schedule", "prediction", "due_date", "dispute", "credit", "order", "draft", "receipt", "uncleared", "credited")


class Claim(NamedTuple):
    """What is open of an item, below zero for a credit.

    ``promised`` are [(day, amount, source)] of promises and plans; ``expected`` is the day without them and ``source`` its
    source; ``disputed`` is the part of what is open that nobody knows when to expect; ``received`` are [(day, amount)] of
    receipts dated later, ``uncleared`` of registered payments that have no entry, below zero of a credit that is paid back;
    ``credited`` is what credit notes dated later settle: no money comes of it.
    """

    open_amount: float
    expected: date
    source: str
    disputed: float = 0.0
    promised: tuple = ()
    received: tuple = ()
    uncleared: tuple = ()
    credited: float = 0.0


class Expected(NamedTuple):
    """``day`` is None for money that nobody can date."""

    day: date | None
    amount: float
    source: str


def spread(instalments, shares):
    """Tell which instalment of a promise pays which item.

    :param instalments: [(day, amount)] as they were promised
    :param shares: ``{item: what the promise still covers of it}`` in the order in which it pays them
    :return: ``{item: [(day, amount)]}``. What has been received has paid the first instalments
    """
    rest, to_come = sum(shares.values()), []
    for day, amount in sorted(instalments, reverse=True):
        part = min(amount, rest)
        rest -= part
        to_come.append([day, part])
    parts, last = {item: [] for item in shares}, max((day for day, _amount in instalments), default=None)
    for item, share in shares.items():
        while share > 0 and to_come:
            day, left = to_come[-1]
            part = min(share, left)
            if part > 0:
                parts[item].append((day, part))
            share, to_come[-1][1] = share - part, left - part
            if to_come[-1][1] <= 0:
                to_come.pop()
        # What rounding left over comes with the last instalment.
        if share > 0 and last:
            parts[item].append((last, share))
    return parts


def cover(debts, receipts):
    """Tell which receipts of a customer, dated later and matched with nothing, will pay which debts.

    :param debts: [(key, amount)], the oldest first
    :param receipts: [(day, amount)]
    :return: ``{key: [(day, amount)]}``; what is more than all debts pays nothing
    """
    parts, waiting = {}, [list(receipt) for receipt in sorted(receipts)]
    for key, owed in debts:
        while owed > 0 and waiting:
            part = min(owed, waiting[0][1])
            parts.setdefault(key, []).append((waiting[0][0], part))
            owed, waiting[0][1] = owed - part, waiting[0][1] - part
            if waiting[0][1] <= 0:
                waiting.pop(0)
    return parts


def lay_out(claim, today, is_zero=lambda amount: abs(amount) < 0.005):
    """Return [:class:`Expected`], which add up to what is open. No day is before ``today``.

    A receipt dated later, or a registered payment, comes on its day, whatever is promised or disputed. Parts that are disputed
    or settled by credit notes dated later have no day. Promises and plans hold for what is left; what such receipts
    pay of a plan is its first instalments. Instalments that are past have been broken and are not counted; the rest comes on
    the expected day.
    """
    rest = claim.open_amount
    if rest < 0:
        return _lay_out_credit(claim, today, is_zero)
    known = [(max(day, today), amount, source) for source, receipts in ((RECEIPT, claim.received), (UNCLEARED, claim.uncleared))
             for day, amount in sorted(receipts)]
    parts = []
    for day, amount, source in [*known, (None, claim.credited, CREDITED)]:
        part = min(amount, rest)
        if part > 0 and not is_zero(part):
            parts.append(Expected(day, part, source))
            rest -= part
    settled = claim.open_amount - rest
    disputed = min(claim.disputed, rest)
    if not is_zero(disputed):
        parts.append(Expected(None, disputed, DISPUTE))
        rest -= disputed
    settled = min(settled, max(sum(amount for _day, amount, _source in claim.promised) - rest, 0.0))
    for day, amount, source in sorted(claim.promised):
        paid = min(settled, amount)
        settled -= paid
        part = min(amount - paid, rest)
        if day >= today and part > 0 and not is_zero(part):
            parts.append(Expected(day, part, source))
            rest -= part
    if not is_zero(rest):
        parts.append(Expected(max(claim.expected, today), rest, claim.source))
    return parts


def _lay_out_credit(claim, today, is_zero):
    """What of a credit is being paid back leaves on the day of that payment, and covers no debt."""
    rest, parts = claim.open_amount, []
    for day, amount in sorted(claim.uncleared):
        part = max(amount, rest)
        if part < 0 and not is_zero(part):
            parts.append(Expected(max(day, today), part, UNCLEARED))
            rest -= part
    return parts if is_zero(rest) else [*parts, Expected(max(claim.expected, today), rest, CREDIT)]


def date_credits(rows, today, currency_round, is_zero):
    """Credits that count already bring nothing on the day on which they are looked at: they shorten what is expected of the
    oldest debts of the customer, then of orders and draft invoices, then what nobody can date. What is left of them stays with
    ``today``: it may have to be paid back. A credit of a later day stays with its day.

    :param rows: dicts with ``amount``, ``date``, ``due_date``, ``source`` and, for orders, ``order_id``, all of one customer
    :return: the rows, those of such credits in parts with the day of the debt that they cover; the sum stays
    """
    debts = [[row["date"], row["amount"]] for row in sorted(
        (row for row in rows if row["amount"] > 0 and row["source"] not in (RECEIPT, UNCLEARED, CREDITED)),
        key=lambda row: (
            row["date"] is None, bool(row.get("order_id") or row.get("draft_id")), row["due_date"], row["date"] or today),
        reverse=True)]
    dated = []
    for row in rows:
        if row["source"] != CREDIT or row["date"] > today:
            dated.append(row)
            continue
        rest, days = -row["amount"], {}
        while debts and not is_zero(rest):
            day, left = debts.pop()
            part = min(rest, left)
            days[day] = days.get(day, 0.0) + part
            rest = currency_round(rest - part)
            if not is_zero(left - part):
                debts.append([day, currency_round(left - part)])
        if not is_zero(rest):
            days[today] = days.get(today, 0.0) + rest
        dated += [{**row, "date": day, "amount": -currency_round(amount)} for day, amount in days.items()]
    return dated
