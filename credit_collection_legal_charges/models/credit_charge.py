from odoo import fields, models

from odoo.addons.credit_collection.models.exposure.values import Demand


class CreditCharge(models.Model):
    """Costs of legal cases that are charged on: claimed, billed and waived as other charges."""

    _inherit = "credit.charge"

    kind = fields.Selection(selection_add=[("cost", "Cost of legal action")], ondelete={"cost": "cascade"})
    cost_id = fields.Many2one(
        "credit.case.cost", string="Cost of the Case", readonly=True, index="btree_not_null", ondelete="set null", copy=False)

    def _describe_on_bill(self):
        if self.kind != "cost":
            return super()._describe_on_bill()
        env = self.env
        case = self.cost_id.case_id
        return env._("Cost of legal action: %(case)s, %(cost)s", case=case._get_number() if case else "–",
                     cost=self.cost_id._describe())


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
