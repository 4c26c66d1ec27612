from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import SQL

from .bulk import insert_select

KEPT_DAYS = 400


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
    def _get_done_query(self, job, model, since=None):
        """:return: query of the ids of the records of ``model`` that ``job`` did on the day ``since`` or later, or at all"""
        # sudo: the system's own notes; they tell nothing but that a job ran.
        domain = [("job", "=", job), ("model", "=", model), *([("date", ">=", since)] if since else [])]
        return self.sudo()._search(domain).subselect("res_id")

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
        self.sudo().search([("date", "<", fields.Date.today() - relativedelta(days=KEPT_DAYS))]).unlink()
