"""Which part of what a customer owes an insurer covers: by the cover in force when it was delivered."""

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

# Why an item is insured, or is not.
INSURED, PARTLY, OVER, NONE, LATE, STOPPED, PAID = "insured", "partly", "over", "none", "late", "stopped", "paid"


class Item(NamedTuple):
    """An open item; ``amount`` is negative for an open credit, ``due`` the date that counts for the insurer.

    ``limit`` and ``percent`` are those of the cover in force on the day ``delivered``, None without one; ``tax_share`` is the
    part of the amount that the insurer does not cover. Deadlines are days from ``due``, 0 for none.
    """

    key: int
    delivered: date
    due: date
    amount: float
    tax_share: float = 0.0
    limit: float | None = None
    percent: float = 0.0
    stop_days: int = 0
    report_days: int = 0
    reported_on: date | None = None


class Share(NamedTuple):
    """What of an item is left after open credits, counts for the limit of the insurer, and is insured."""

    key: int
    status: str
    amount: float
    covered: float
    insured: float


class Position(NamedTuple):
    """All items of a customer: ``used`` of the insurer's limit, ``stop_on`` the last day on which deliveries are insured."""

    shares: tuple = ()
    used: float = 0.0
    insured: float = 0.0
    stop_on: date | None = None


class Standing(NamedTuple):
    """Where a customer stands with the insurer: amounts in company currency; ``orders`` are those still to be delivered,
    without tax that is not covered, ``free`` and ``percent`` what the cover of the day still takes."""

    exposure: float
    orders: float
    insured: float = 0.0
    free: float = 0.0
    percent: float = 0.0
    stop_on: date | None = None
    covers_tax: bool = False


def get_deadline(due, days):
    """:return: the last day of a period of ``days`` from the first due date, None without one"""
    if not (due and days):
        return None
    # An invoice may be due on the last day there is: no deadline lies after it.
    return date.fromordinal(min(due.toordinal() + days, date.max.toordinal()))


def insure(items, today, decimals=2):
    """Divide what a customer owes into insured and own risk.

    What was delivered first is covered first, each delivery up to the limit of its day: a limit that is cut leaves older
    deliveries insured, and takes new ones only as the old ones are paid. Open credits pay the oldest debts. An item that was
    not reported in time, or was delivered after the day on which deliveries had to stop, is not insured.

    :param items: :class:`Item` of one customer, in any order
    :return: :class:`Position`
    """
    debts = [item for item in items if item.amount > 0]
    left = _net(debts, -sum(item.amount for item in items if item.amount < 0))
    stops = [get_deadline(item.due, item.stop_days) for item in debts if left[item.key] > 0 and item.stop_days]
    stop_on = min(stops, default=None)
    used = insured = 0.0
    shares = []
    for item in sorted(debts, key=lambda item: (item.delivered, item.due, item.key)):
        amount = round(left[item.key], decimals)
        status = _get_obstacle(item, amount, today, stop_on)
        covered = 0.0
        if status is None:
            net = round(amount * (1 - item.tax_share), decimals)
            covered = round(min(net, max(item.limit - used, 0.0)), decimals)
            status = INSURED if covered >= net else PARTLY if covered > 0 else OVER
        part = round(covered * item.percent / 100, decimals)
        used, insured = used + covered, insured + part
        shares.append(Share(item.key, status, amount, covered, part))
    return Position(tuple(shares), round(used, decimals), round(insured, decimals), stop_on)


def is_late(item, today):
    """:return: whether the item was not reported to the insurer within the deadline"""
    report_by = get_deadline(item.due, item.report_days)
    return report_by is not None and (item.reported_on or today) > report_by


def get_insured(standing, growth=0.0, share=1.0):
    """:param growth: what an order adds to the exposure, ``share`` of it without tax that is not covered
    :return: the insured part of exposure and growth
    """
    orders = min(max(standing.orders + growth * share, 0.0), standing.free)
    return standing.insured + orders * standing.percent / 100


def get_uninsured(standing, growth=0.0, share=1.0):
    """:return: the own risk: exposure and growth less what is insured of them, never below zero"""
    return max(standing.exposure + growth - get_insured(standing, growth, share), 0.0)


def _get_obstacle(item, amount, today, stop_on):
    """:return: why nothing of the item is insured, None if something may be"""
    if amount <= 0:
        return PAID
    if item.limit is None:
        return NONE
    if stop_on and item.delivered > stop_on:
        return STOPPED
    return LATE if is_late(item, today) else None


def _net(debts, credit):
    """:return: ``{key: what open credits leave of the debt}``, the earliest due paid first"""
    left = {}
    for item in sorted(debts, key=lambda item: (item.due, item.key)):
        paid = min(credit, item.amount)
        credit -= paid
        left[item.key] = item.amount - paid
    return left


class PastDebt(NamedTuple):
    """A debt as it may have been open on days of the past. ``item`` has the date due by the document; ``due`` is the one to
    which the insurer agreed on the day ``agreed_on`` (None without). ``cover`` is the place of its cover, None without one."""

    item: Item
    due: date | None
    agreed_on: date | None
    cover: int | None


class PastCover(NamedTuple):
    """A cover that insures deliveries from ``begin`` to ``end`` (None: until now). ``get_limit`` is a function of a day: the
    limit in company currency as it stood then."""

    begin: date
    end: date | None
    percent: float
    covers_tax: bool
    get_limit: Callable


class PastInsurance:
    """What was insured of a customer on days of the past: :func:`insure`, played back by the account of the customer."""

    def __init__(self, debts, covers, net_shares, decimals):
        """:param debts: iterable of :class:`PastDebt`
        :param covers: list of :class:`PastCover`
        :param net_shares: ``{order id: its share without tax}``
        """
        self._debts = list(debts)
        self._covers, self._net_shares, self._decimals = covers, net_shares, decimals
        self._last = (None, None)

    def is_stopped(self, past):
        """:param past: ``PastDay`` of the customer
        :return: whether deliveries of the day were insured no more
        """
        stop_on = self._insure(past).stop_on
        return bool(stop_on and past.day > stop_on)

    def get_standing(self, past):
        """:return: the :class:`Standing` of the customer on the day"""
        position = self._insure(past)
        cover = next((cover for cover in self._covers if cover.begin <= past.day and (
            cover.end is None or past.day <= cover.end)), None)
        orders = past.read_orders()
        covers_tax = bool(cover and cover.covers_tax)
        net = sum(amount * (1.0 if covers_tax else self._net_shares.get(key, 1.0)) for key, amount in orders.items())
        return Standing(
            past.exposure, net, position.insured, max(cover.get_limit(past.day) - position.used, 0.0) if cover else 0.0,
            cover.percent if cover else 0.0, position.stop_on, covers_tax)

    def _insure(self, past):
        """:return: the :class:`Position` on the day; several facts are asked for of the same one"""
        if self._last[0] is past:
            return self._last[1]
        items = [self._get_item(debt, past, amount) for debt in self._debts
                 if (amount := past.account.get_residual(debt.item.key)) > 0]
        if past.account.credits > 0:
            items.append(Item(0, past.day, past.day, -past.account.credits))
        self._last = (past, insure(items, past.day, self._decimals))
        return self._last[1]

    def _get_item(self, debt, past, amount):
        item = debt.item
        return item._replace(
            amount=amount, due=debt.due if debt.agreed_on and debt.agreed_on <= past.day else item.due,
            limit=None if debt.cover is None else self._covers[debt.cover].get_limit(past.day),
            reported_on=item.reported_on if item.reported_on and item.reported_on <= past.day else None)
