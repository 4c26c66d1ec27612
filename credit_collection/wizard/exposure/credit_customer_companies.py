from odoo import api, fields, models


class CreditCustomerCompanies(models.TransientModel):
    """One customer over all companies that the user may see: their sum, in one currency at today's rates."""

    _name = "credit.customer.companies"
    _inherit = "credit.named.mixin"
    _description = "Customer in All Companies"

    partner_id = fields.Many2one("res.partner", string="Customer", required=True, readonly=True)
    profile_ids = fields.Many2many(
        "credit.profile", string="Profiles by Company", compute="_compute_profile_ids",
        help="The customer's profiles in the companies that are chosen at the top of the screen.",
    )
    currency_id = fields.Many2one(
        "res.currency", string="Total In", required=True, default=lambda self: self.env.company.currency_id,
        help="Currency in which the totals are shown.",
    )
    rate_date = fields.Date(string="At the Rates Of", compute="_compute_totals")
    exposure = fields.Monetary(string="Exposure in All Companies", compute="_compute_totals")
    limit = fields.Monetary(
        string="Limits in All Companies", compute="_compute_totals",
        help="Sum of the limits in force; companies in which the customer has no limit are not in it.",
    )
    overdue = fields.Monetary(string="Overdue in All Companies", compute="_compute_totals")

    @api.depends("partner_id")
    def _compute_display_name(self):
        for customer in self:
            customer.display_name = customer.partner_id.display_name

    @api.depends("partner_id")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_profile_ids(self):
        # Record rules leave only the companies of the user.
        profiles = self.env["credit.profile"].search([("partner_id", "in", self.partner_id.ids)], order="company_id, id")
        for customer in self:
            customer.profile_ids = profiles.filtered(lambda profile, partner=customer.partner_id: profile.partner_id == partner)

    @api.depends("profile_ids", "currency_id")
    def _compute_totals(self):
        today = self.env.company._get_credit_today()
        for customer in self:
            limited = customer.profile_ids.filtered(lambda profile: profile.limit_mode != "unlimited")
            customer.rate_date = today
            customer.exposure = customer._sum("exposure_total", customer.profile_ids, today)
            customer.overdue = customer._sum("overdue_amount", customer.profile_ids, today)
            customer.limit = customer._sum("effective_limit", limited, today)

    def _sum(self, name, profiles, today):
        """:return: the sum of the amounts ``name`` of ``profiles`` in the currency chosen, at the rates of ``today``"""
        currency = self.currency_id or self.env.company.currency_id
        return sum(
            profile.currency_id._convert(profile[name], currency, profile.company_id, today) for profile in profiles)
