from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, format_date

from ...models.common.days import days_until
from ...models.followup.credit_followup_evidence import SKIP_REASONS

READ = [
    "company_id", "date", "kind", "started", "ended", "seconds", "level_id", "channel", "state", "reason", "count", "amount",
]


class CreditFollowupRun(models.Model):
    """The follow-up run of a day in a company: one row, whatever the number of batches and workers it took."""

    _name = "credit.followup.run"
    _description = "Follow-up Run"
    _auto = False
    _rec_name = "date"
    _order = "date desc, id desc"
    _depends = {"credit.followup.run.entry": READ, "credit.followup": ["company_id", "date", "state"]}

    date = fields.Date(string="Day", readonly=True)
    date_days = days_until("date", string="Run on, in (days)")
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    started = fields.Datetime(readonly=True)
    ended = fields.Datetime(readonly=True)
    seconds = fields.Float(string="Working Time (s)", readonly=True, help="Of all batches together, without pauses.")
    batch_count = fields.Integer(string="Batches", readonly=True)
    customer_count = fields.Integer(string="Customers Looked At", readonly=True)
    followup_count = fields.Integer(string="Follow-ups", readonly=True)
    mail_count = fields.Integer(string="E-mails", readonly=True)
    call_count = fields.Integer(string="Calls and Visits", readonly=True)
    letter_count = fields.Integer(string="Letters", readonly=True)
    skipped_count = fields.Integer(string="Not Followed Up", readonly=True)
    amount = fields.Monetary(string="Demanded", readonly=True, help="Of all customers followed up, net of open credits.")
    failed_count = fields.Integer(
        string="Failed", readonly=True, help="Follow-ups of this day that are failed now; those retried with success are not.",
    )
    line_ids = fields.One2many("credit.followup.run.line", "run_id", string="What Was Done", readonly=True)

    @api.depends("date")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for run in self:
            run.display_name = format_date(self.env, run.date)

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT run.*, (
                       SELECT COUNT(*) FROM credit_followup followup
                        WHERE followup.company_id = run.company_id AND followup.date = run.date AND followup.state = 'failed'
                   )::int AS failed_count
              FROM (
                    SELECT MIN(id) AS id, company_id, date, MIN(started) AS started, MAX(ended) AS ended,
                           SUM(seconds) AS seconds, COUNT(*) FILTER (WHERE kind = 'batch')::int AS batch_count,
                           COALESCE(SUM(count) FILTER (WHERE kind = 'batch'), 0)::int AS customer_count,
                           COALESCE(SUM(count) FILTER (WHERE kind = 'followup'), 0)::int AS followup_count,
                           COALESCE(SUM(count) FILTER (WHERE channel = 'mail'), 0)::int AS mail_count,
                           COALESCE(SUM(count) FILTER (WHERE channel IN ('call', 'visit')), 0)::int AS call_count,
                           COALESCE(SUM(count) FILTER (WHERE channel = 'letter'), 0)::int AS letter_count,
                           COALESCE(SUM(count) FILTER (WHERE kind = 'skipped'), 0)::int AS skipped_count,
                           COALESCE(SUM(amount) FILTER (WHERE kind = 'batch'), 0) AS amount
                      FROM credit_followup_run_entry
                     GROUP BY company_id, date
                   ) run
            """)

    def _get_failed(self):
        """:return: the follow-ups of these days that are failed now, of those the user may see"""
        days = [Domain("company_id", "=", run.company_id.id) & Domain("date", "=", run.date) for run in self]
        return self.env["credit.followup"].search(Domain("state", "=", "failed") & Domain.OR(days))

    def action_retry_failed(self):
        """Do the failed follow-ups of these days again, about what is open now.

        :raise AccessError: for those who may not follow up customers
        """
        self._get_failed().action_retry()

    def action_view_failed(self):
        return self._get_followups_action(state="failed")

    def action_view_followups(self):
        return self._get_followups_action()

    def _get_followups_action(self, **values):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("credit_collection.credit_followup_action")
        values |= {"company_id": self.company_id.id, "date": fields.Date.to_string(self.date)}
        return {**action, "domain": [(name, "=", value) for name, value in values.items()], "context": {}}


class CreditFollowupRunLine(models.Model):
    """What a run did: follow-ups by level, channel and state, and customers that got none by reason."""

    _name = "credit.followup.run.line"
    _description = "Result of a Follow-up Run"
    _auto = False
    _rec_name = "kind"
    _order = "kind, level_id, channel, state, reason"
    _depends = {"credit.followup.run.entry": READ}

    run_id = fields.Many2one("credit.followup.run", readonly=True)
    date = fields.Date(string="Day", readonly=True)
    date_days = days_until("date", string="Run on, in (days)")
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    kind = fields.Selection([("followup", "Followed up"), ("skipped", "Not followed up")], string="Result", readonly=True)
    level_id = fields.Many2one("credit.followup.level", readonly=True)
    channel = fields.Selection(selection=lambda self: self.env["credit.followup"]._get_channel_selection(), readonly=True)
    state = fields.Selection(
        selection=lambda self: self.env["credit.followup"]._fields["state"]._description_selection(self.env),
        string="State After the Run", readonly=True,
    )
    reason = fields.Selection(SKIP_REASONS, string="Reason Not Followed Up", readonly=True)
    count = fields.Integer(readonly=True)
    amount = fields.Monetary(string="Demanded", readonly=True)

    def _order_field_to_sql(self, alias, field_name, direction, nulls, query):
        """A run is a row of a statement, not of a table that could be joined: runs are sorted by their ids."""
        path = "run_id.id" if field_name == "run_id" else field_name
        return super()._order_field_to_sql(alias, path, direction, nulls, query)

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT MIN(id) AS id, run_id, date, company_id, kind, level_id, channel, state, reason,
                   SUM(count)::int AS count, SUM(amount) AS amount
              FROM (
                    SELECT *, MIN(id) OVER (PARTITION BY company_id, date) AS run_id FROM credit_followup_run_entry
                   ) entry
             WHERE kind != 'batch'
             GROUP BY run_id, date, company_id, kind, level_id, channel, state, reason
            """)
