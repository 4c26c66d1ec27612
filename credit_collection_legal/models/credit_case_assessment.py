from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

from ..tools.assessment import GO, HURRY, LEARN, STOP, assess
from .credit_case import MANAGER


class CreditCase(models.Model):
    """Whether it pays to go on: amount against cost, chance, assets, limitation. A recommendation in words, no decision."""

    _inherit = "credit.case"

    chance = fields.Selection(
        [("90", "Very good (about 90 %)"), ("70", "Good (about 70 %)"), ("50", "Even (about 50 %)"),
         ("30", "Poor (about 30 %)"), ("10", "Very poor (about 10 %)")], string="Chance to Win", tracking=True)
    assets = fields.Selection(
        [("enough", "Enough for the claim"), ("some", "For a part of it"), ("none", "None to be found")],
        string="Assets of the Debtor", tracking=True)
    cost_expected = fields.Monetary(
        string="Cost to Come", default=0.0, bounds=(0, 1e15), tracking=True, help="Of going on, as far as we bear it.")
    recommendation = fields.Selection(
        [(GO, "Go on"), (HURRY, "Go on at once"), (LEARN, "Find out more first"), (STOP, "Do not go on")],
        compute="_compute_recommendation", compute_sudo=True)
    recommendation_text = fields.Text(
        string="Reasons", compute="_compute_recommendation", compute_sudo=True)
    case_value = fields.Monetary(
        string="Expected Result", compute="_compute_recommendation", compute_sudo=True,
        help="Claim by chance and assets, less the cost to come.")
    assessed_on = fields.Date(readonly=True, copy=False)
    assessed_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    assessed_as = fields.Selection(
        selection=lambda self: self._fields["recommendation"]._description_selection(self.env), readonly=True, copy=False)

    @api.depends("chance", "assets", "cost_expected", "total_claim", "limitation_date")
    @api.depends_context("lang")
    def _compute_recommendation(self):
        for case in self:
            result = assess(
                case.total_claim, case.cost_expected, int(case.chance) if case.chance else None, case.assets or None,
                case.limitation_days if case.limitation_date else None)
            case.recommendation = result.recommendation
            case.case_value = result.value or 0.0
            case.recommendation_text = "\n".join(case._describe_reason(reason, result.value) for reason in result.reasons)

    def _describe_reason(self, reason, value):
        currency = self.currency_id or self.env.company.currency_id
        date = format_date(self.env, self.limitation_date)
        amounts = {"value": currency.format(value or 0.0), "cost": currency.format(self.cost_expected)}
        return {
            "barred": lambda: self.env._("A claim became time-barred on %(date)s: it cannot be enforced.", date=date),
            "nothing": lambda: self.env._("Nothing is open any more."),
            "no_assets": lambda: self.env._(
                "No assets are to be found: a title would cost %(cost)s and bring nothing for now.", **amounts),
            "short": lambda: self.env._("A claim becomes time-barred on %(date)s.", date=date),
            "chance": lambda: self.env._("Estimate the chance to win."),
            "assets": lambda: self.env._("Find out what assets the customer has."),
            "cost": lambda: self.env._(
                "Going on costs %(cost)s, more than it is likely to bring (%(value)s after cost).", **amounts),
            "worth": lambda: self.env._("Going on is likely to bring %(value)s after cost.", **amounts),
        }[reason]()

    def action_assess(self):
        """Keep the assessment, with the figures of now.

        :raise UserError: chance or assets are not estimated
        """
        self._check_collector()
        self._check_open()
        for case in self:
            if not case.chance or not case.assets:
                raise UserError(self.env._(
                    "“%(case)s”: estimate the chance to win and the assets of the debtor first.", case=case.display_name))
            # sudo: the right has been checked; what was assessed is evidence.
            case.sudo().write({
                "assessed_on": case.company_id._get_credit_today(), "assessed_by_id": self.env.uid,
                "assessed_as": case.recommendation})
            labels = dict(self._fields["recommendation"]._description_selection(self.env))
            case.message_post(body=self.env._(
                "Assessed: %(recommendation)s. %(reasons)s", recommendation=labels[case.recommendation],
                reasons=" ".join(case.recommendation_text.splitlines())))

    def _check_assessed(self, stage):
        if not self.assessed_on:
            raise UserError(self.env._(
                "“%(case)s”: assess the risk before the stage “%(stage)s”.", case=self.display_name, stage=stage.name))
        if self.assessed_as == STOP and not (self.env.su or self.env.user.has_group(MANAGER)):
            raise AccessError(self.env._(
                "“%(case)s” is assessed as “Do not go on”. Only a credit manager goes on with it.", case=self.display_name))
