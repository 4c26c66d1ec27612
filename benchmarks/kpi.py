"""Key figures of many months, and the months kept on the first night after the installation."""
from datetime import timedelta

from .jobs import run_job
from .report import Figure
from .timing import admin, load_registry, measure_in_turn, run_once, settle

MONTHS = 24


def run(names):
    registry = load_registry(names.run)
    with admin(registry) as env:
        yield _read_months(env)
    keeping = run_once(lambda: run_job(registry, "credit.snapshot", "_cron_keep"))
    yield Figure(f"keep {MONTHS} months of all customers", keeping.seconds, "s", note=f"{keeping.value} batches")
    yield Figure("keep months: queries per batch", keeping.queries / keeping.value, "", at_most=30)


def _read_months(env):
    periods, last = [], env.company._get_credit_today().replace(day=1) - timedelta(days=1)
    for _month in range(MONTHS):
        periods.append((last.replace(day=1), last))
        last = last.replace(day=1) - timedelta(days=1)
    customers = env["credit.profile"].search_count([("company_id", "=", env.company.id)])
    [ours] = measure_in_turn(
        (lambda: env.company._get_credit_figures_of(periods), lambda: (settle(env),)[1:]), runs=5, warm=1)
    return Figure(f"key figures of {MONTHS} months", ours.seconds, "s", at_most=2.0 * max(customers, 1000) / 10000,
                  note=f"{customers:,} customers, {ours.queries} queries")
