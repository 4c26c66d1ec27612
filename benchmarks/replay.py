"""What a drafted policy would have done: all documents of the last 24 months of a company, judged as on their days."""
from dateutil.relativedelta import relativedelta

from .report import Figure
from .timing import environment, load_registry, run_once

# For 10,000 customers and 100,000 invoices, most of them of one company.
SECONDS, INVOICES = 60.0, 100000
MONTHS = 24


def run(names):
    registry = load_registry(names.run)
    with environment(registry) as env:
        change = env["credit.policy.change"].create({"company_id": env.company.root_id.id, "reason": "Benchmark"})
        change.line_ids.write({"max_overdue_days": 10, "tolerance_percent": 5})
        today = env.company._get_credit_today()
        replay = run_once(lambda: len(change._replay(today - relativedelta(months=MONTHS), today)))
        yield Figure(f"replay {MONTHS} months under a drafted policy", replay.seconds, "s",
                     at_most=SECONDS * max(replay.value, INVOICES / 10) / INVOICES,
                     note=f"{replay.value:,} documents, {replay.queries} queries")
        yield Figure("replay: memory", replay.grown_mb, "MB")
        again = run_once(lambda: len(change._replay(today - relativedelta(months=1), today)))
        yield Figure("replay the last month instead", again.seconds, "s", note=f"{again.value:,} documents")
