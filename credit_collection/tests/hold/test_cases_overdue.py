"""Which overdue items hold an order."""

from odoo.tests import tagged

from ..exposure.test_cases_ledger import LedgerCommon


@tagged("post_install", "-at_install")
class TestOverdueHolds(LedgerCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rating = cls.env["credit.rating"].create({
            "name": "Overdue only", "code": "OVD", "order_policy": "hold", "hold_overdue": True, "max_overdue_days": 10})
        cls.profile.rating_id = cls.rating

    def _confirm(self):
        order = self._order(10)
        order.action_confirm()
        return order.credit_state

    def test_money_on_account_covers_the_oldest_debt(self):
        self._invoice(1000, -60)
        self._receipt(1000)
        self._invoice(200, -3)
        self.assertEqual(self._confirm(), "clear", "200 for 3 days, of 10 tolerated")

    def test_invoices_that_we_blocked_hold_nothing_unless_the_company_wants_it(self):
        self._invoice(1000, -60).action_toggle_block_payment()
        self.assertEqual(self._confirm(), "clear")
        self.company.credit_count_blocked = True
        self.assertEqual(self._confirm(), "held")

    def test_opening_balances_hold_unless_the_company_does_not_want_it(self):
        self._open_item(self._invoice(1000, -60)).no_followup = True
        self.assertEqual(self._confirm(), "held")
        self.company.credit_count_unfollowed = False
        self.assertEqual(self._confirm(), "clear")

    def test_a_disputed_part_is_left_out_before_credits_are_set_against_the_rest(self):
        invoice = self._invoice(1000, -60)
        self._dispute(invoice, 400)
        self._receipt(600)
        self.assertEqual(self._confirm(), "clear")

    def test_a_cheque_dated_ahead_frees_nothing_before_its_date(self):
        self._pay(self._invoice(1000, -60), date=self._days(30))
        self.assertEqual(self._confirm(), "held")
