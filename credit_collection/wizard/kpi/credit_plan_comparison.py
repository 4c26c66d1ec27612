from collections import Counter, defaultdict

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Command
from odoo.tools import formatLang

from ...tools.kpi import plan_comparison
from ...tools.kpi.plan_comparison import Stratum


class CreditPlanComparison(models.TransientModel):
    """Two follow-up plans compared on customers of like rating and amount."""

    _name = "credit.plan.comparison"
    _description = "Comparison of Follow-up Plans"
    _inherit = "credit.bounds.mixin"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company.root_id, domain=[("parent_id", "=", False)])
    currency_id = fields.Many2one(related="company_id.currency_id")
    plan_id = fields.Many2one("credit.followup.plan", required=True)
    other_plan_id = fields.Many2one(
        "credit.followup.plan", required=True, domain="[('id', '!=', plan_id)]",
        compute="_compute_other_plan_id", store=True, readonly=False, precompute=True)
    date_from = fields.Date(required=True, default=lambda self: self._get_default_today() - relativedelta(years=1))
    date_to = fields.Date(required=True, default=lambda self: self._get_default_today())
    days = fields.Integer(
        string="Within (days)", required=True, default=30, bounds=(1, 365),
        help="From the first follow-up on. Customers whose days are not over are left out.")
    only_drawn = fields.Boolean(
        string="Drawn by Lot Only", compute="_compute_only_drawn", store=True, readonly=False, precompute=True,
        help="Customers for whom the lot decided between these two plans.")
    line_ids = fields.One2many(
        "credit.plan.comparison.line", "comparison_id", string="What Came", compute="_compute_line_ids", store=True,
        readonly=True, compute_sudo=False)
    stratum_ids = fields.One2many(
        "credit.plan.comparison.stratum", "comparison_id", string="Like Customers", compute="_compute_line_ids", store=True,
        readonly=True, compute_sudo=False)
    notes = fields.Text(compute="_compute_line_ids", store=True, readonly=True, compute_sudo=False)

    @api.model
    def _get_default_today(self):
        return self.env.company._get_credit_today()

    @api.depends("plan_id", "other_plan_id")
    def _compute_display_name(self):
        for comparison in self:
            names = [plan.name for plan in (comparison.plan_id, comparison.other_plan_id) if plan]
            comparison.display_name = " – ".join(names) or self.env._("Comparison of Follow-up Plans")

    @api.depends("plan_id")
    def _compute_other_plan_id(self):
        for comparison in self:
            comparison.other_plan_id = comparison.plan_id.other_plan_id or comparison.other_plan_id

    @api.depends("plan_id", "other_plan_id")
    def _compute_only_drawn(self):
        for comparison in self:
            comparison.only_drawn = bool(comparison.other_plan_id) and bool(self.env["credit.followup.draw"].search_count([
                ("plan_id", "=", comparison.plan_id.id), ("other_plan_id", "=", comparison.other_plan_id.id)], limit=1))

    @api.depends("company_id", "plan_id", "other_plan_id", "date_from", "date_to", "days", "only_drawn")
    def _compute_line_ids(self):
        for comparison in self:
            plans = comparison.plan_id | comparison.other_plan_id
            is_complete = (
                len(plans) == 2 and comparison.company_id and comparison.days > 0
                and comparison.date_from and comparison.date_to and comparison.date_from <= comparison.date_to)
            cases = comparison._get_cases() if is_complete else []
            comparison.update(comparison._prepare_result(cases, is_complete))

    def _get_cases(self):
        """:return: list of cases with the plans as they are shown, and the key of their stratum: ``[(key, is_other, case)]``"""
        Effect = self.env["credit.followup.effect"]
        Effect.check_access("read")
        cases = Effect._get_cases(
            self.company_id, self.plan_id | self.other_plan_id, (self.date_from, self.date_to), self.days,
            only_drawn=self.only_drawn)
        edges = plan_comparison.find_edges([case.amount for case in cases])
        return [
            ((case.rating_id or 0, plan_comparison.find_band(case.amount, edges), tuple(edges)),
             case.plan_id == self.other_plan_id.id, case)
            for case in cases]

    def _prepare_result(self, cases, is_complete):
        like = plan_comparison.find_like((key, is_other) for key, is_other, _case in cases)
        alike = [case for case in cases if case[0] in like]
        return {
            "line_ids": [Command.clear(), *(Command.create(vals) for vals in self._prepare_lines(alike))],
            "stratum_ids": [Command.clear(), *(Command.create(vals) for vals in self._prepare_strata(alike))],
            "notes": "\n".join(self._get_notes(cases, alike)) if is_complete else False,
        }

    # What came

    def _get_questions(self):
        """:return: list of ``(name, definition, function of a case)``"""
        rounding = self.company_id.currency_id.rounding
        return [
            (self.env._("Paid in full"), self.env._("All that the first follow-up demanded was paid."),
             lambda case: case.received > case.amount - rounding / 2),
            (self.env._("Paid something"), self.env._("A payment settled some of what the first follow-up demanded."),
             lambda case: case.received > rounding / 2),
            (self.env._("Answered"), self.env._("Was spoken to, wrote an e-mail, promised or disputed."),
             lambda case: case.answered),
            (self.env._("Promised"), self.env._("Promised to pay."), lambda case: case.promised),
        ]

    def _prepare_lines(self, alike):
        if not alike:
            return []
        return [
            *(self._prepare_line(name, how, is_hit, alike) for name, how, is_hit in self._get_questions()),
            self._prepare_amount_line(alike),
        ]

    def _prepare_line(self, name, how, is_hit, alike):
        strata = _count(alike, is_hit)
        result = plan_comparison.compare(strata.values())
        total = [sum(column) for column in zip(*strata.values(), strict=True)]
        return {
            "name": name, "how": how, "verdict": self._get_verdicts()[result.verdict],
            "value": self._format_share(total[0] / total[1]), "other_value": self._format_share(total[2] / total[3]),
            "difference": self._format_points(result.difference),
            "spread": self.env._(
                "%(low)s to %(high)s", low=self._format_points(result.low), high=self._format_points(result.high)),
        }

    def _prepare_amount_line(self, alike):
        """How much of the money came: a few large customers decide on it, so that nothing is said about chance."""
        sums = defaultdict(lambda: [0.0, 0.0])
        for _key, is_other, case in alike:
            sums[is_other][0] += min(case.received, case.amount)
            sums[is_other][1] += case.amount
        return {
            "name": self.env._("Received of demanded"),
            "how": self.env._("By amount. A few large customers decide on it, so that nothing is said about chance."),
            **{name: self._format_share(sums[is_other][0] / sums[is_other][1])
               for name, is_other in (("value", False), ("other_value", True))},
        }

    def _prepare_strata(self, alike):
        is_paid = self._get_questions()[0][2]
        ratings = self.env["credit.rating"].browse(sorted({key[0] for key, _is_other, _case in alike if key[0]}))
        names = {rating.id: rating.display_name for rating in ratings}
        return [
            {
                "rating": names.get(rating_id, self.env._("No rating")), "amounts": self._format_band(band, edges),
                "cases": stratum.cases, "other_cases": stratum.other_cases,
                "paid": self._format_share(stratum.hits / stratum.cases),
                "other_paid": self._format_share(stratum.other_hits / stratum.other_cases),
            }
            for (rating_id, band, edges), stratum in sorted(_count(alike, is_paid).items())]

    # In words

    def _get_verdicts(self):
        return {
            plan_comparison.FEW: self.env._("Too few cases to tell."),
            plan_comparison.CHANCE: self.env._("Can be chance."),
            plan_comparison.UNLIKELY: self.env._("Hardly chance: it makes so much in less than 1 of 20 comparisons."),
            plan_comparison.HARDLY: self.env._("Not chance: it makes so much in less than 1 of 100 comparisons."),
        }

    def _get_notes(self, cases, alike):
        found, compared = (Counter(is_other for _key, is_other, _case in group) for group in (cases, alike))
        names = {False: self.plan_id.name, True: self.other_plan_id.name}
        notes = [self.env._(
            "%(plan)s: %(compared)s of %(found)s cases have like ones with the other plan and are compared.",
            plan=names[is_other], compared=compared[is_other], found=found[is_other]) for is_other in (False, True)]
        if self.only_drawn:
            notes.append(self.env._("Lots decided on the plans: what is more than chance is the work of the plan."))
        else:
            notes.append(self.env._(
                "The plans were not given by lot: customers of like rating and amount may differ in other ways, which are not "
                "the work of the plans."))
        days = [min(plan.level_ids.mapped("days_overdue"), default=0) for plan in (self.plan_id, self.other_plan_id)]
        if days[0] != days[1]:
            notes.append(self.env._(
                "The first levels come on different days (%(first)s and %(second)s): customers who pay in between are cases of "
                "one plan alone.", first=days[0], second=days[1]))
        return notes

    def _format_share(self, value):
        return f"{formatLang(self.env, value * 100, digits=1)} %"

    def _format_points(self, value):
        """:return: a difference of shares in percentage points, with its sign"""
        return f"{'+' if value > 0 else ''}{formatLang(self.env, value * 100, digits=1)}"

    def _format_band(self, band, edges):
        amounts = [formatLang(self.env, edge, digits=0) for edge in edges]
        if not amounts:
            return self.env._("any")
        if not band:
            return self.env._("below %(amount)s", amount=amounts[0])
        if band == len(amounts):
            return self.env._("%(amount)s and more", amount=amounts[-1])
        return self.env._("%(low)s to %(high)s", low=amounts[band - 1], high=amounts[band])


