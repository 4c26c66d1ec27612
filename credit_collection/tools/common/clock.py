"""Which day it is where. Days are local dates, moments are UTC without time zone, as databases keep them."""

from datetime import datetime, time, timedelta

# Knows all names of time zones that Odoo offers, whatever the operating system has.
import pytz
from dateutil.relativedelta import relativedelta


def get_local_day(moment, zone):
    """:return: date in time zone ``zone`` (its name) at ``moment``; at the ends of the calendar that in UTC"""
    try:
        return pytz.utc.localize(moment).astimezone(pytz.timezone(zone)).date()
    except OverflowError:
        return moment.date()


def get_day_begin(day, zone):
    """:return: the moment at which ``day`` begins in time zone ``zone``"""
    begin = pytz.timezone(zone).localize(datetime.combine(day, time.min))
    return begin.astimezone(pytz.utc).replace(tzinfo=None)


def add_days(day, days=0, months=0):
    """:return: ``day``, a date or moment, and so many ``days`` and ``months``; the first or last one there is when that goes
        beyond: due dates, planned deliveries and lead times are what somebody entered"""
    try:
        return (day + relativedelta(months=months) if months else day) + timedelta(days)
    except (OverflowError, ValueError):
        return type(day).max if days + months > 0 else type(day).min
