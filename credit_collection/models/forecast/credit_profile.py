from odoo import api, fields, models


class CreditProfile(models.Model):
    """How the customer pays, in words that can be checked against the ledger."""

    _inherit = "credit.profile"

    paying_habit = fields.Char(
        compute="_compute_paying_habit", compute_sudo=True,
        help="From the last 60 invoices of the last 24 months that were paid; credit notes and returned payments pay nothing.")

    @api.depends("partner_id", "company_id")
    @api.depends_context("lang")
    def _compute_paying_habit(self):
        self.paying_habit = False
        Forecast, Company = self.env["credit.forecast"], self.env["res.company"]
        for today, profiles in Company._get_credit_days_of(self.filtered("partner_id")).items():
            for company, own in profiles.grouped("company_id").items():
                facts = Forecast._get_facts_of(company, today, own.partner_id)
                for profile in own:
                    profile.paying_habit = Forecast._describe_paying_habit(facts.get(profile.partner_id.id))
