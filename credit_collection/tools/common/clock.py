"""Which day it is where. Days are local dates, moments are UTC without time zone, as databases keep them."""

from datetime import timedelta

# Knows all names of time zones that Odoo offers, whatever the operating system has.
import pytz
from dateutil.relativedelta import relativedelta


def get_local_day(moment, zone):
    """:return: date in time zone ``zone`` (its name) at ``moment``"""
    return pytz.utc.localize(moment).astimezone(pytz.timezone(zone)).date()


def add_days(day, days=0, months=0):
    """:return: ``day``, a date or moment, and so many ``days`` and ``months``; the first or last one there is when that goes
        beyond: due dates, planned deliveries and lead times are what somebody entered"""
    try:
        return (day + relativedelta(months=months) if months else day) + timedelta(days)
    except (OverflowError, ValueError):
        return type(day).max if days + months > 0 else type(day).min
