"""Steps from one day to another."""

import calendar
from datetime import timedelta


def end_of_month(day):
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def next_month(day):
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def add_months(today, number):
    first = today
    for _month in range(number):
        first = next_month(first)
    return first.replace(day=min(today.day, end_of_month(first).day))


def add_working_days(day, number):
    """:return: the day after so many days of Monday to Friday"""
    while number > 0:
        day += timedelta(days=1)
        number -= day.weekday() < 5
    return day


def week_before(day):
    return day - timedelta(weeks=1)


def month_before(day):
    last = day.replace(day=1) - timedelta(days=1)
    return last.replace(day=min(day.day, last.day))
