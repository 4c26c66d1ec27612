from odoo import api, fields, models


class CreditProfile(models.Model):
    """One customer over all companies that the user may see: their sum, in one currency at today's rates."""

    _inherit = "credit.profile"

    company_profile_ids = fields.Many2many(
        "credit.profile", string="Profiles by Company", compute="_compute_company_profile_ids",
        help="The customer's profiles in the companies that are chosen at the top of the screen.",
    )
    company_profile_count = fields.Integer(string="Number of Companies", compute="_compute_company_profile_ids")
    # Not kept here: a user who looks chooses the currency of the sum.
    total_currency_id = fields.Many2one(
        "res.currency", string="Total In", compute="_compute_total_currency_id", readonly=False,
        help="Currency in which the totals are shown.",
    )
    total_rate_date = fields.Date(string="At the Rates Of", compute="_compute_companies_total")
    companies_exposure = fields.Monetary(
        string="Exposure in All Companies", compute="_compute_companies_total", currency_field="total_currency_id",
    )
    companies_limit = fields.Monetary(
        string="Limits in All Companies", compute="_compute_companies_total", currency_field="total_currency_id",
        help="Sum of the limits in force; companies in which the customer has no limit are not in it.",
    )
    companies_overdue = fields.Monetary(
        string="Overdue in All Companies", compute="_compute_companies_total", currency_field="total_currency_id",
    )

    @api.depends("partner_id")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_company_profile_ids(self):
        # Record rules leave only the companies of the user, in one search for all customers.
        by_partner = self.search([("partner_id", "in", self.partner_id.ids)], order="company_id, id").grouped("partner_id")
        for profile in self:
            profile.company_profile_ids = by_partner.get(profile.partner_id, profile._origin)
            profile.company_profile_count = len(profile.company_profile_ids)

    @api.depends("company_id")
    def _compute_total_currency_id(self):
        for profile in self:
            profile.total_currency_id = profile.currency_id

    @api.depends("company_profile_ids", "total_currency_id")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_companies_total(self):
        for profile in self:
            today = profile.company_id._get_credit_today()
            currency, profiles = profile.total_currency_id, profile.company_profile_ids

            def total(name, profiles=profiles, currency=currency, today=today):
                return sum(
                    part.currency_id._convert(part[name], currency, part.company_id, today) for part in profiles)

            profile.total_rate_date = today
            profile.companies_exposure = total("exposure_total")
            profile.companies_overdue = total("overdue_amount")
            profile.companies_limit = total(
                "effective_limit", profiles.filtered(lambda part: part.limit_mode != "unlimited"))
