"""The day in the company of a record: what a new record is dated, and how many days lie between its dates and today, by
which lists filter and colour.

A domain with ``'today'`` goes by the time zone of the user, a decoration with ``current_date`` by that of the browser; these
fields go by the day of the company, see ``res_company_clock``.
"""
from datetime import date

from dateutil.relativedelta import relativedelta

from odoo import api, fields
from odoo.fields import Domain


def day_of_entry(name, company, days=0, **kwargs):
    """:return: the stored field ``name``: unless a date is given, the day it is in the company when the record is made

    :param str company: path to the company, by which a default could not go: the user may work in another one
    :param int days: added to that day
    """
    @api.depends(company.partition(".")[0])
    def compute(records):
        for today, of_day in records.env["res.company"]._get_credit_days_of(records, company).items():
            for record in of_day:
                record[name] = record[name] or fields.Date.add(today, days=days)

    return fields.Date(compute=compute, store=True, precompute=True, **{"readonly": False, **kwargs})


def count_days(day, days):
    """:return: the date ``days`` after ``day``, within the calendar of Python: users type any number into a filter"""
    return date.fromordinal(min(max(day.toordinal() + int(days), 1), date.max.toordinal()))


def days_until(date_field, company="company_id", name=None, **kwargs):
    """:return: the field ``<date_field>_days``, or ``name``: days from today until the date, negative once it has passed

    Without a date it is 0, but a search finds records with a date only.

    :param str company: path to the company; without a company there, the day of the user's company counts
    """
    name = name or f"{date_field}_days"

    @api.depends(date_field, company)
    def compute(records):
        for today, of_day in records.env["res.company"]._get_credit_days_of(records, company).items():
            for record in of_day:
                until = record[date_field]
                record[name] = (until - today).days if until else 0

    def search(records, operator, value):
        if operator not in ("in", "<", "<=", ">", ">="):
            return NotImplemented

        def get_domain(today):
            if operator == "in":
                return Domain(date_field, "in", [count_days(today, days) for days in value])
            return Domain(date_field, operator, count_days(today, value))

        return Domain(date_field, "!=", False) & records.env["res.company"]._get_credit_day_domain(get_domain, company)

    return fields.Integer(compute=compute, search=search, **kwargs)


def is_this_month(date_field, company="company_id", **kwargs):
    """:return: the field ``is_<date_field>_this_month``: whether the date lies in the month it is in the company"""
    name = f"is_{date_field}_this_month"

    def get_domain(today):
        first = today.replace(day=1)
        return Domain(date_field, ">=", first) & Domain(date_field, "<", first + relativedelta(months=1))

    @api.depends(date_field, company)
    def compute(records):
        for today, of_day in records.env["res.company"]._get_credit_days_of(records, company).items():
            for record in of_day:
                record[name] = bool(record[date_field]) and record[date_field].replace(day=1) == today.replace(day=1)

    def search(records, operator, value):
        if operator != "in":
            return NotImplemented
        domain = records.env["res.company"]._get_credit_day_domain(get_domain, company)
        return Domain.OR(domain if flag else ~domain for flag in set(map(bool, value)))

    return fields.Boolean(compute=compute, search=search, **kwargs)
