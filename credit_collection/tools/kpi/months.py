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


def get_month_ends(today, count):
    """:return: list of the months that have ended by ``today``, which is the first day that may be after the latest; earliest
        first"""
    last_day = today.replace(day=1) - timedelta(days=1)
    return get_months_back(last_day, count)[::-1]
