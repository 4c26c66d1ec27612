import logging

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.common.batches import BatchPart, NightlyJob, pack
from .beside import try_to
from .bulk import insert_select
from .days import days_until

_logger = logging.getLogger(__name__)
# Days after which nobody needs them.
FAILURES_KEPT, STAMPS_KEPT = 90, 400
LONGEST_ERROR = 2000
PATIENCE = relativedelta(minutes=1)  # until records that were locked are tried again
# In the context: the BatchPart of a job that this process does. The code of a scheduled action, which databases keep and people
# may change, calls a job without parameters.
PART = "credit_collection_batch_part"


def act_isolated(records, act, mark_failed=None):
    """Do ``act`` for all records at once; when that fails, for each half, until the records that fail are alone.

    :param act: function of records, which gathers and decides too
    :param mark_failed: function of a record and its error, called outside of what was undone
    :return: the records that failed
    """
    error = try_to(records.env, lambda: act(records)) if records else None
    if error is None:
        return records.browse()
    if len(records) > 1:
        _logger.info("%s failed together: %s", records, error)
        middle = len(records) // 2
        return act_isolated(records[:middle], act, mark_failed) + act_isolated(records[middle:], act, mark_failed)
    _logger.error("%s failed", records, exc_info=error)
    unmarked = mark_failed and try_to(records.env, lambda: mark_failed(records, error))
    if unmarked:
        _logger.error("%s: the failure could not be recorded", records, exc_info=unmarked)
    return records


class CreditBatchMixin(models.AbstractModel):
    """The frame of all nightly jobs: each company on its own day, one batch a call, no record stops another.

    A record that fails is listed in ``credit.batch.failure``, which takes it out of the batches of the same day.
    """

    _name = "credit.batch.mixin"
    _description = "Records of a Nightly Job"

    # Path to the company whose day counts: a stored many2one to a root company, or a path of several to any company.
    _batch_company_field = "company_id"

    @api.model
    def _run_batch(self, job, get_domain, act, *, now=None, **options):
        """Search, lock and do one batch of a job; the scheduler calls again while some remain.

        :param str job: xml-id of the scheduled action
        :param get_domain: function of a date: domain of the records to be done
        :param act: function of records and of that date
        :param options: the others of :class:`NightlyJob`, which says what each is; ``size`` is one of them
        :param datetime now: moment of the job, in UTC
        :return: the records that were done, without those that failed
        """
        work = NightlyJob(job, get_domain, act, **options)
        part, days = self.env.context.get(PART), self.env["res.company"]._get_credit_days(now)
        # Nothing is done of a part of another job or of a day that is over: the job of today searches anew.
        if part and ((part.job, part.model) != (job, self._name) or part.day not in days):
            return self.browse()
        if work.prepare and not part:
            work.prepare()
        domain = self._get_batch_domain(work, days)
        shared = bool(work.size) and not work.in_turn and not part and self._share_batch(
            job, domain, size=work.size, order=work.order, now=now)
        found = self.browse() if shared else self._find_batch(work, domain, part)
        done, failed, locked = self.browse(), self.browse(), 0
        while True:
            batch, found = (found[:work.size], found[work.size:]) if work.recheck and not part else (found, found.browse())
            records = batch.try_lock_for_update(allow_referencing=True)
            locked += len(batch) - len(records)
            failed += records._do_locked(work, now)
            done += records
            # Where all are locked, calling again at once would not help.
            remaining = 0 if part else len(found) + (locked if done else 0) if work.recheck else (
                self.search_count(domain, limit=10 * work.size) if records and work.size else 0)
            if locked and not remaining:
                self.env.ref(job).sudo()._trigger(fields.Datetime.now() + PATIENCE)  # sudo: the job's own action.
            if part or not self.env["ir.cron"]._commit_progress(len(records), remaining=remaining) or not found:
                return done - failed

    def _find_batch(self, work, domain, part):
        if part and work.recheck:
            return self.browse(part.ids)
        # What has been done of a part is not in the domain any more.
        domain &= Domain("id", "in", part.ids) if part else Domain.TRUE
        return self.search(domain, limit=None if work.recheck or part else work.size, order=work.order)

    def _do_locked(self, work, now):
        """:return: those that failed"""
        failed = self.browse()
        for today, of_day in self.env["res.company"]._get_credit_days_of(self, self._batch_company_field, now).items():
            todo = of_day.filtered_domain(Domain(work.recheck(today))) if work.recheck else of_day
            if work.isolates:
                work.act(todo, today)
                continue
            failing = todo._act_batch(work, today)
            failed += failing
            if work.stamped:
                self.env["credit.batch.stamp"]._stamp(work.name, todo - failing, today)
        return failed

    @api.model
    def _share_batch(self, job, domain, *, size, order, now=None):
        """Hook: let other processes do the records of ``domain``, in the parts of ``_split_batch``.

        A process does a part by calling the scheduled action with it in the context (``PART``), and commits.

        :return: whether other processes do the records
        """
        return False

    @api.model
    def _split_batch(self, job, domain, *, size, order, now=None):
        """:return: ``[BatchPart]`` that may be done beside each other; the records of one customer stay together, in order"""
        parts = []
        found = self.search(domain, order=order)
        for today, of_day in self.env["res.company"]._get_credit_days_of(found, self._batch_company_field, now).items():
            units = [records.ids for records in of_day.grouped("profile_id").values()] if "profile_id" in self._fields else (
                [record_id] for record_id in of_day.ids)
            parts += [BatchPart(job, self._name, today, ids) for ids in pack(units, size)]
        return parts

    def _act_batch(self, work, today):
        """:return: those of these records that failed on ``today``; they are in the list of failures"""
        def mark(record, error):
            self.env["credit.batch.failure"]._record(work.name, record, today, error)
            if work.mark_failed:
                work.mark_failed(record, error, today)

        return act_isolated(self, lambda batch: work.act(batch, today), mark)

    def _get_batch_company(self):
        """:return: the root company on whose day this record is done"""
        return self.mapped(self._batch_company_field).root_id

    @api.model
    def _get_batch_domain(self, work, days):
        operator = "child_of" if "." in self._batch_company_field else "in"
        parts = []
        for today, companies in days.items():
            part = Domain(work.get_domain(today)) & self._get_not_failed_domain(work.name, today)
            if work.stamped:
                part &= self.env["credit.batch.stamp"]._get_undone_domain(work.name, today)
            # No condition while it is the same day everywhere.
            parts.append(part if len(days) == 1 else Domain(self._batch_company_field, operator, companies.ids) & part)
        return Domain.OR(parts)

    @api.model
    def _get_not_failed_domain(self, job, today):
        """:return: domain of the records that have not failed in ``job`` on ``today``; a condition of the same statement"""
        failures = self.env["credit.batch.failure"].sudo()._search(
            [("job", "=", job), ("model", "=", self._name), ("date", "=", today)])
        return Domain("id", "not in", failures.subselect("res_id"))


