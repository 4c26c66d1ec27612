from odoo import models
from odoo.tools import format_date

from odoo.addons.credit_collection.models.exposure.values import Demand


class CreditProfile(models.Model):
    """What accrued is claimed on letters, statements and pages, apart from the balance."""

    _inherit = "credit.profile"

    def _get_demands(self, day, level=None):
        demands = super()._get_demands(day, level)
        if level and not level.claims_charges:
            return demands
        groups = {}
        # One by one, so that what they refer to is read for all customers at once.
        for charge in self.charge_ids:
            if charge.state == "accrued":
                groups.setdefault(charge.kind, []).append(charge)
        for kind, describe in (
            ("interest", self._describe_interest), ("compensation", self._describe_compensation), ("fee", self._describe_fee),
        ):
            charges = groups.get(kind, [])
            amount = sum(charge.amount for charge in charges)
            if not self.currency_id.is_zero(amount):
                demands = [*demands, Demand(describe(charges), amount, self.currency_id.id)]
        coming = self._get_coming_fee(level)
        return [*demands, Demand(self.env._("Fee for this reminder"), coming, self.currency_id.id)] if coming else demands

    def _get_coming_fee(self, level):
        """:return: the fee that delivering a message of ``level`` will cost, 0 when it was charged before"""
        if not level or not level.fee_amount or self.no_charges:
            return 0.0
        charged = self.charge_ids.filtered(
            lambda charge: charge.level_id == level and charge.cycle == self.followup_cycle and charge.state != "cancelled")
        return 0.0 if charged else self.currency_id.round(level.fee_amount)

    def _describe_interest(self, charges):
        return self.env._("Late interest until %(date)s", date=format_date(self.env, max(charge.date for charge in charges)))

    def _describe_compensation(self, charges):
        if len(charges) == 1:
            return self.env._("Fixed compensation for the late payment of %(invoice)s", invoice=charges[0].move_id.name or "")
        return self.env._("Fixed compensation for the late payment of %(count)s invoices", count=len(charges))

    def _describe_fee(self, charges):
        return self.env._("Fees for earlier reminders")
