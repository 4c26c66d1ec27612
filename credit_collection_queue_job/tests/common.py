from contextlib import contextmanager
from unittest.mock import patch

from odoo.addons.queue_job.job import Job

SCORES = "credit_collection.ir_cron_update_scores"


class QueueCommon:
    """Calling scheduled actions as the scheduler does, and doing queued jobs as a server does."""

    @contextmanager
    def _scheduler(self, alive=True):
        """Collect what is committed; with a runner that lives or not."""
        Cron, reports = type(self.env["ir.cron"]), []

        def report(_cron, processed=0, *, remaining=None, deactivate=False):
            reports.append((processed, remaining))
            return 0

        with patch.object(Cron, "_commit_progress", report), \
                patch.object(Cron, "_is_credit_runner_alive", lambda _cron: alive):
            yield reports

    def _call(self, xmlid, alive=True):
        """Call a scheduled action until nothing remains.

        :return: number of records done at once
        """
        self._refresh()
        cron = self.env.ref(xmlid).sudo()
        action = cron.ir_actions_server_id.with_user(cron.user_id).with_context(cron_id=cron.id)
        with self._scheduler(alive) as reports:
            while not reports or reports[-1][1] and len(reports) < 20:
                action.run()
        self._refresh()
        return sum(done for done, _remaining in reports)

    def _find_jobs(self, state="pending"):
        return self.env["queue.job"].sudo().search(
            [("method_name", "=", "_run_credit_part"), ("state", "=", state)], order="id")

    def _perform(self, jobs):
        """Do jobs as the server does that the runner asks."""
        for record in jobs:
            job = Job.load(self.env(user=self.env.ref("base.user_root").id), record.uuid)
            job.set_started()
            job.perform()
            job.set_done()
            job.store()
        self._refresh()
