"""Set-off: further reported situations."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import NettingCommon


@tagged("post_install", "-at_install")
class TestVariantsNetting(NettingCommon):

    def test_subsidiary_is_a_party_of_its_own(self):
        subsidiary = self.env["res.partner"].create(
            {"name": "Subsidiary", "is_company": True, "parent_id": self.customer.id})
        self._invoice(500, -40, subsidiary)
        self._bill(900, partner=subsidiary)
        bill = self._bill(200)
        netting = self._set_off()
        self.assertEqual(netting.line_ids.move_id, self.debt | bill)
        self.assertEqual(self.debt.amount_residual, 100)

    def test_undone_after_the_rest_was_paid(self):
        """300 against 200; the rest of 100 is paid; undone: 200 are owed, 20 days late as before."""
        bill = self._bill(200)
        netting = self._set_off()
        self._pay(self.debt)
        netting.with_user(self.other).action_undo()
        self._refresh()
        self.assertEqual((self.debt.amount_residual, bill.amount_residual), (200, 200))
        self.assertEqual(self.profile.days_overdue, 20)

    def test_cents_that_roundings_leave_between_equal_sides(self):
        """CHF 22.06 against CHF 22.06: three debts come to a cent more in company currency than one bill. It could not be
        submitted."""
        franc = self.setup_other_currency("CHF", rates=[("2016-01-01", 0.7333333)])
        debts = self._invoices([(amount, -15, self.customer) for amount in (10.01, 5.02, 7.03)], currency_id=franc.id)
        bill = self._bill(22.06, currency_id=franc.id)
        netting = self._set_off(currency_id=franc.id)
        self.assertNotEqual(netting.amount, netting.payable_total)
        self.assertEqual((debts + bill).mapped("amount_residual"), [0, 0, 0, 0])
        self.assertEqual(self.company.currency_id.round(sum(netting.move_id.line_ids.mapped("balance"))), 0)
        netting.line_ids[0].sudo().amount = 10.02
        with self.assertRaisesRegex(UserError, "22.07 of debts against CHF.22.06"):
            netting._check_sides()

    def test_currency_without_small_units(self):
        """A unit of it is worth 73.00: the debt of 300.00 has no equal in it. What is offered is set off, the rest is a
        difference of rates."""
        coarse = self.setup_other_currency("JPY", rates=[("2016-01-01", 0.0137)], rounding=1)
        bill = self._bill(10, currency_id=coarse.id)
        netting = self._set_off(is_mixed=True)
        self.assertEqual((netting.amount, netting.payable_total), (300, 291.97))
        self.assertEqual((self.debt.amount_residual, bill.amount_residual), (0, 6))
        netting.with_user(self.other).action_undo()
        self._refresh()
        self.assertEqual((self.debt.amount_residual, bill.amount_residual), (300, 10))
