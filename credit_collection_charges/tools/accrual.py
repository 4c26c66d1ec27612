"""What a debt costs by a day: the decision from plain values. Nothing is stored here, so any day can be worked out again."""

from datetime import date, timedelta
from typing import NamedTuple

from .interest import find_value, round_parts, slice_interest
from .principal import get_principal, get_principal_after_charges
from .rates import choose_rates, find_gap, find_unchecked


class Terms(NamedTuple):
    """The terms that apply to a debt."""

    rates: tuple = ()
    follows: str = "period"
    period: str = "none"
    basis: object = 365
    grace_days: int = 0
    #: last day whose rate is known, None for rates without end
    known_until: date | None = None


class Debt(NamedTuple):
    """An item in company currency, with what took away from it and what stays out of the interest."""

    amount: float
    due: date
    invoice_date: date | None = None
    settlements: tuple = ()
    suspensions: tuple = ()
    #: rate kept on the invoice when it was posted
    frozen: float | None = None
    #: ``(date, amount)`` of fees and compensation, where receipts pay them first
    costs: tuple = ()
    charges_first: bool = False


class Interest(NamedTuple):
    """The interest of a debt from its first day late; ``total`` is not rounded."""

    slices: list
    date_from: date
    date_to: date
    #: what still bears interest at the end
    principal: float = 0.0
    #: first day whose rate is not known: interest stops before it
    missing_from: date | None = None
    #: first day that is worked out with the last rate of a table that was not checked for later ones
    unchecked_from: date | None = None

    @property
    def total(self):
        return sum(part.amount for part in self.slices)

    @property
    def percent(self):
        return self.slices[-1].percent if self.slices else 0.0


def get_first_day(debt):
    """:return: the first day with interest: the day after the due date"""
    return debt.due + timedelta(1)


def get_late_day(debt, terms):
    """:return: the day on which charges arise: the first one late, after the days of grace"""
    return get_first_day(debt) + timedelta(terms.grace_days)


def get_late_amount(debt, terms, today):
    """:return: what was open when the debt became late, contested parts left out; 0 when it is not, or was paid in time"""
    late_day = get_late_day(debt, terms)
    if today < late_day:
        return 0.0
    return find_value(get_principal(debt.amount, debt.settlements, get_first_day(debt), debt.suspensions), late_day)


def get_interest(debt, terms, today):
    """:return: :class:`Interest` up to and including ``today``, None for a debt that is not late"""
    if not get_late_amount(debt, terms, today):
        return None
    first = get_first_day(debt)
    gap = _find_gap(debt, terms, first, today)
    last = gap - timedelta(1) if gap else today
    if last < first:
        return Interest([], first, first, missing_from=gap)
    rates = choose_rates(terms.rates, terms.follows, first, debt.invoice_date, debt.frozen)
    principal = _get_principal(debt, terms, first, rates)
    slices = slice_interest(principal, rates, first, last, terms.basis)
    rest = find_value(principal, last + timedelta(1))
    # What is paid needs no rate any more.
    gap = gap if gap and rest else None
    end = slices[-1].date_to if slices else first
    return Interest(slices, first, end, rest, gap, _find_unchecked(debt, terms, first, end) if slices else None)


def _get_principal(debt, terms, first, rates):
    if not debt.charges_first:
        return get_principal(debt.amount, debt.settlements, first, debt.suspensions)
    return get_principal_after_charges(
        debt.amount, debt.settlements, first, rates, costs=debt.costs, suspensions=debt.suspensions, basis=terms.basis)


def _find_gap(debt, terms, first, today):
    """:return: the first day whose rate is not known, None when all are"""
    dates = [day for day, _percent in terms.rates]
    if terms.follows == "period":
        return find_gap(dates, first, today, terms.period)
    if terms.follows == "invoice":
        if debt.frozen is not None:
            return None
        day = debt.invoice_date or first
        return first if find_gap(dates, day, day, terms.period) else None
    return find_gap(dates, first, first, terms.period)


def _find_unchecked(debt, terms, first, last):
    if terms.follows == "invoice" and debt.frozen is not None:
        return None
    return find_unchecked(terms.known_until, terms.follows, first, last, debt.invoice_date)


def clip(slices, day):
    """:return: the slices from ``day`` on; the one that it divides keeps its share of the interest"""
    clipped = []
    for part in slices:
        if part.date_from >= day:
            clipped.append(part)
        elif part.date_to >= day:
            days = (part.date_to - day).days + 1
            clipped.append(part._replace(date_from=day, days=days, amount=part.amount * days / part.days))
    return clipped


def explain(interest, amount, date_from, rounding):
    """Say how a charge over a part of the interest of a debt was worked out.

    :param Interest interest: of the debt, up to the last day of the charge
    :param float amount: of the charge
    :param date date_from: its first day
    :return: slices with rounded amounts, and what was charged before of them; both add up to ``amount``
    """
    own = clip(interest.slices, date_from)
    if own and abs(sum(part.amount for part in own) - amount) < rounding:
        return _round(own, amount, rounding), 0.0
    # A later entry changed days that were charged before: the whole is shown, less what was charged.
    total = round(sum(part.amount for part in interest.slices) / rounding + 1e-6) * rounding
    return _round(interest.slices, total, rounding), round(total - amount, 10)


def _round(slices, total, rounding):
    amounts = round_parts([part.amount for part in slices], total, rounding)
    return [part._replace(amount=amount) for part, amount in zip(slices, amounts, strict=True)]


def pass_on(payments, debts):
    """Attribute the payments that made a returned receipt good to the debts that it had settled, the earliest due first.

    :param payments: ``[(date, amount), …]`` that settled the entry of the return
    :param debts: ``[(key, amount), …]`` that the returned receipt had settled, in their order
    :return: ``[(key, date, amount), …]``
    """
    rest, parts = [[key, amount] for key, amount in debts], []
    for day, amount in sorted(payments):
        for debt in rest:
            part = min(debt[1], amount)
            if part > 0:
                parts.append((debt[0], day, part))
                debt[1] -= part
                amount -= part
    return parts
