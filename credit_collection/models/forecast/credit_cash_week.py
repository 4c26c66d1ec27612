from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, format_date

from ..common.bulk import flush

JOB = "credit_collection.ir_cron_keep_cash_weeks"
WEEKS_AHEAD = 26
WEEKS_BACK = 26
# How long before a week the earlier forecast is kept.
EARLY_WEEKS = 4


class CreditCashWeek(models.Model):
    """What was expected of a week before it began, beside what came: kept, because the forecast itself moves on."""

    _name = "credit.cash.week"
    _description = "Expected and Received Cash by Week"
    _order = "week desc, company_id"
    _rec_name = "week"

    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="cascade")
    currency_id = fields.Many2one(related="company_id.currency_id")
    week = fields.Date(required=True, readonly=True, help="Monday of the week.")
    expected_amount = fields.Monetary(
        string="Expected", readonly=True, default=0.0,
        help="As of the last night before the week, or its first one; of a week to come, as of last night.")
    early_amount = fields.Monetary(
        string="Expected 4 Weeks Before", readonly=True, default=0.0, help="As of the last night until four weeks before.")
    received_amount = fields.Monetary(
        string="Received", readonly=True, default=0.0,
        help="Receipts that stayed: neither credit notes nor returned payments.")
    kept_on = fields.Date(string="Expected As Of", readonly=True)

    _week_uniq = models.UniqueIndex("(company_id, week)")

    @api.depends("week")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for row in self:
            row.display_name = format_date(self.env, row.week)

    @api.model
    def _get_monday(self, day):
        return day - relativedelta(days=day.weekday())

    @api.model
    def _cron_keep(self):
        """Keep what is expected of the weeks to come and what came in the last ones, one company after the other."""
        self.env["credit.forecast.company"]._run_batch(
            JOB, lambda today: Domain.TRUE, lambda records, today: self._keep(records.company_id, today), size=10, stamped=True)

    @api.model
    def _keep(self, companies, today):
        """Bring the weeks of these root companies up to date. What was expected of a week is frozen once it has begun."""
        this_week = self._get_monday(today)
        weeks = [this_week + relativedelta(weeks=number) for number in range(-WEEKS_BACK, WEEKS_AHEAD + 1)]
        expected, received = self._read_expected(companies, today), self._read_received(companies, today, weeks[0])
        kept = {(row.company_id, row.week): row for row in self.search(
            [("company_id", "in", companies.ids), ("week", ">=", weeks[0])])}
        new = []
        for company in companies:
            for week in weeks:
                key, row = (company.id, week), kept.get((company, week))
                vals = {"received_amount": received.get(key, 0.0)}
                if week >= today or (week == this_week and not (row and row.kept_on)):
                    vals |= {"expected_amount": expected.get(key, 0.0), "kept_on": today}
                if week >= today + relativedelta(weeks=EARLY_WEEKS):
                    vals["early_amount"] = expected.get(key, 0.0)
                if row:
                    row.write(vals)
                else:
                    new.append({"company_id": company.id, "week": week, **vals})
        self.create(new)

    @api.model
    def _read_expected(self, companies, today):
        """:return: ``{(root company id, Monday): amount}`` without what has no date"""
        self.env["credit.cash.in"].flush_model()
        return self._read_weeks(SQL(
            "SELECT company_id, date, amount FROM credit_cash_in WHERE company_id = ANY(%s) AND date >= %s",
            companies.ids, today))

    @api.model
    def _read_received(self, companies, today, since):
        Receipts = self.env["credit.receipts"]
        flush(self.env, {"account.move.line": None, "account.partial.reconcile": None})
        return self._read_weeks(SQL(
            "SELECT root_id, date, amount FROM (%s) receipt WHERE root_id = ANY(%s)",
            Receipts._get_receipts_sql(today, SQL("line.date >= %s", since)), companies.ids))

    @api.model
    def _read_weeks(self, rows):
        return {row[:2]: float(row[2]) for row in self.env.execute_query(SQL(
            """
            SELECT company_id, DATE_TRUNC('week', date)::date, SUM(amount)
              FROM (%s) AS money (company_id, date, amount) GROUP BY 1, 2
            """, rows))}
