"""Calendar months as pairs of first and last day."""

from datetime import timedelta


def get_months_back(last_day, count):
    """:return: list of ``count`` pairs, latest first; the first one ends with ``last_day``, which may be within the month"""
    months = []
    for _month in range(count):
        first_day = last_day.replace(day=1)
        months.append((first_day, last_day))
        last_day = first_day - timedelta(days=1)
    return months


def get_month_end(day):
    """:return: last day of the month of ``day``"""
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def get_month_ends(today, count):
    """:return: list of the last ``count`` months that have ended before ``today``, earliest first"""
    last_day = today.replace(day=1) - timedelta(days=1)
    return get_months_back(last_day, count)[::-1]


def get_period_before(first_day, last_day):
    """:return: first and last day of the period before: as many months where it is made of whole months, else as many days"""
    end = first_day - timedelta(days=1)
    is_whole = first_day.day == 1 and (last_day + timedelta(days=1)).day == 1
    if not is_whole:
        return end - (last_day - first_day), end
    months = (last_day.year - first_day.year) * 12 + last_day.month - first_day.month + 1
    return get_months_back(end, months)[-1][0], end
