from odoo import fields, models


class CreditProfile(models.Model):
    """The score of a customer: computed every night for all of them, kept as a history by month."""

    _inherit = "credit.profile"

    score_ids = fields.One2many("credit.score", "profile_id", string="Score History")
    score_date = fields.Date(string="Scored On", readonly=True, copy=False, role="system")
    latest_score_id = fields.Many2one(
        "credit.score", readonly=True, copy=False, index="btree_not_null", ondelete="set null", role="system",
    )
    scored_rating_id = fields.Many2one(
        "credit.rating", string="Score Rating", readonly=True, copy=False, index="btree_not_null",
        help="Rating that a credit review would propose today.",
        role="system",
    )
    is_score_provisional = fields.Boolean(related="latest_score_id.is_provisional", string="Provisional")
    score_explanation = fields.Html(related="latest_score_id.explanation", string="Scorecard")

    def _get_measures(self, today):
        """:return: ``{profile id: {measure: value}}``, ratios in percent, ``None`` where there is no history"""
        measured = self.env["credit.scorecard"]._measure(self, today)
        return {profile_id: {code: column.get(profile_id) for code, column in measured.items()} for profile_id in self.ids}

    def _update_scores(self, today):
        """Score these customers and record the score of the month.

        :return: the profiles scored
        """
        self.env["credit.scorecard"]._update(self, today)
        return self