def _count(alike, is_hit):
    """:return: ``{key: Stratum}``"""
    counts = defaultdict(lambda: [0, 0, 0, 0])
    for key, is_other, case in alike:
        counts[key][2 * is_other] += bool(is_hit(case))
        counts[key][2 * is_other + 1] += 1
    return {key: Stratum(*count) for key, count in counts.items()}


class CreditPlanComparisonLine(models.TransientModel):
    _name = "credit.plan.comparison.line"
    _inherit = "credit.named.mixin"
    _description = "Result of Two Plans"

    comparison_id = fields.Many2one("credit.plan.comparison", required=True, ondelete="cascade", index=True)
    name = fields.Char(string="What Came", readonly=True)
    value = fields.Char(string="This Plan", readonly=True)
    other_value = fields.Char(string="Other Plan", readonly=True)
    difference = fields.Char(
        readonly=True,
        help="Percentage points by which the other plan is better (+) or worse (-), compared within groups of like customers.")
    spread = fields.Char(string="Range (95 %)", readonly=True, help="In 95 of 100 comparisons the true difference is within.")
    verdict = fields.Char(string="Chance?", readonly=True)
    how = fields.Text(string="Definition", readonly=True)


class CreditPlanComparisonStratum(models.TransientModel):
    _name = "credit.plan.comparison.stratum"
    _inherit = "credit.named.mixin"
    _description = "Like Customers with Two Plans"

    comparison_id = fields.Many2one("credit.plan.comparison", required=True, ondelete="cascade", index=True)
    rating = fields.Char(readonly=True)
    amounts = fields.Char(string="Demanded", readonly=True)
    cases = fields.Integer(string="Cases, This Plan", readonly=True)
    other_cases = fields.Integer(string="Cases, Other Plan", readonly=True)
    paid = fields.Char(string="Paid in Full, This Plan", readonly=True)
    other_paid = fields.Char(string="Paid in Full, Other Plan", readonly=True)