class CreditBatchFailure(models.Model):
    """A record that a nightly job could not process, with the reason. The job tries it again on the next day."""

    _name = "credit.batch.failure"
    _description = "Overnight Error"
    _order = "date desc, id desc"
    _rec_name = "document"
    _rec_names_search = ["error", "job"]

    job = fields.Char(string="Scheduled Action", required=True, readonly=True)
    job_name = fields.Char(string="Job", compute="_compute_job_name")
    model = fields.Char(required=True, readonly=True)
    res_id = fields.Many2oneReference(string="Record", model_field="model", required=True, readonly=True)
    document = fields.Char(compute="_compute_document")
    company_id = fields.Many2one("res.company", readonly=True, index="btree_not_null", ondelete="cascade")
    date = fields.Date(required=True, readonly=True, help="Day in the company.")
    date_days = days_until("date", string="Failed on, in (days)")
    error = fields.Text(string="Reason", readonly=True)

    _once_a_day = models.UniqueIndex("(job, model, res_id, date)")

    @api.depends("job")
    @api.depends_context("lang")
    def _compute_job_name(self):
        for failure in self:
            # sudo: managers may not read scheduled actions.
            cron = self.env.ref(failure.job, raise_if_not_found=False)
            failure.job_name = cron.sudo().name if cron else failure.job

    @api.depends("model", "res_id")
    def _compute_document(self):
        for failure in self:
            record = failure._get_record()
            # sudo: the failure itself is listed to this user, so is what it is about.
            failure.document = record.sudo().display_name if record else self.env._("Deleted since")

    def _get_record(self):
        """:return: what could not be done, None when it does not exist any more"""
        self.ensure_one()
        return self.env[self.model].browse(self.res_id).exists() or None if self.model in self.env else None

    def action_view_document(self):
        """:return: the form of what could not be done"""
        record = self._get_record()
        return record.get_formview_action() if record else None

    @api.model
    def _record(self, job, record, today, error):
        """Keep that ``job`` failed for ``record`` on ``today``; the first reason of a day stays."""
        # sudo: failures are evidence, written by the system alone.
        key = {"job": job, "model": record._name, "res_id": record.id, "date": today}
        if not self.sudo().search_count([(name, "=", value) for name, value in key.items()], limit=1):
            self.sudo().create({
                **key, "company_id": record._get_batch_company().id,
                "error": str(error).replace("\0", "")[:LONGEST_ERROR]})

    @api.model
    def _forget(self, job, records):
        """Let ``job`` try these records again on the day on which they failed: somebody has asked for it."""
        for today, group in self.env["res.company"]._get_credit_days_of(records, records._batch_company_field).items():
            self.sudo().search([  # sudo: as above.
                ("job", "=", job), ("model", "=", records._name), ("res_id", "in", group.ids), ("date", "=", today)]).unlink()

    @api.autovacuum
    def _gc_failures(self):
        """Forget what failed long ago."""
        self.sudo().search([("date", "<", fields.Date.today() - relativedelta(days=FAILURES_KEPT))]).unlink()


