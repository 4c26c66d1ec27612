"""Set-off: further reported situations."""

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
