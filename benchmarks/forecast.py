"""The forecast of all open items from what the night has learned; the night that writes it down; and learning itself."""
from .report import Figure
from .timing import environment, load_registry, run_once

# For 40,000 open items.
SECONDS, ITEMS = 5.0, 40000


def run(names):
    registry = load_registry(names.run)
    with environment(registry) as env:
        companies = env["res.company"].search([("parent_id", "=", False)])
        records = env["credit.forecast.company"].create([{"company_id": company.id} for company in companies])
        today = companies[:1]._get_credit_today()
        records.tested_on = today
        learning = run_once(lambda: records._learn(today))
        env.flush_all()
        batches = _split(env["credit.profile"].search([]))
        predicting = run_once(lambda: sum(len(_predict(env, profiles, today)) for profiles in batches))
        writing = run_once(lambda: _write(env, batches, today))
        yield Figure("forecast of the open items", predicting.seconds, "s", at_most=SECONDS * predicting.value / ITEMS,
                     note=f"{predicting.value:,} debts")
        yield Figure("forecast of the open items: memory", predicting.grown_mb, "MB", at_most=80)
        yield Figure("expected cash of a night", writing.seconds, "s",
                     note=f"{env['credit.cash.in'].search_count([]):,} rows, orders too")
        yield Figure("learn how customers pay", learning.seconds, "s", note=f"{len(companies)} companies")


def _split(profiles):
    """Batches as the job has them, each of one company."""
    from odoo.addons.credit_collection.models.forecast.credit_cash_in import BATCH

    return [own[start:start + BATCH] for own in profiles.grouped("company_id").values() for start in range(0, len(own), BATCH)]


def _predict(env, profiles, today):
    """Read the open items of these customers and predict when they are paid."""
    from odoo.tools import SQL

    items = env["credit.forecast"]._get_open_items(today, SQL("profile.id = ANY(%s)", profiles.ids), profiles.partner_id)
    return env["credit.forecast"]._predict(profiles.company_id, today, items)


def _write(env, batches, today):
    for profiles in batches:
        env["credit.cash.in"]._forecast(profiles, today)
    env.flush_all()
