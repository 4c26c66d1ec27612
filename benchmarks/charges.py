"""Late interest of all overdue items, accrued by the job from the first day on; and what a later night adds."""
from datetime import timedelta

from devtools import addons, database, source
from devtools.database import Workspace

from .jobs import run_job
from .report import Figure
from .timing import environment, load_registry, run_once

ADDONS = ("credit_collection", "credit_collection_charges")
# For 40,000 overdue items.
SECONDS, ITEMS = 10.0, 40000
BATCH = 500


def run(names):
    workspace = Workspace(source.odoo_source(), [addon for addon in addons.our_addons(()) if addon.name in ADDONS], [])
    database.install(workspace, names.run, ["-i", ADDONS[1], "--without-demo"])
    registry = load_registry(names.run)
    agree_on_terms(registry)
    accruing = run_once(lambda: run_job(registry, "credit.charge", "_cron_accrue"))
    items = _count(registry)
    yield Figure("accrue late interest", accruing.seconds, "s", at_most=SECONDS * max(items, 1000) / ITEMS,
                 note=f"{items:,} items, {accruing.value} batches")
    yield Figure("accrue late interest: queries per batch", accruing.queries / accruing.value, "")
    yield Figure("accrue late interest: memory", accruing.grown_mb, "MB")
    later = run_once(lambda: _accrue_a_day_later(registry))
    yield Figure("accrue late interest one day later", later.seconds, "s", at_most=SECONDS * max(items, 1000) / ITEMS)


def agree_on_terms(registry):
    """Let all customers owe 9 % from the first day on."""
    from odoo.fields import Command

    with environment(registry, commit=True) as env:
        rule = env["credit.interest.rule"].create({
            "name": "Benchmark", "is_law": False, "rate_ids": [
                Command.create({"date_from": "2000-01-01", "rate": 9, "source": "Benchmark"})]})
        env.flush_all()
        env.cr.execute("UPDATE credit_profile SET interest_rule_id = %s", [rule.id])


def _count(registry):
    with environment(registry) as env:
        return env["credit.charge"].search_count([("kind", "=", "interest"), ("amount", ">", 0)])


def _accrue_a_day_later(registry):
    with environment(registry) as env:
        Profile = env["credit.profile"]
        tomorrow = env.company._get_credit_today() + timedelta(days=1)
        profiles = Profile.search(env["credit.charge"]._get_accrual_domain(tomorrow), order="id")
        for start in range(0, len(profiles), BATCH):
            env["credit.charge"]._accrue(profiles[start:start + BATCH], tomorrow)
            env.flush_all()
            env.invalidate_all()
