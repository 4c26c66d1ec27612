"""The random walk of the main add-on with charges among what happens: accrued, billed, waived.

``CREDIT_SEED`` begins another walk, ``CREDIT_STEPS`` makes it longer.
"""

from hypothesis.stateful import initialize, invariant, rule

from odoo.tests import tagged

from odoo.addons.credit_collection.tests.setup import test_business_walk as walk
from odoo.addons.credit_collection.tests.setup.business import Business, several

from .common import ChargesCommon

RATE, COMPENSATION = 0.10, 40.0


class ChargesBusiness(Business):
    """The night accrues; a manager bills some charges and waives others."""

    @initialize()
    def begin(self):
        result = super().begin()
        self.most, self.settled = {}, {}
        return result

    @rule(acts=several("accrue", "accrue", "bill", "waive"))
    def charge(self, acts):
        self._do(acts)

    def _accrue(self, _which, _share):
        """Interest of what was paid before this night and the last one has ended."""
        self.case._refresh()
        self.case.profiles._accrue_charges(self.case._days(self.day))
        paid = self.invoices.filtered(lambda move: move.state == "posted" and not move.amount_residual)
        interest = {move: self._get_sum(move, "interest") for move in paid}
        for move, amount in interest.items():
            self.case.assertLessEqual(
                move.currency_id.compare_amounts(amount, self.settled.get(move, amount)), 0,
                f"interest of {move.name} grew after it was paid")
        self.settled = interest

    def _bill(self, which, _share):
        if charges := self._find("accrued"):
            def act():
                bills = self.case.env["account.move"].search(charges[which % len(charges)].action_bill()["domain"])
                self.invoices += bills

            self._try(act)

    def _waive(self, which, share):
        if charges := self._find("accrued"):
            charge = charges[which % len(charges)]
            self._try(lambda: charge._waive(self.case.reason, charge.currency_id.round(charge.amount * share)))

    def _find(self, *states):
        return self.case.env["credit.charge"].search([
            ("profile_id", "in", self.case.profiles.ids), ("amount", ">", 0), ("state", "in", states)])

    def _get_sum(self, move, kind):
        charges = self.case.env["credit.charge"].search([
            ("move_id", "=", move.id), ("kind", "=", kind), ("state", "!=", "cancelled")])
        return sum(charges.mapped("amount"))

    @invariant()
    def nothing_is_charged_twice(self):
        """No more than the rate gives for all days on all of the invoice, no second compensation, nothing before it is late."""
        if "settled" not in vars(self):
            return
        for move in self.invoices:
            days = max((self.case._days(self.day) - move.invoice_date_due).days, 0)
            self.most[move] = max(self.most.get(move, 0.0), move.amount_total)
            rounding = 0.02 if days else 0.0
            self.case.assertLessEqual(
                self._get_sum(move, "interest"), self.most[move] * RATE * days / 365 + rounding, f"interest of {move.name}")
            self.case.assertLessEqual(
                self._get_sum(move, "compensation"), COMPENSATION if days else 0.0, f"compensation of {move.name}")


@tagged("post_install", "-at_install")
class TestChargesBusiness(ChargesCommon, walk.TestBusinessWalk):

    business = ChargesBusiness
    steps = walk.STEPS // 3

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second.country_id = cls.country
        cls.reason = cls.env.ref("credit_collection_charges.credit_reason_waiver_goodwill")
