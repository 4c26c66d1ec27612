from odoo import fields, models
from odoo.exceptions import UserError


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
            charge = cost._get_charge()
            if charge.filtered(lambda charge: charge.state != "accrued"):
                raise UserError(self.env._(
                    "“%(cost)s” was billed or waived: it does not change any more.", cost=cost._describe()))
        return super()._check_change()

    def _charge(self):
        Charge = self.env["credit.charge"].sudo()  # sudo: charges are written by code only.
        for cost in self:
            charge = cost._get_charge()
            if not cost.charge_on:
                charge._set_state("cancelled")
            elif charge:
                charge.write({"amount": cost.amount, "date": cost.date})
            else:
                Charge.create({
                    "profile_id": cost.profile_id.id, "kind": "cost", "date": cost.date, "amount": cost.amount,
                    "cost_id": cost.id})
        return super()._charge()

    def _drop_charge(self):
        for cost in self:
            cost._get_charge()._set_state("cancelled")
        return super()._drop_charge()

    def _get_claimed(self):
        """What is billed is an item of the customer by then, and what is waived is not claimed."""
        return sum(sum(cost._get_charge().filtered(lambda charge: charge.state == "accrued").mapped("amount")) for cost in self)
