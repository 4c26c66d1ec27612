"""Statements of account of a thousand customers, without paper: reading the figures, and keeping them."""
from dateutil.relativedelta import relativedelta

from .report import Figure, milliseconds
from .timing import admin, load_registry, measure, settle

CUSTOMERS = 1000
MONTHS = 1
# partner_statement of OCA takes 0.07 s for 100 of 1,000 customers and 0.22 s for 100 of 10,000: a tenth of that for 1,000.
AT_MOST = {False: 0.07, True: 0.22}


def run(names):
    with admin(load_registry(names.run)) as env:
        ids = env["credit.profile"].search([("company_id", "=", env.company.id)], limit=CUSTOMERS, order="id").ids
        last = env.company._get_credit_today()
        first = last - relativedelta(months=MONTHS, days=-1)
        is_large = env["credit.profile"].search_count([("company_id", "=", env.company.id)]) > CUSTOMERS

        def prepare():
            settle(env)
            return env["credit.profile"].browse(ids), first, last

        read = measure(lambda profiles, *days: env["credit.statement"]._get_parts(profiles, *days), prepare=prepare)
        yield Figure(f"figures of {len(ids):,} statements", read.seconds * 1000, "ms", at_most=AT_MOST[is_large] * 1000,
                     note=f"{read.queries} queries")
        kept = measure(lambda profiles, *days: profiles._create_statements(*days), prepare=prepare, runs=3)
        yield milliseconds(f"keep {len(ids):,} statements", kept.seconds, note=f"{kept.queries} queries")
