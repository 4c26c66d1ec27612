from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

from ...tools.score.measures import Measure
from ..common.days import day_of_entry


class CreditAnnualAccounts(models.Model):
    """Figures of the annual accounts of a customer, as somebody entered them. The scorecard reads the latest."""

    _name = "credit.annual.accounts"
    _description = "Annual Accounts"
    _inherit = ["credit.outside.mixin"]
    _order = "date desc, id desc"
    _rec_name = "date"
    _rec_names_search = ["profile_id"]

    profile_id = fields.Many2one(
        "credit.profile", string="Customer", required=True, index=True, ondelete="cascade", role="fixed")
    # Stored for the record rule.
    company_id = fields.Many2one(related="profile_id.company_id", store=True, index=True, precompute=True)
    currency_id = fields.Many2one(related="profile_id.currency_id")
    date = day_of_entry(
        "date", "profile_id.company_id", string="Figures As Of", required=True, help="Closing date of the annual accounts.")
    annual_revenue = fields.Monetary(default=0.0, help="Zero means not known.")
    equity = fields.Monetary(default=0.0, help="Zero means not known.")
    current_ratio = fields.Float(
        digits=(16, 2), help="Current assets divided by current liabilities. Zero means not known.", aggregator=None,
    )
    years_in_business = fields.Integer(help="Zero means not known.", aggregator=None)

    @api.depends("date")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for accounts in self:
            accounts.display_name = format_date(self.env, accounts.date)

    @api.model
    def _get_latest_of_points(self, points):
        """What was known on days of the past: accounts that were closed and entered by then.

        :param points: ``{key: (profile id, day, …)}``
        :return: ``{key: accounts}``
        """
        found = {}
        # sudo: the score of the customer counts, whoever may see the figures.
        for accounts in self.sudo().search(
                [("profile_id", "in", [point[0] for point in points.values() if point[0]])], order="date, id"):
            known_from = max(accounts.date, accounts.company_id._get_credit_today(accounts.create_date))
            found.setdefault(accounts.profile_id.id, []).append((known_from, accounts))
        return {
            key: next((accounts for day, accounts in reversed(found.get(profile_id, ())) if day <= asked), self.browse())
            for key, (profile_id, asked, *_window) in points.items()}


class CreditScorecard(models.AbstractModel):
    """The measures that follow from annual accounts."""

    _inherit = "credit.scorecard"

    @api.model
    def _get_measures(self):
        entered = self.env._("As entered on the credit profile.")
        return [
            *super()._get_measures(),
            Measure(
                "revenue", self.env._("Annual revenue"), "amount", entered, "_measure_revenue", 100, "_measure_past_revenue",
            ),
            Measure("equity", self.env._("Equity"), "amount", entered, "_measure_equity", 110, "_measure_past_equity"),
            Measure(
                "current_ratio", self.env._("Current ratio"), "number",
                self.env._("Current assets divided by current liabilities, as entered on the credit profile."),
                "_measure_current_ratio", 120, "_measure_past_current_ratio",
            ),
            Measure(
                "years_in_business", self.env._("Years in business"), "years", entered, "_measure_years_in_business", 130,
                "_measure_past_years_in_business",
            ),
        ]

    @api.model
    def _measure_revenue(self, sources):
        return self._measure_figure(sources, "annual_revenue")

    @api.model
    def _measure_equity(self, sources):
        return self._measure_figure(sources, "equity")

    @api.model
    def _measure_current_ratio(self, sources):
        return self._measure_figure(sources, "current_ratio")

    @api.model
    def _measure_years_in_business(self, sources):
        return self._measure_figure(sources, "years_in_business")

    @api.model
    def _measure_figure(self, sources, name):
        """:return: the figure of the latest accounts; zero means not known"""
        return {profile_id: accounts[name] or None for profile_id, accounts in sources.accounts.items()}

    @api.model
    def _get_latest_accounts(self, profiles, today):
        """:return: ``{profile id: the latest accounts with a closing date until today}``"""
        domain = Domain("profile_id", "in", profiles.ids) & Domain("date", "<=", today)
        return {
            accounts.profile_id.id: accounts
            for accounts in self.env["credit.annual.accounts"].search(domain, order="date, id")}

    @api.model
    def _measure_past_revenue(self, sources):
        return self._measure_past_figure(sources, "annual_revenue")

    @api.model
    def _measure_past_equity(self, sources):
        return self._measure_past_figure(sources, "equity")

    @api.model
    def _measure_past_current_ratio(self, sources):
        return self._measure_past_figure(sources, "current_ratio")

    @api.model
    def _measure_past_years_in_business(self, sources):
        return self._measure_past_figure(sources, "years_in_business")

    @api.model
    def _measure_past_figure(self, sources, name):
        latest = self.env["credit.annual.accounts"]._get_latest_of_points(sources.points)
        return {key: accounts[name] or None for key, accounts in latest.items()}