class CreditBatchStamp(models.Model):
    """The day on which a nightly job last did a record, where nothing in the record itself says so.

    Apart from the record, which is tracked and which others edit meanwhile: no job writes a row of customers for its own needs.
    """

    _name = "credit.batch.stamp"
    _description = "Stamp of a Nightly Job"
    _log_access = False

    job = fields.Char(required=True, readonly=True)
    model = fields.Char(required=True, readonly=True)
    res_id = fields.Many2oneReference(string="Record", model_field="model", required=True, readonly=True)
    date = fields.Date(required=True, readonly=True, help="Day in the company.")

    _once_idx = models.UniqueIndex("(job, model, res_id)")

    @api.model
    def _stamp(self, job, records, day):
        """Keep that ``job`` did these records on ``day``, in one statement."""
        if records:
            insert_select(
                self, {
                    "job": SQL("%s", job), "model": SQL("%s", records._name), "res_id": SQL("done.id"),
                    "date": SQL("%s::date", day),
                },
                SQL("UNNEST(%s) AS done (id)", records.ids), stamp=False,
                conflict=SQL("(job, model, res_id) DO UPDATE SET date = excluded.date"))

    @api.model
    def _get_undone_domain(self, job, since=None):
        """:return: domain of the records that ``job`` did not do on the day ``since`` or later, or at all"""
        self.flush_model()
        # An anti-join: PostgreSQL would read a long list of what is done again for each record.
        undone = "NOT EXISTS (SELECT FROM credit_batch_stamp WHERE job = %s AND model = %s AND res_id = %s AND date >= %s)"
        return Domain.custom(to_sql=lambda model, alias, query: SQL(
            undone, job, model._name, model._field_to_sql(alias, "id", query), since or "-infinity"))

    @api.model
    def _get_days(self, job, records):
        """:return: ``{record id: day on which the job did it last}`` of those of ``records`` that it did"""
        # sudo: as above.
        stamps = self.sudo().search_fetch(
            [("job", "=", job), ("model", "=", records._name), ("res_id", "in", records.ids)], ["res_id", "date"])
        return {stamp.res_id: stamp.date for stamp in stamps}

    @api.model
    def _find(self, job, records):
        """:return: those of ``records`` that ``job`` did on any day"""
        return records & records.browse(self.sudo().search([  # sudo: as above.
            ("job", "=", job), ("model", "=", records._name), ("res_id", "in", records.ids)]).mapped("res_id"))

    @api.model
    def _forget(self, job, records):
        """Let ``job`` do these records again."""
        self.sudo().search([  # sudo: as above.
            ("job", "=", job), ("model", "=", records._name), ("res_id", "in", records.ids)]).unlink()

    @api.autovacuum
    def _gc_stamps(self):
        """Forget records that no job has done for long: they are gone, or will be done again."""
        self.sudo().search([("date", "<", fields.Date.today() - relativedelta(days=STAMPS_KEPT))]).unlink()
