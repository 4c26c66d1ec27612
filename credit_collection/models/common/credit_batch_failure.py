from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

from .days import days_until

KEPT_DAYS = 90
LONGEST_ERROR = 2000


class CreditBatchFailure(models.Model):
    """A record that a nightly job could not process, with the reason. The job tries it again on the next day."""

    _name = "credit.batch.failure"
    _description = "Overnight Error"
    _order = "date desc, id desc"
    _rec_name = "document"

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

    @api.autovacuum
    def _gc_failures(self):
        """Forget what failed long ago."""
        self.sudo().search([("date", "<", fields.Date.today() - relativedelta(days=KEPT_DAYS))]).unlink()
