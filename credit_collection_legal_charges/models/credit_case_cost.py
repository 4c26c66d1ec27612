from collections import Counter

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
        credited = self.case_id._get_credited()
        claimed = self.browse().union(*credited).filtered(lambda cost: not cost._is_settled() and (
            cost._get_charge() or cost.case_id.stage_kind != "closed"))
        for cost in self.sudo() | claimed:  # sudo: charges, and costs of other cases of the customer, change with these.
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
        """:return: ``{cost: what of the fixed compensation is credited to it}`` of all costs of recovery of these customers:
            what was billed or waived keeps what it was credited, the others get what is left for the invoices of their case,
            the first costs first"""
        # sudo: costs of other cases of the same customers, which the reader need not see.
        costs = self.env["credit.case.cost"].sudo().search([
            ("profile_id", "in", self.profile_id.ids), ("charge_on", "=", True), ("kind", "in", COMPENSATED)], order="id")
        cases = costs.case_id
        left, credited = cases._get_compensation(), {}
        shared = Counter(move for case in cases for move in case.line_ids.move_id)
        settled = costs.filtered(lambda cost: cost._is_settled())
        for cost in settled | costs:
            moves = cost.case_id.line_ids.move_id.sorted(lambda move: shared[move])
            free = sum(left.get(move, 0.0) for move in moves)
            part = cost.amount - sum(cost._get_charge().mapped("amount")) if cost in settled else min(free, cost.amount)
            credited[cost] = part
            # Of invoices that no other case has, first.
            for move in moves:
                taken = max(min(part, left.get(move, 0.0)), 0.0)
                left[move], part = left.get(move, 0.0) - taken, part - taken
        return credited

    def _get_compensation(self):
        """:return: ``{invoice: fixed compensation that is claimed for it}`` of the invoices of these cases"""
        # sudo: charges of the own case.
        return dict(self.env["credit.charge"].sudo()._read_group([
            ("move_id", "in", self.sudo().line_ids.move_id.ids), ("kind", "=", "compensation"),
            ("state", "in", ("accrued", "billed"))], ["move_id"], ["amount:sum"]))
