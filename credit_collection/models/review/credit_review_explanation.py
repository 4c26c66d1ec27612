from odoo import api, fields, models

from ...tools.rating import proposals
from .credit_review import POLICY, PROPOSAL


class CreditReview(models.Model):
    """A review in words: what the score rests on, and what the proposal changes."""

    _inherit = "credit.review"

    explanation = fields.Text(compute="_compute_explanation")
    limit_explanation = fields.Char(string="Limit By", compute="_compute_limit_explanation")
    current_limit = fields.Char(string="Present Limit", compute="_compute_limits")
    proposed_limit = fields.Char(compute="_compute_limits")
    summary = fields.Char(string="Proposal", compute="_compute_summary")

    @api.depends("line_ids.is_known", "is_scored", "is_provisional")
    @api.depends_context("lang")
    def _compute_explanation(self):
        for review in self:
            missing = review.line_ids.filtered(lambda line: not line.is_known)
            if not review.is_scored:
                review.explanation = self.env._(
                    "No paying history in the last 12 months: no score, and the present policy is proposed unchanged.")
            elif missing:
                review.explanation = self.env._(
                    "Not measured, as there is no history: %(criteria)s. The other criteria count for more.",
                    criteria=", ".join(missing.mapped("display_name")))
            else:
                review.explanation = self.env._("All criteria could be measured.")
            if review.is_scored and review.is_provisional:
                review.explanation += " " + self.env._(
                    "The score is provisional: the history is too short for a better rating than before.")

    @api.depends("proposed_rating_id", "proposed_limit_mode", "proposed_credit_limit", "monthly_sales", "state")
    @api.depends_context("lang")
    def _compute_limit_explanation(self):
        for review in self:
            review.limit_explanation = review._explain_limit()

    def _explain_limit(self):
        """:return: how the rating arrives at the proposed limit; False for a limit that it does not arrive at: entered by
            hand, kept, or proposed by a rating that was changed since then
        """
        rule, show = self.proposed_rating_id._get_limit_rule(), self.currency_id.format
        limit = proposals.propose_limit(rule, None, self.monthly_sales)
        if not limit or self.proposed_limit_mode != "limited" or limit.mode != "limited" or (
                self.currency_id.compare_amounts(limit.amount, self.proposed_credit_limit)):
            return False
        if rule.rule == "fixed":
            return self.env._("Fixed limit of the rating: %(limit)s", limit=show(limit.amount))
        return self.env._(
            "Monthly sales of %(sales)s × %(months)s months of the rating = %(product)s, rounded up to %(limit)s",
            sales=show(self.monthly_sales), months=f"{rule.months:g}", product=show(self.monthly_sales * rule.months),
            limit=show(limit.amount))

    @api.depends(
        "current_limit_mode", "current_credit_limit", "proposed_limit_mode", "proposed_credit_limit", "currency_id",
    )
    def _compute_limits(self):
        for review in self:
            review.current_limit = review._get_limit_text("current")
            review.proposed_limit = review._get_limit_text("proposed")

    @api.depends(*PROPOSAL, *(f"current_{name}" for name in POLICY))
    @api.depends_context("lang")
    def _compute_summary(self):
        for review in self:
            changes = review._get_changes()
            texts = [f"{label}: {before} → {after}" for label, before, after in changes]
            review.summary = " · ".join(texts) or self.env._("No change")
