from odoo import fields, models
from odoo.exceptions import UserError

# Costs of recovery that the fixed compensation is credited to; what a court awards is not reduced by it.
COMPENSATED = ("counsel", "other")


class CreditCaseCost(models.Model):
    """A cost that is charged on is a charge: it is changed with the cost until it is billed or waived."""

    _inherit = "credit.case.cost"

    charge_ids = fields.One2many("credit.charge", "cost_id", string="Charges", readonly=True, copy=False)

    def _describe(self):
        """:return: what the cost is for, in words"""
        return self.name or dict(self._fields["kind"]._description_selection(self.env)).get(self.kind, "")

    def _get_charge(self):
        self.ensure_one()
        return self.sudo().charge_ids.filtered(lambda charge: charge.state != "cancelled")  # sudo: claims of the own case.

    def _check_change(self):
        for cost in self:
            if cost._is_settled():
                raise UserError(self.env._(
                    "“%(cost)s” was billed or waived: it does not change any more.", cost=cost._describe()))
        return super()._check_change()

    def _charge(self):
        # What one of them is credited, others are not.
        costs = self | self.case_id.cost_ids.filtered(lambda cost: not cost._is_settled())
        credited = self.case_id._get_credited()
        for cost in costs:
            cost._charge_amount(cost.currency_id.round(cost.amount - credited.get(cost, 0.0)) if cost.charge_on else 0.0)
        return super()._charge()

    def _charge_amount(self, amount):
        """:param float amount: what is charged on of this cost"""
        charge = self._get_charge()
        if self.currency_id.is_zero(amount):
            charge._set_state("cancelled")
        elif not charge:
            self.env["credit.charge"].sudo().create({  # sudo: charges are written by code only.
                "profile_id": self.profile_id.id, "kind": "cost", "date": self.date, "amount": amount, "cost_id": self.id})
        elif charge.date != self.date or self.currency_id.compare_amounts(charge.amount, amount):
            charge.write({"amount": amount, "date": self.date})

    def _is_settled(self):
        """:return: whether the charge of this cost was billed or waived, wholly or in part, and changes no more"""
        return bool(self._get_charge().filtered(lambda charge: charge.state != "accrued"))

    def _drop_charge(self):
        for cost in self:
            cost._get_charge()._set_state("cancelled")
        return super()._drop_charge()

    def _get_claimed(self):
        """What is billed is an item of the customer by then, and what is waived is not claimed."""
        return sum(sum(cost._get_charge().filtered(lambda charge: charge.state == "accrued").mapped("amount")) for cost in self)


class CreditCase(models.Model):
    """Costs of recovery are charged on as far as they exceed the fixed compensation of the same invoices: Directive 2011/7/EU
    (European Court of Justice C-131/18), § 288 (5) BGB, section 5A (3) of the Late Payment of Commercial Debts Act."""

    _inherit = "credit.case"

    def _get_credited(self):
        """:return: ``{cost: what of the fixed compensation is credited to it}``, the first costs of each case first"""
        credited = {}
        for case in self:
            left = case._get_compensation()
            for cost in case.cost_ids.sorted("id"):
                if not (cost.charge_on and cost.kind in COMPENSATED):
                    continue
                part = cost.amount - sum(cost._get_charge().mapped("amount")) if cost._is_settled() else min(left, cost.amount)
                credited[cost], left = part, max(left - part, 0.0)
        return credited

    def _get_compensation(self):
        """:return: fixed compensation that is claimed for the invoices of the case"""
        # sudo: charges of the own case.
        return sum(self.env["credit.charge"].sudo().search([
            ("move_id", "in", self.sudo().line_ids.move_id.ids), ("kind", "=", "compensation"),
            ("state", "in", ("accrued", "billed"))]).mapped("amount"))
