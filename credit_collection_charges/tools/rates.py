"""Which rate applies to a debt, and whether the table has it."""

from datetime import date, timedelta

from .interest import find_percent

# How the rate of a debt goes on: with the table, as on its first day late, or as on the day of the invoice.
FOLLOWS = ("period", "first_day", "invoice")
MONTHS = {"half_year": 6, "none": 0}


def choose_rates(rates, follows, first_day, invoice_date, frozen=None):
    """
    :param rates: ``[(from_date, percent per year), …]`` of the table
    :param date first_day: first day with interest
    :param frozen: the rate that was kept when the invoice was posted
    :return: rates for ``late_interest``: the table, or one that stays
    :raise ValueError: the table has none for the day that decides
    """
    rates = sorted(rates)
    if follows == "period":
        return rates
    day = first_day if follows == "first_day" else invoice_date or first_day
    percent = frozen if frozen is not None and follows == "invoice" else find_percent(rates, day)
    return [(date.min, percent)]


def find_gap(dates, date_from, date_to, period):
    """
    :param dates: first days of the rates of a table
    :param period: of ``MONTHS``: in how many months a new rate has to come
    :return: the first day from ``date_from`` to ``date_to`` without a rate of its period, None when there is none
    """
    if date_to < date_from:
        return None
    dates = sorted(dates)
    if not dates or dates[0] > date_from:
        return date_from
    months = MONTHS[period]
    if not months:
        return None
    start = get_period_start(date_from, months)
    while start <= date_to:
        end = get_next_period(start, months)
        # Of the half-year in which a table begins, the days before are told above.
        is_first = start < dates[0] < end
        if start not in dates and not is_first:
            return max(start, date_from)
        start = end
    return None


def find_gap_between(dates, period):
    """:return: the first day of a period without a rate between the first and the last one of a table, None without any"""
    return find_gap(dates, min(dates), max(dates), period) if dates else None


def find_last_day(dates, period, checked_until=None):
    """
    :param date checked_until: of a table whose rates apply until the next one: there is no other up to that day
    :return: the last day whose rate is known, without a gap before; None for a table without end or rate
    """
    months = MONTHS[period]
    if not dates:
        return None
    if not months:
        return checked_until and max(checked_until, *dates)
    gap = find_gap(dates, min(dates), get_next_period(max(dates), months), period)
    return gap and gap - timedelta(1)


def find_unchecked(known_until, follows, first_day, last_day, invoice_date):
    """
    :param known_until: result of :func:`find_last_day`
    :return: the first day from ``first_day`` to ``last_day`` that is worked out with the last rate of the table although nobody
        checked that there is no later one; None without any
    """
    if known_until is None:
        return None
    if follows == "period":
        return max(first_day, known_until + timedelta(1)) if last_day > known_until else None
    day = invoice_date or first_day if follows == "invoice" else first_day
    return first_day if day > known_until else None


def get_period_start(day, months):
    """:return: the first day of the period of so many months that ``day`` lies in"""
    return date(day.year, (day.month - 1) // months * months + 1, 1)


def get_next_period(start, months):
    """:return: the first day of the period after the one that ``start`` lies in"""
    start = get_period_start(start, months)
    month = start.month - 1 + months
    return date(start.year + month // 12, month % 12 + 1, 1)
