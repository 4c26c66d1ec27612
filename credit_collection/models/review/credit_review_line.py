from odoo import api, fields, models


class CreditReviewLine(models.Model):
    """What one criterion of the scorecard gave at the time of the review. Evidence: written by the review only."""

    _name = "credit.review.line"
    _description = "Credit Review Measure"
    _order = "sequence, id"

    review_id = fields.Many2one("credit.review", required=True, index=True, ondelete="cascade")
    # Stored for the record rule.
    company_id = fields.Many2one(related="review_id.company_id", store=True, index=True, precompute=True)
    sequence = fields.Integer()
    criterion_id = fields.Many2one(
        "credit.criterion", string="Scorecard Criterion", ondelete="set null", index="btree_not_null",
    )
    measure = fields.Char(required=True, export_string_translation=False)
    name = fields.Char(string="Criterion", required=True)
    is_known = fields.Boolean(string="Measured")
    value = fields.Float(digits=(16, 1), aggregator=None)
    points = fields.Float(help="0 to 100.", aggregator=None)
    weight = fields.Float(digits=(6, 1), aggregator=None)
    share = fields.Float(
        string="Share (%)", help="The weight among the criteria that could be measured.", aggregator=None,
    )
    contribution = fields.Float(
        string="Score", compute="_compute_contribution", store=True, precompute=True,
        help="Points by share: what the criterion gives to the score.",
    )
    value_text = fields.Char(string="Measured Value", compute="_compute_value_text")

    @api.depends("name", "measure", "criterion_id.name", "criterion_id.measure")
    @api.depends_context("lang")
    def _compute_display_name(self):
        """The criterion in the reader's language; the name it had then, when it is gone or measures something else now."""
        for line in self:
            criterion = line.criterion_id
            line.display_name = criterion.name if criterion.measure == line.measure else line.name

    @api.depends("points", "share")
    def _compute_contribution(self):
        for line in self:
            line.contribution = line.points * line.share / 100.0

    @api.depends("measure", "value", "is_known")
    @api.depends_context("lang")
    def _compute_value_text(self):
        for line in self:
            line.value_text = line._get_value_text()

    def _get_value_text(self):
        """:return: the value with its unit, in the reader's language"""
        self.ensure_one()
        return self.env["credit.criterion"]._format_value(self.measure, self.value if self.is_known else None)

    def _prepare_components(self):
        """:return: the lines as plain values, see ``credit.criterion._prepare_components``"""
        return [
            {
                "criterion_id": line.criterion_id.id,
                "name": line.name,
                "measure": line.measure,
                "value": line.value if line.is_known else None,
                "points": line.points if line.is_known else None,
                "weight": line.weight,
                "share": line.share,
            }
            for line in self
        ]
