from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.statement.schedule import MONTHS, get_due_date, get_month_end, get_period_start
from ..common.bulk import flush
from ..common.sql import to_array
from .credit_statement import KINDS

JOB = "credit_collection.ir_cron_schedule_statements"
BATCH = 500


class CreditStatementScheduleMixin(models.AbstractModel):
    """How often statements are sent: of a rating, or of a customer in place of the rating."""

    _name = "credit.statement.schedule.mixin"
    _description = "Schedule of Statements"

    statement_frequency = fields.Selection(
        [("none", "Never"), ("monthly", "Monthly"), ("quarterly", "Quarterly")], string="Regular Statements",
        index="btree_not_null")
    statement_first_date = fields.Date(
        string="First Statement As of", compute="_compute_statement_first_date", store=True, readonly=False,
        help="Further ones follow on the same day of the month; the last day of a month stays the last day.")
    statement_kind = fields.Selection(KINDS, string="Kind of Statement", default="activity")

    @api.depends("statement_frequency")
    def _compute_statement_first_date(self):
        """The end of the running month, unless somebody chose a day: a new schedule sends nothing of the past."""
        for record in self:
            is_regular = record.statement_frequency in ("monthly", "quarterly")
            today = record.company_id._get_credit_today()
            record.statement_first_date = is_regular and (record.statement_first_date or get_month_end(today))


class CreditRating(models.Model):
    _name = "credit.rating"
    _inherit = ["credit.rating", "credit.statement.schedule.mixin"]


class CreditProfile(models.Model):
    """Regular statements: on the days of the customer's own schedule, else of that of the rating."""

    _name = "credit.profile"
    _inherit = ["credit.profile", "credit.statement.schedule.mixin"]

    statement_frequency = fields.Selection(
        role="open", tracking=True, help="Empty: as the rating says. Never: the customer does not want any.")
    statement_first_date = fields.Date(role="open")
    statement_kind = fields.Selection(role="open")

    @api.model
    def _cron_schedule_statements(self, now=None):
        """Draft the statements that are due and leave them to the job that sends; a missed night is caught up as of its day.

        Of several missed days the latest is sent: the statement covers the time since the one before it.
        """
        live = Domain("company_id.credit_test_mode", "=", False)
        self._run_batch(
            JOB, lambda today: live & self._get_scheduled_domain(today),
            lambda profiles, today: profiles._schedule_statements(today), size=BATCH, now=now)

    @api.model
    def _build_schedules(self):
        """:return: SQL of ``profile_id``, ``frequency``, ``first_date``, ``kind`` of each customer with a schedule"""
        names = ["statement_frequency", "statement_first_date", "statement_kind"]
        flush(self.env, {
            "credit.profile": ["partner_id", "rating_id", *names], "credit.rating": names, "res.partner": ["active"]})
        own = SQL("profile.statement_frequency IS NOT NULL")
        columns = SQL(", ").join(
            SQL("CASE WHEN %s THEN %s ELSE %s END AS %s", own, SQL.identifier("profile", name),
                SQL.identifier("rating", name), SQL.identifier(alias))
            for name, alias in zip(names, ("frequency", "first_date", "kind"), strict=True))
        return SQL(
            """
            SELECT profile.id AS profile_id, %s
              FROM credit_profile profile
              JOIN res_partner partner ON partner.id = profile.partner_id AND partner.active
         LEFT JOIN credit_rating rating ON rating.id = profile.rating_id
             WHERE COALESCE(profile.statement_frequency, rating.statement_frequency) IN ('monthly', 'quarterly')
            """, columns)

    @api.model
    def _get_scheduled_domain(self, today):
        """:return: domain of the customers whose latest statement has not been made; the rule for the day is that of
            ``tools/statement/schedule.py``, applied to each schedule there is"""
        schedules = self.env.execute_query(SQL(
            "SELECT DISTINCT frequency, first_date FROM (%s) schedule WHERE first_date <= %s", self._build_schedules(), today))
        dues = [(frequency, first, get_due_date(first, MONTHS[frequency], today)) for frequency, first in schedules]
        if not dues:
            return Domain.FALSE
        frequencies, firsts, days = zip(*dues, strict=True)
        self.env["credit.batch.stamp"].flush_model()
        return Domain("id", "in", SQL(
            """(
            SELECT schedule.profile_id
              FROM (%s) schedule
              JOIN UNNEST(%s, %s, %s) AS due (frequency, first_date, day)
                   ON due.frequency = schedule.frequency AND due.first_date = schedule.first_date
             WHERE NOT EXISTS (
                       SELECT FROM credit_batch_stamp stamp
                        WHERE stamp.job = %s AND stamp.model = 'credit.profile' AND stamp.res_id = schedule.profile_id
                          AND stamp.date >= due.day)
            )""", self._build_schedules(), to_array(frequencies, "varchar"), to_array(firsts, "date"),
            to_array(days, "date"), JOB))

    def _schedule_statements(self, today):
        """Draft the statements of these customers; one who neither owed nor bought anything gets none."""
        Statement, Stamp = self.env["credit.statement"], self.env["credit.batch.stamp"]
        rows = self.env.execute_query(SQL(
            "SELECT * FROM (%s) schedule WHERE profile_id = ANY(%s)", self._build_schedules(), to_array(self.ids)))
        groups, days = {}, Stamp._get_days(JOB, self)
        for profile_id, frequency, first, kind in rows:
            if due := get_due_date(first, MONTHS[frequency], today):
                start = get_period_start(first, MONTHS[frequency], due, days.get(profile_id))
                groups.setdefault((start, due, kind or "activity"), []).append(profile_id)
        wanted = Statement
        for (start, due, kind), ids in groups.items():
            profiles = self.browse(ids)
            parts = Statement._get_parts(profiles, start, due)
            wanted |= Statement._create_from(Statement._filter_telling(profiles, parts), parts, kind, start, due)
            Stamp._stamp(JOB, profiles, due)
        if wanted:
            wanted._queue()
