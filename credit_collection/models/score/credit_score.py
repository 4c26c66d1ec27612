from odoo import api, fields, models
from odoo.tools import format_date


class CreditScore(models.Model):
    """The score of a customer in one month, with what each criterion gave. Evidence: written by the nightly run, which
    keeps one row per customer and month, and by approved reviews."""

    _name = "credit.score"
    _description = "Credit Score"
    _order = "date desc, id desc"
    _rec_names_search = ["partner_id"]

    profile_id = fields.Many2one("credit.profile", required=True, readonly=True, index=True, ondelete="cascade")
    partner_id = fields.Many2one(
        related="profile_id.partner_id", string="Customer", store=True, index=True, precompute=True,
    )
    # Stored for the record rule.
    company_id = fields.Many2one(related="profile_id.company_id", store=True, index=True, precompute=True)
    source = fields.Selection(
        [("nightly", "Nightly run"), ("review", "Credit review")], required=True, readonly=True, default="nightly",
    )
    date = fields.Date(required=True, readonly=True)
    month = fields.Date(required=True, readonly=True, help="First day of the month.")
    score = fields.Float(digits=(5, 1), readonly=True, aggregator="avg", help="0 to 100, by the scorecard.")
    change = fields.Float(
        digits=(5, 1), readonly=True, aggregator="avg", help="Change against the last scored month.",
    )
    trend = fields.Float(
        string="Trend of Days Late", readonly=True, aggregator=None,
        help="By how many days payments of the last 3 months came later than those before; zero without any to compare.",
    )
    is_provisional = fields.Boolean(
        string="Provisional", readonly=True, help="The paying history was too short to deserve a better rating.",
    )
    rating_id = fields.Many2one("credit.rating", string="Score Rating", readonly=True, index="btree_not_null")
    components = fields.Json(readonly=True)
    explanation = fields.Html(compute="_compute_explanation", sanitize=False)

    # One row per customer and month; also finds the month before.
    _nightly_uniq = models.UniqueIndex(
        "(profile_id, month) WHERE source = 'nightly'", "This customer has a score of this month already.",
    )

    @api.depends("partner_id.display_name", "date")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for score in self:
            score.display_name = self.env._(
                "Score of %(customer)s, %(date)s", customer=score.partner_id.display_name,
                date=format_date(self.env, score.date))

    @api.depends("components")
    @api.depends_context("lang")
    def _compute_explanation(self):
        """The scorecard component by component, in the reader's language."""
        for score in self:
            components = self.env["credit.criterion"]._present_components(score.components or [])
            score.explanation = self.env["ir.qweb"]._render(
                "credit_collection.credit_score_components", {"components": components, "score": score})
