"""Bills of exchange: further reported situations."""

from odoo.tests import tagged

from .common import BillCommon


@tagged("post_install", "-at_install")
class TestVariantsBill(BillCommon):

    def test_oldest_debts_are_not_those_of_a_subsidiary(self):
        subsidiary = self.env["res.partner"].create(
            {"name": "Subsidiary", "is_company": True, "parent_id": self.customer.id})
        self._invoice(300, -30, subsidiary)
        own = self._invoice(300, -10)
        bill = self._bill(500, self._days(60), book=False)
        bill.with_user(self.collector).action_fill()
        self.assertEqual(bill.line_ids.move_id, own)

    def test_dishonored_after_the_rest_was_paid(self):
        """A bill of 300 for 500, 200 paid; dishonored: 300 are owed since the first due date."""
        move = self._invoice(500, -40)
        bill = self._bill(300, self._days(0), move)
        self._pay(move)
        self.assertEqual(move.amount_residual, 0)
        self._step(bill, "dishonor", date=self.today, reason="No funds")
        self.assertEqual((move.amount_residual, self.profile.days_overdue), (300, 40))
