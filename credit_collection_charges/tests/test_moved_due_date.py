"""A due date that moves after its charges were billed: the night looks at the customer and gives them back."""

from odoo.tests import tagged
from odoo.tools import SQL

from .common import ChargesCommon


@tagged("post_install", "-at_install")
class TestMovedDueDate(ChargesCommon):
    """1,000 due 60 days ago: 16.44 of interest and 40 of compensation were billed, nothing else of the customer is late."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.move = cls._late(1000, cls._days(-60))

    def _bill(self):
        action = self._accrue().action_bill()
        return self.env["account.move"].search(action["domain"])

    def _night(self):
        """:return: ``{kind: amount}`` of what the night accrued"""
        with self.enter_registry_test_mode():
            self.env.ref("credit_collection_charges.ir_cron_accrue_charges").sudo().method_direct_trigger()
        self._refresh()
        charges = self.profile.charge_ids.filtered(lambda charge: charge.state == "accrued")
        return {charge.kind: charge.amount for charge in charges}

    def _is_visited(self):
        """:return: whether the moved due date alone makes the night look at the customer"""
        self._refresh()
        return bool(self.env.execute_query(self.env["credit.charge"]._build_moved(SQL("charge.profile_id"))))

    def test_billed_charges_are_given_back_overnight(self):
        self._bill()
        self.assertFalse(self._interest(self.move))
        self._open_item(self.move).date_maturity = self._days(30)
        self.assertEqual(self._night(), {"interest": -16.44, "compensation": -40})

    def test_also_of_what_was_paid_meanwhile(self):
        """Paid a day before the new due date: nothing was late."""
        self._bill()
        payment = self._pay(self.move, date=self._days(-2))
        self.env["account.partial.reconcile"].search([
            ("debit_move_id", "=", self._open_item(self.move).id)])._write({"create_date": "2020-01-01"})
        self.assertTrue(payment)
        self._open_item(self.move).date_maturity = self._days(-1)
        self.assertEqual(self._night(), {"interest": -16.44, "compensation": -40})

    def test_given_back_it_is_looked_at_no_more(self):
        self._bill()
        self.assertFalse(self._is_visited())
        self._open_item(self.move).date_maturity = self._days(30)
        self.assertTrue(self._is_visited())
        self._night()
        self.profile.charge_ids.filtered(lambda charge: charge.state == "accrued").action_bill()
        self.assertFalse(self._is_visited())
