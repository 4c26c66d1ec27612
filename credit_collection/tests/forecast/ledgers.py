"""Made ledgers whose customers pay in a known way."""
import random
from datetime import date

from ...tools.forecast.items import Item, get_month_day, get_weekday

BEGIN = date(2024, 1, 1).toordinal()


def make_ledger(get_paid_day, *, invoices=600, customers=20, days=600, term=30, number=1, **traits):
    """:param get_paid_day: function of a random generator, the customer's number and the due day
    :return: [:class:`Item`] in the order of their invoices
    """
    generator = random.Random(number)
    begins = sorted(BEGIN + generator.randrange(days) for _invoice in range(invoices))
    items = []
    for day in begins:
        customer = generator.randrange(customers)
        item = Item(customer, day, day + term, generator.lognormvariate(6, 1), **{
            name: get(generator, customer) for name, get in traits.items()})
        paid = get_paid_day(generator, item)
        items.append(item._replace(paid_day=None if paid is None else max(paid, day)))
    return items


def pay_late(customer_days=lambda customer: customer, spread=4):
    """:return: function for payments some days after the due date, other days for each customer"""
    return lambda generator, item: item.due_day + round(customer_days(item.customer) + generator.gauss(0, spread))


def next_day(day, *, weekday=None, month_day=None):
    """:return: the first day from ``day`` on that is this weekday, or this day of the month (see ``get_month_day``)"""
    while (weekday is not None and get_weekday(day) != weekday) or (month_day is not None and get_month_day(day) != month_day):
        day += 1
    return day
