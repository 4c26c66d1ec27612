import logging

from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.credit_collection.models.common.credit_batch_mixin import PART
from odoo.addons.credit_collection.tools.common.batches import BatchPart
from odoo.addons.queue_job.exception import RetryableJobError
from odoo.addons.queue_job.job import ENQUEUED, PENDING, STARTED, WAIT_DEPENDENCIES, identity_exact
from odoo.addons.queue_job.jobrunner.runner import PG_ADVISORY_LOCK_ID

_logger = logging.getLogger(__name__)
UNDONE = (WAIT_DEPENDENCIES, PENDING, ENQUEUED, STARTED)
# Conflicts with other batches count too: each of them loses against one that was done.
MAX_TRIES = 20


class IrCron(models.Model):
    _inherit = "ir.cron"

    credit_channel_id = fields.Many2one(
        "queue.job.channel", string="Channel of Batches", ondelete="set null", groups="queue_job.group_queue_job_manager",
        help="Queue channel of the batches of this nightly job. Empty: the channel of the job function.")

    def _delay_credit_part(self, part):
        """Queue a part of this job, once while it waits."""
        self.ensure_one()
        # sudo: who runs the scheduled action need not manage the queue.
        cron_sudo = self.sudo()
        description = self.env._(
            "%(job)s: %(count)s records, %(date)s", job=cron_sudo.name, count=len(part.ids), date=part.day)
        # The job runs as the user of the scheduled action, as the scheduler does.
        self.sudo(False).with_context(company_id=self._get_credit_company(part).id).with_delay(
            channel=cron_sudo.credit_channel_id.complete_name or None, max_retries=MAX_TRIES, identity_key=identity_exact,
            description=description,
        )._run_credit_part(*part)

    def _get_credit_company(self, part):
        """:return: the root company whose records these are; none of several"""
        roots = self.env["res.company"].sudo().search([("parent_id", "=", False)], limit=2)  # sudo: companies of the job.
        if len(roots) == 1:
            return roots
        companies = self.env[part.model].sudo().browse(part.ids)._get_batch_company()  # sudo: as above.
        return companies if len(companies) == 1 else self.env["res.company"]

    def _run_credit_part(self, *part):
        """Do a part of this nightly job, by the scheduled action itself. What fails is undone and tried again alone."""
        self.ensure_one()
        # sudo: as the scheduler does, which needs no right to read its action either.
        action = self.sudo().ir_actions_server_id.with_env(self.env)
        try:
            action.with_context(**{PART: BatchPart(*part)}).run()
            self.env.flush_all()
        except OperationalError:
            raise  # conflicts are those of the queue
        except Exception as error:
            _logger.exception("%s failed and is tried again", part)
            raise RetryableJobError(str(error)) from error

    def _get_credit_parts(self, model, days):
        """:return: list of ``BatchPart`` of this job that wait or run, of one of these days"""
        # sudo: as above.
        jobs = self.env["queue.job"].sudo().search([
            ("model_name", "=", self._name), ("method_name", "=", "_run_credit_part"), ("state", "in", UNDONE)])
        parts = [BatchPart(*job.args) for job in jobs if job.records == self]
        return [part for part in parts if part.model == model and part.day in days]

    @api.model
    def _is_credit_runner_alive(self):
        """:return: whether a runner of the queue watches this database: it holds a lock while it lives"""
        [[is_alive]] = self.env.execute_query(SQL(
            """
            SELECT EXISTS (
                SELECT FROM pg_locks
                 WHERE locktype = 'advisory' AND granted AND (classid::bigint << 32 | objid::bigint) = %s AND objsubid = 1
                   AND database = (SELECT oid FROM pg_database WHERE datname = CURRENT_DATABASE()))
            """, PG_ADVISORY_LOCK_ID))
        return is_alive
