from odoo import fields, models


class CreditFollowupCountryGap(models.Model):
    """The days that must lie between two messages to customers of a country, by law or custom."""

    _name = "credit.followup.country.gap"
    _description = "Days Between Messages by Country"
    _order = "plan_id, country_id, id"

    plan_id = fields.Many2one("credit.followup.plan", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="plan_id.company_id", store=True)
    country_id = fields.Many2one("res.country", required=True)
    min_gap_days = fields.Integer(string="Days Between Messages", required=True)

    _plan_country_uniq = models.UniqueIndex("(plan_id, country_id)", "The country is in the list of this plan already.")
    _check_days = models.Constraint("CHECK (min_gap_days > 0)", "Enter at least one day between two messages.")
