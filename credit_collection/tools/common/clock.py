"""Which day it is where. Days are local dates, moments are UTC without time zone, as databases keep them."""

# Knows all names of time zones that Odoo offers, whatever the operating system has.
import pytz


def get_local_day(moment, zone):
    """:return: date in time zone ``zone`` (its name) at ``moment``"""
    return pytz.utc.localize(moment).astimezone(pytz.timezone(zone)).date()
