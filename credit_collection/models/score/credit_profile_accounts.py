from odoo import api, fields, models
from odoo.fields import Domain


class CreditProfile(models.Model):
    """External data about the customer: agency scores and annual accounts. All optional."""

    _inherit = "credit.profile"

    external_score_ids = fields.One2many("credit.external.score", "profile_id", string="External Scores")
    is_external_score_stale = fields.Boolean(
        string="External Score Outdated", compute="_compute_is_external_score_stale",
        search="_search_is_external_score_stale",
        help="There are external scores, and none of them is valid today.",
    )
    annual_accounts_ids = fields.One2many("credit.annual.accounts", "profile_id")

    @api.depends("external_score_ids.date", "external_score_ids.valid_until")
    def _compute_is_external_score_stale(self):
        for profile in self:
            scores = profile.external_score_ids
            profile.is_external_score_stale = bool(scores) and not any(scores.mapped("is_valid"))

    def _search_is_external_score_stale(self, operator, value):
        if operator != "in":
            return NotImplemented
        valid = self.env["res.company"]._get_credit_day_domain(self.env["credit.external.score"]._get_valid_domain)
        stale = Domain("external_score_ids", "!=", False) & ~Domain("external_score_ids", "any", valid)
        return Domain.OR([stale if flag else ~stale for flag in set(map(bool, value))])
