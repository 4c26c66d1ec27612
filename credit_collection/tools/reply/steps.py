"""Steps from one day to another."""

import calendar
from datetime import date, timedelta

FRIDAY = 4
# How far a day without year may lie back before the next year is meant.
MONTHS_BACK = 6


def end_of_month(day):
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def end_of_quarter(day, ahead=0):
    """:param ahead: how many quarters later"""
    quarter = (day.month - 1) // 3 + ahead
    return end_of_month(day.replace(year=day.year + quarter // 4, month=quarter % 4 * 3 + 3, day=1))


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


def get_year(text):
    year = int(text)
    return year + 2000 if year < 100 else year


def near(today, month, day, direction=0):
    """:return: the day of a month without year that is nearest"""
    found = date(today.year, month, day)
    months = (found.year - today.year) * 12 + found.month - today.month
    if months < -MONTHS_BACK:
        return date(today.year + 1, month, day)
    return date(today.year - 1, month, day) if months > MONTHS_BACK + direction else found


def part_of_month(first, part):
    if part in ("beginning", "start", "初", "月初"):
        return first.replace(day=5)
    if part in ("early", "上旬"):
        return first.replace(day=10)
    if part in ("mid", "middle", "中旬", "中"):
        return first.replace(day=20 if part == "中旬" else 15)
    return end_of_month(first)
