from odoo import api, fields, models
from odoo.fields import Command, Domain
from odoo.tools import formatLang

from ...tools.kpi.months import get_month_ends, get_period_before


class CreditKeyFigureSheet(models.TransientModel):
    """The key figures of a period, beside those of the period before, each with its definition."""

    _name = "credit.key.figure.sheet"
    _description = "Key Figures"
    _inherit = "credit.bounds.mixin"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company,
        domain=lambda self: [("id", "in", self.env.companies.ids)],
    )
    date_from = fields.Date(required=True, default=lambda self: self._get_default_months()[0][0])
    date_to = fields.Date(required=True, default=lambda self: self._get_default_months()[-1][1])
    collector_id = fields.Many2one("res.users", domain=[("share", "=", False)])
    salesperson_id = fields.Many2one("res.users", domain=[("share", "=", False)])
    team_id = fields.Many2one("crm.team", string="Sales Team")
    rating_id = fields.Many2one("credit.rating")
    profile_id = fields.Many2one("credit.profile", string="Customer")
    # With the rights of the user: of the customers that they may see.
    line_ids = fields.One2many(
        "credit.key.figure.line", "sheet_id", string="Figures", compute="_compute_line_ids", store=True, readonly=True,
        compute_sudo=False)
    roll_ids = fields.One2many(
        "credit.key.figure.roll", "sheet_id", string="Roll Rates", compute="_compute_line_ids", store=True, readonly=True,
        compute_sudo=False)

    @api.model
    def _get_default_months(self):
        return get_month_ends(self.env.company._get_credit_today(), 3)

    @api.depends("company_id", "date_from", "date_to", "collector_id", "salesperson_id", "team_id", "rating_id", "profile_id")
    def _compute_line_ids(self):
        for sheet in self:
            is_complete = sheet.company_id and sheet.date_from and sheet.date_to and sheet.date_from <= sheet.date_to
            sheet.line_ids = [Command.clear(), *(map(Command.create, sheet._prepare_lines()) if is_complete else ())]
            sheet.roll_ids = [Command.clear(), *(map(Command.create, sheet._prepare_rolls()) if is_complete else ())]

    @api.depends("date_from", "date_to")
    def _compute_display_name(self):
        self.display_name = self.env._("Key Figures")

    def _get_profile_domain(self):
        """:return: domain of the customers; None for all"""
        paths = {
            "collector_id": "collector_id", "salesperson_id": "partner_id.user_id",
            "team_id": "partner_id.user_id.sale_team_id", "rating_id": "rating_id", "profile_id": "id",
        }
        conditions = [Domain(path, "=", self[name].id) for name, path in paths.items() if self[name]]
        return Domain.AND(conditions) if conditions else None

    def _prepare_lines(self):
        period = self.date_from, self.date_to
        now, before = self.company_id._get_credit_figures_of(
            [period, get_period_before(*period)], self._get_profile_domain())
        return [
            {
                "name": figure.label, "how": figure.how, "value": self._format(now[figure.code], figure.is_ratio),
                "value_before": self._format(before[figure.code], figure.is_ratio),
            }
            for figure in self.env["credit.key.figure"]._get_figures()]

    def _prepare_rolls(self):
        labels = self.env["credit.open.item"]._get_bucket_labels(self.company_id._get_credit_aging_buckets())
        rolls = self.company_id._get_credit_roll_rates(self.date_from, self.date_to, self._get_profile_domain())
        return [
            {
                "name": labels[roll.bucket],
                "opening": formatLang(self.env, roll.opening, currency_obj=self.company_id.currency_id),
                **{name: self._format(getattr(roll, name), True) for name in ("rolled", "stayed", "paid", "credited", "other")},
            }
            for roll in rolls]

    def _format(self, value, is_ratio):
        """:return: a ratio in percent, else days; a dash where there is nothing to divide by"""
        if value is None:
            return "–"
        return f"{formatLang(self.env, value * 100, digits=1)} %" if is_ratio else formatLang(self.env, value, digits=1)


class CreditKeyFigureLine(models.TransientModel):
    _name = "credit.key.figure.line"
    _inherit = "credit.named.mixin"
    _description = "Key Figure"

    sheet_id = fields.Many2one("credit.key.figure.sheet", required=True, ondelete="cascade", index=True)
    name = fields.Char(string="Key Figure", readonly=True)
    value = fields.Char(string="Period", readonly=True)
    value_before = fields.Char(string="Period Before", readonly=True)
    how = fields.Text(string="How It Is Computed", readonly=True)


class CreditKeyFigureRoll(models.TransientModel):
    _name = "credit.key.figure.roll"
    _inherit = "credit.named.mixin"
    _description = "Roll Rate"

    sheet_id = fields.Many2one("credit.key.figure.sheet", required=True, ondelete="cascade", index=True)
    name = fields.Char(string="Aging at the Beginning", readonly=True)
    opening = fields.Char(string="Open at the Beginning", readonly=True)
    rolled = fields.Char(string="In a Later Bucket", readonly=True)
    stayed = fields.Char(string="In the Same Bucket", readonly=True)
    paid = fields.Char(readonly=True)
    credited = fields.Char(readonly=True)
    other = fields.Char(string="Written Off, Set Off", readonly=True)
