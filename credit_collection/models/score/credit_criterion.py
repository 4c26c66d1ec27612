from odoo import api, fields, models
from odoo.fields import Domain

from ...tools.score import scoring


class CreditCriterion(models.Model):
    """One line of the scorecard: how a measure of the customer's paying history becomes points."""

    _name = "credit.criterion"
    _inherit = "credit.shared.mixin"
    _description = "Scorecard Criterion"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", index="btree_not_null",
        help="Leave empty to share the criterion between all companies. A company with criteria of its own uses only "
             "these.",
    )
    measure = fields.Selection(
        "_selection_measure", required=True, default="days_late",
        help="All measures look at the customer's own history of the last 12 months.",
    )
    explanation = fields.Char(string="What Is Measured", compute="_compute_unit")
    unit = fields.Selection(
        [
            ("days", "days"), ("percent", "%"), ("months", "months"), ("points", "points"),
            ("amount", "company currency"), ("number", "number"), ("years", "years"),
        ],
        compute="_compute_unit",
    )
    weight = fields.Float(
        required=True, default=10.0, digits=(6, 1),
        help="Importance beside the other criteria. The weights need not add up to 100.", aggregator=None,
    )
    best_value = fields.Float(
        string="Best", digits=(16, 1), help="This value or a better one gives 100 points.",
        aggregator=None)
    worst_value = fields.Float(
        string="Worst", digits=(16, 1), help="This value or a worse one gives no points.", aggregator=None)

    _check_weight = models.Constraint("CHECK (weight > 0)", "The weight of a criterion must be positive.")
    _check_values = models.Constraint(
        "CHECK (COALESCE(best_value, 0) <> COALESCE(worst_value, 0))", "The best and the worst value must differ.",
    )
    _measure_company_uniq = models.UniqueIndex(
        "(measure, COALESCE(company_id, 0)) WHERE active IS TRUE", "This measure is on the scorecard already.",
    )

    def copy_data(self, default=None):
        """A measure is on the scorecard once: the copy waits in the archive until the other one is taken off."""
        return super().copy_data({"active": False, **(default or {})})

    @api.model
    def _selection_measure(self):
        return [(measure.code, measure.label) for measure in self.env["credit.scorecard"]._get_measures_by_code().values()]

    @api.depends("measure")
    @api.depends_context("lang")
    def _compute_unit(self):
        measures = self.env["credit.scorecard"]._get_measures_by_code()
        for criterion in self:
            measure = measures.get(criterion.measure)
            criterion.unit = measure.unit if measure else False
            criterion.explanation = measure.explanation if measure else False

    @api.model
    def _get_unit(self, measure):
        """:return: unit of the values of ``measure``; number for one that does not exist any more"""
        known = self.env["credit.scorecard"]._get_measures_by_code().get(measure)
        return known.unit if known else "number"

    @api.model
    def _format_value(self, measure, value):
        """:return: ``value`` of ``measure`` with its unit, in the reader's language"""
        if value is None:
            return self.env._("No history")
        unit = self._get_unit(measure)
        number = f"{value:.1f}" if unit != "amount" else f"{value:,.0f}"
        texts = {
            "days": self.env._("%(number)s days", number=number),
            "months": self.env._("%(number)s months", number=number),
            "years": self.env._("%(number)s years", number=number),
            **dict.fromkeys(("points", "amount", "number"), number),
        }
        return texts.get(unit, f"{number} %")

    @api.model
    def _get_scorecard(self, company):
        """:return: the criteria that ``company`` judges its customers by: its own, else the shared ones"""
        criteria = self.search(Domain("company_id", "in", [company.id, False]))
        return criteria.filtered("company_id") or criteria

    def _get_weights(self):
        """:return: the criteria as plain values for :func:`~odoo.addons.credit_collection.tools.score.scoring.score`"""
        return [
            scoring.Criterion(criterion.measure, criterion.weight, criterion.best_value, criterion.worst_value)
            for criterion in self
        ]

    def _prepare_line_vals(self, result):
        """:param result: :class:`~odoo.addons.credit_collection.tools.score.scoring.Score` of these criteria
        :return: values of the review's lines
        """
        return [
            {
                "criterion_id": criterion.id,
                "sequence": sequence,
                "name": criterion.name,
                "measure": component.measure,
                "is_known": component.points is not None,
                "value": component.value or 0.0,
                "points": component.points or 0.0,
                "weight": criterion.weight,
                "share": component.share,
            }
            for sequence, (criterion, component) in enumerate(zip(self, result.components, strict=True))
        ]

    def _get_names(self):
        """:return: what is kept of each criterion with every score: plain values, read once for thousands of customers"""
        return [{"criterion_id": criterion.id, "name": criterion.name, "weight": criterion.weight} for criterion in self]

    @api.model
    def _prepare_components(self, names, result):
        """:param names: result of :meth:`_get_names`
        :param result: :class:`~odoo.addons.credit_collection.tools.scoring.Score` of these criteria
        :return: what each criterion gave, as plain values to be kept
        """
        return [
            {"measure": component.measure, "value": component.value, "points": component.points, "share": component.share,
             **name}
            for name, component in zip(names, result.components, strict=True)
        ]

    @api.model
    def _present_components(self, components):
        """:param components: result of :meth:`_prepare_components`, perhaps of long ago
        :return: the same with the texts to show, in the reader's language
        """
        known = self.with_context(active_test=False).search_fetch(
            [("id", "in", [component["criterion_id"] for component in components])], ["name", "measure"]).grouped("id")
        rows = []
        for component in components:
            criterion = known.get(component["criterion_id"])
            same = criterion and criterion.measure == component["measure"]
            rows.append({
                **component,
                "name": criterion.name if same else component["name"],
                "value_text": self._format_value(component["measure"], component["value"]),
                "contribution": (component["points"] or 0.0) * component["share"] / 100.0,
            })
        return rows
