"""Run a scheduled action as the scheduler does: batch after batch, each in a transaction of its own."""
from unittest.mock import patch

from .timing import environment

MOST_BATCHES = 10000


def run_job(registry, model, method):
    """Call ``method`` until it says that nothing remains; return the number of batches."""
    progress = []

    def commit_progress(cron, processed=0, *, remaining=None, deactivate=False):
        progress.append(remaining)
        cron.env.cr.commit()
        return float("inf")

    with patch.object(registry["ir.cron"], "_commit_progress", commit_progress):
        for batch in range(MOST_BATCHES):
            with environment(registry, commit=True) as env:
                getattr(env[model], method)()
            if not progress or not progress[-1]:
                return batch + 1
            progress.clear()
    raise AssertionError(f"{model}.{method} does not end.")
