from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Command, Domain
from odoo.tools import ormcache

from ...tools.forecast.back_test import back_test
from ...tools.forecast.kept import from_json, to_json
from ...tools.forecast.learning import take_sample

# What was learned holds until the next night; where no job runs, for so many days.
KEPT_DAYS = 8
TESTED_EVERY_DAYS = 7
LEARN_JOB = "credit_collection.ir_cron_learn_forecast"


class CreditForecastCompany(models.Model):
    """What the forecast has learned of a company, and how good it would have been on the company's own past."""

    _name = "credit.forecast.company"
    _description = "Forecast Quality"
    _inherit = ["credit.cached.mixin", "credit.batch.mixin"]
    _order = "company_id"
    _rec_name = "company_id"

    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    customs = fields.Json(readonly=True)
    learned_on = fields.Date(readonly=True)
    tested_on = fields.Date(readonly=True)
    test_rows = fields.Integer(
        string="Invoices Predicted", readonly=True, aggregator=None,
        help="The last 30 % of the invoices, each predicted from what was known on its day.")
    mae_days = fields.Float(
        string="Mean Error (days)", digits=(8, 1), readonly=True, aggregator=None,
        help="Mean distance between the expected day and the day of payment.")
    due_date_mae_days = fields.Float(string="Due Date: Error (days)", digits=(8, 1), readonly=True, aggregator=None)
    company_median_mae_days = fields.Float(string="Company Median: Error (days)", digits=(8, 1), readonly=True, aggregator=None)
    customer_median_mae_days = fields.Float(
        string="Customer Median: Error (days)", digits=(8, 1), readonly=True, aggregator=None)
    auc_late = fields.Float(
        string="Ranking of Late Invoices", digits=(5, 3), readonly=True, aggregator=None,
        help="How often a late invoice had a higher probability to be late than one that was paid in time: 0.5 is chance, 1 is "
             "always (AUC).")
    customer_median_auc_late = fields.Float(
        string="Ranking by Past Lateness", digits=(5, 3), readonly=True, aggregator=None,
        help="The same by the share of invoices that the customer had paid late until then.")
    range_80_coverage = fields.Float(
        string="Paid in the 80% Range", readonly=True, aggregator=None, help="Share of invoices. The range promises 80 %.")
    range_80_days = fields.Float(string="Days of the Range", digits=(8, 1), readonly=True, aggregator=None)
    band_ids = fields.One2many("credit.forecast.band", "forecast_id", readonly=True)

    is_tested = fields.Boolean(compute="_compute_is_tested")
    test_note = fields.Char(string="Note", compute="_compute_is_tested")

    _company_uniq = models.UniqueIndex("(company_id)")

    @api.depends("test_rows", "mae_days", "auc_late", "range_80_coverage")
    @api.depends_context("lang")
    def _compute_is_tested(self):
        """Without payments there is nothing to measure: an error of zero days would be praise."""
        for record in self:
            record.is_tested = bool(record.test_rows and (
                record.mae_days or record.auc_late or record.range_80_coverage))
            record.test_note = False if record.is_tested else self.env._(
                "Too few invoices were paid to test the forecast. It goes by due dates and what is known of other customers.")

    @api.model
    def _get_kept(self, company, today):
        """:return: the customs of this root company as learned lately; None without"""
        return self._get_kept_by_id(company.id, today)

    @api.model
    @ormcache("company_id", "today")
    def _get_kept_by_id(self, company_id, today):
        """:return: the same; kept in memory, because every page of a customer asks for it"""
        # sudo: plain numbers about all customers; the door decides who sees what comes of them.
        kept = self.sudo().search_fetch([
            ("company_id", "=", company_id), ("learned_on", "<=", today),
            ("learned_on", ">", today - relativedelta(days=KEPT_DAYS))], ["customs"])
        return from_json(kept.customs)

    @api.model
    def _cron_learn(self):
        """Learn how customers pay, one company after the other; once a week, test that on the past."""
        self._run_batch(
            LEARN_JOB, lambda today: Domain.TRUE, lambda records, today: records._learn(today), size=1, stamped=True,
            prepare=self._create_missing)

    @api.model
    def _create_missing(self):
        roots = self.env["res.company"].search([("parent_id", "=", False)])
        missing = roots - self.search([("company_id", "in", roots.ids)]).company_id
        self.create([{"company_id": company.id} for company in missing])

    def _learn(self, today):
        """Learn from the ledgers of these companies what is known on ``today``."""
        for record in self:
            customs = self.env["credit.forecast"]._learn(record.company_id, today)
            record.write({"customs": customs and to_json(customs), "learned_on": today})
            if not record.tested_on or record.tested_on <= today - relativedelta(days=TESTED_EVERY_DAYS):
                record._test(today)

    def _test(self, today):
        """Test the forecast on the past of these companies."""
        for record in self:
            items = list(self.env["credit.forecast"]._read_items(record.company_id, today).values())
            accuracy = back_test(take_sample(items, today.toordinal()), today.toordinal())
            baselines = accuracy.baselines
            record.write({
                "tested_on": today,
                "test_rows": accuracy.test_rows,
                "mae_days": accuracy.mae_days or 0.0,
                "auc_late": accuracy.auc_late or 0.0,
                "range_80_coverage": accuracy.range_80_coverage or 0.0,
                "range_80_days": accuracy.range_80_days or 0.0,
                "due_date_mae_days": baselines["due_date"].mae_days or 0.0,
                "company_median_mae_days": baselines["company_median"].mae_days or 0.0,
                "customer_median_mae_days": baselines["customer_median"].mae_days or 0.0,
                "customer_median_auc_late": baselines["customer_median"].auc_late or 0.0,
                "band_ids": [Command.clear(), *(Command.create({
                    "low": band.low, "high": band.high, "invoices": band.count, "foretold": band.foretold or 0.0,
                    "came_true": band.came_true or 0.0}) for band in accuracy.bands if band.count)],
            })

    def action_test(self):
        """Learn and test again, at once."""
        if not self.env.user.has_group("credit_collection.credit_collection_group_manager"):
            raise AccessError(self.env._("Only credit managers test the forecast."))
        self.check_access("read")
        for record in self.sudo():  # sudo: results are written by the system.
            today = record.company_id._get_credit_today()
            record.tested_on = False
            record._learn(today)


class CreditForecastBand(models.Model):
    """Invoices that were called about as likely to be late, and how many of them were."""

    _name = "credit.forecast.band"
    _description = "Probability and Outcome"
    _order = "low"

    forecast_id = fields.Many2one("credit.forecast.company", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="forecast_id.company_id", store=True, precompute=True)
    low = fields.Float(string="From", readonly=True, aggregator=None)
    high = fields.Float(string="To", readonly=True, aggregator=None)
    invoices = fields.Integer(readonly=True)
    foretold = fields.Float(string="Predicted Late", readonly=True, aggregator=None)
    came_true = fields.Float(string="Were Late", readonly=True, aggregator=None)

    @api.depends("low", "high")
    def _compute_display_name(self):
        for band in self:
            band.display_name = f"{band.low:.0%} – {band.high:.0%}"
