"""Limitation dates of all open items, worked out by the job in one night; and what a second night adds."""
from devtools import addons, database, source
from devtools.database import Workspace

from .jobs import run_job
from .report import Figure
from .timing import environment, load_registry, run_once

ADDONS = ("credit_collection", "credit_collection_legal")
# For 40,000 open items.
SECONDS, ITEMS = 30.0, 40000


def run(names):
    workspace = Workspace(source.odoo_source(), [addon for addon in addons.our_addons(()) if addon.name in ADDONS], [])
    database.install(workspace, names.run, ["-i", ADDONS[1], "--without-demo"])
    registry = load_registry(names.run)
    _set_law(registry)
    first = run_once(lambda: run_job(registry, "credit.limitation", "_cron_review"))
    items = _count(registry)
    yield Figure("limitation dates in one night", first.seconds, "s", at_most=SECONDS * max(items, 1000) / ITEMS,
                 note=f"{items:,} items, {first.value} batches")
    yield Figure("limitation dates: queries per batch", first.queries / first.value, "")
    yield Figure("limitation dates: memory", first.grown_mb, "MB")
    _forget_stamps(registry)
    later = run_once(lambda: run_job(registry, "credit.limitation", "_cron_review"))
    yield Figure("limitation dates in a later night", later.seconds, "s", at_most=SECONDS * max(items, 1000) / ITEMS)


def _set_law(registry):
    """Give the countries of the companies a period of three years from the end of the year."""
    with environment(registry, commit=True) as env:
        companies = env["res.company"].search([])
        for country in companies.country_id or env.ref("base.us"):
            if not env["credit.limitation.rule"].search_count([("country_id", "=", country.id)]):
                env["credit.limitation.rule"].create({
                    "name": country.name, "country_id": country.id, "years": 3, "start": "year_end", "source": "Benchmark"})
        companies.write({"credit_limitation_law": "company"})
        for company in companies.filtered(lambda company: not company.country_id):
            company.country_id = env.ref("base.us")


def _count(registry):
    with environment(registry) as env:
        return env["account.move.line"].search_count([("credit_limitation_date", "!=", False)])


def _forget_stamps(registry):
    with environment(registry, commit=True) as env:
        env["credit.batch.stamp"].search([("job", "=", "credit_collection_legal.ir_cron_limitation")]).unlink()
