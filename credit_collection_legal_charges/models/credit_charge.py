from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import formatLang

from odoo.addons.credit_collection.models.exposure.values import Demand

from .credit_case_cost import COMPENSATED


class CreditCharge(models.Model):
    """Costs of legal cases that are charged on: claimed, billed and waived as other charges."""

    _inherit = "credit.charge"

    kind = fields.Selection(selection_add=[("cost", "Cost of legal action")], ondelete={"cost": "cascade"})
    cost_id = fields.Many2one(
        "credit.case.cost", string="Cost of the Case", readonly=True, index="btree_not_null", ondelete="set null", copy=False)

    def _describe_on_bill(self):
        if self.kind != "cost":
            return super()._describe_on_bill()
        env, cost = self.env, self.cost_id
        text = env._("Cost of legal action: %(case)s, %(cost)s", case=cost.case_id._get_number() if cost else "–",
                     cost=cost._describe())
        credited = sum(cost.case_id._get_credited().get(cost, 0.0) for cost in cost)
        if self.currency_id.is_zero(credited):
            return text
        return "\n".join([text, env._(
            "%(amount)s, less %(credited)s of fixed compensation",
            amount=formatLang(env, cost.amount, currency_obj=self.currency_id),
            credited=formatLang(env, credited, currency_obj=self.currency_id))])

    @api.model
    def _accrue(self, profiles, today, line_ids=None):
        """Costs of recovery are less by the fixed compensation that came, and more by what was waived of it."""
        decisions = super()._accrue(profiles, today, line_ids)
        domain = Domain("profile_id", "in", profiles.ids) & Domain("charge_on", "=", True) & Domain("kind", "in", COMPENSATED)
        if line_ids is not None:
            domain &= Domain("case_id.line_ids.move_id", "in", self.env["account.move.line"].browse(line_ids).move_id.ids)
        # sudo: charges are written by code only.
        costs = self.env["credit.case.cost"].sudo().search(domain & Domain("case_id.stage_kind", "!=", "closed"))
        if changing := costs.filtered(lambda cost: not cost._is_settled()):
            changing._charge()
        return decisions


class ResCompany(models.Model):
    _inherit = "res.company"

    def _get_charge_product(self, kind):
        """Costs are billed as fees are."""
        return super()._get_charge_product("fee" if kind == "cost" else kind)


class CreditProfile(models.Model):
    _inherit = "credit.profile"

    def _get_demands(self, day, level=None):
        demands = super()._get_demands(day, level)
        if level and not level.claims_charges:
            return demands
        amount = sum(charge.amount for charge in self.charge_ids if charge.kind == "cost" and charge.state == "accrued")
        if self.currency_id.is_zero(amount):
            return demands
        return [*demands, Demand(self.env._("Costs of legal action"), amount, self.currency_id.id)]
