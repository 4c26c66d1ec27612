"""The nightly scoring of all customers and the opening of the reviews that are due, batch after batch."""
import math

from .jobs import run_job
from .report import Figure
from .timing import environment, load_registry, run_once
from .written import find_last_ids, measure_rewriting

# Customers whose review falls due in the same night: all of them once a year, and some to spare.
DUE_SHARE = 20
# Against the rows that were written, written again.
AT_MOST_TIMES = 5


def run(names):
    registry = load_registry(names.run)
    customers, due = _prepare(registry)
    scoring = run_once(lambda: run_job(registry, "credit.scorecard", "_cron_update"))
    # One call does several batches.
    batches = math.ceil(customers / _get_batch_size())
    yield Figure("score all customers", scoring.seconds, "s", at_most=3 * customers / 18000,
                 note=f"{customers:,} customers, {batches} batches")
    yield Figure("score all customers: queries per batch", scoring.queries / batches, "", at_most=20)
    yield Figure("score all customers: memory", scoring.grown_mb, "MB", at_most=80)
    last_ids = find_last_ids(registry)
    opening = run_once(lambda: run_job(registry, "credit.review", "_cron_open_due"))
    yield Figure("open due reviews", opening.seconds, "s", measure_rewriting(registry, last_ids), at_most_times=AT_MOST_TIMES,
                 note=f"{due:,} reviews, {opening.value} batches")


def _get_batch_size():
    from odoo.addons.credit_collection.models.score.credit_scorecard import BATCH

    return BATCH


def _prepare(registry):
    """Forget the scores and let every so many customers be due for review; return how many there are of each."""
    with environment(registry, commit=True) as env:
        env.cr.execute("UPDATE credit_profile SET score_date = NULL")
        env.cr.execute(
            "UPDATE credit_profile SET next_review_date = CURRENT_DATE, "
            "rating_id = (SELECT MIN(id) FROM credit_rating WHERE active) WHERE id %% %s = 0", [DUE_SHARE])
        due = env.cr.rowcount
        env.cr.execute("SELECT COUNT(*) FROM credit_profile")
        return env.cr.fetchone()[0], due
