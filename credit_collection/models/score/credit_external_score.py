from odoo import api, fields, models
from odoo.fields import Domain

from ..common.days import day_of_entry


class CreditExternalScore(models.Model):
    """What an agency says about a customer, with its date and validity."""

    _name = "credit.external.score"
    _description = "External Score"
    _inherit = ["credit.outside.mixin"]
    _order = "date desc, id desc"
    _rec_names_search = ["agency", "profile_id"]

    profile_id = fields.Many2one(
        "credit.profile", string="Customer", required=True, index=True, ondelete="cascade", role="fixed")
    # Stored for the record rule.
    company_id = fields.Many2one(related="profile_id.company_id", store=True, index=True, precompute=True)
    agency = fields.Char(required=True)
    score = fields.Float(required=True, digits=(16, 1), help="On the agency's own scale.", aggregator="avg")
    date = day_of_entry("date", "profile_id.company_id", string="Dated", required=True)
    valid_until = fields.Date(help="Last day on which the score counts. Leave empty for no end.")
    is_valid = fields.Boolean(string="Valid", compute="_compute_is_valid", search="_search_is_valid")
    note = fields.Char(string="Reference")

    _check_dates = models.Constraint(
        "CHECK (valid_until IS NULL OR valid_until >= date)", "A score cannot end before its date.",
    )

    @api.depends("agency", "score")
    def _compute_display_name(self):
        for score in self:
            score.display_name = f"{score.agency or ''}: {score.score:g}"

    @api.depends("date", "valid_until")
    def _compute_is_valid(self):
        for score in self:
            today = score.company_id._get_credit_today()
            score.is_valid = bool(score.date) and score.date <= today <= (score.valid_until or today)

    def _search_is_valid(self, operator, value):
        if operator != "in":
            return NotImplemented
        valid = self.env["res.company"]._get_credit_day_domain(self._get_valid_domain)
        return Domain.OR([valid if flag else ~valid for flag in set(map(bool, value))])

    @api.model
    def _get_valid_domain(self, today):
        """:return: domain of the scores that count on ``today``"""
        return Domain("date", "<=", today) & (Domain("valid_until", "=", False) | Domain("valid_until", ">=", today))
