from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import CounterCommon


@tagged("post_install", "-at_install")
class TestCounterOffline(CounterCommon):
    """The counter says that it sold without connection; the server believes it only where it cannot know better."""

    def _get_holds(self):
        return self.env["credit.pos.hold"].search([("profile_id", "=", self.profile.id)])

    def _assert_refused(self, amount, **vals):
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self._sell(amount, credit_sold_offline=True, **vals)

    def test_sale_that_the_server_stopped_had_a_connection(self):
        self.assertEqual(self._request(1500)["state"], "held")
        self.assertRecordValues(self._get_holds(), [{
            "state": "stopped", "amount": 1500, "cashier_id": self.cashier.id, "activity_ids": []}])
        self._assert_refused(1500, uuid="sale")
        self._assert_refused(1600, uuid="sale")
        self.assertEqual(self._sell(1500, credit_sold_offline=True).state, "paid", "another sale, of which nobody asked")

    def test_sale_that_was_asked_for_or_rejected_had_a_connection(self):
        self._request(1500, method="ask_credit_release")
        self._assert_refused(1500, uuid="sale")
        self._get_holds().with_user(self._user("manager"))._refuse("No security")
        self._assert_refused(1500, uuid="sale")

    def test_smaller_sale_and_other_customer_were_not_stopped(self):
        other = self.env["res.partner"].create({"name": "Other", "is_company": True})
        other._get_credit_profiles().write({"limit_mode": "limited", "credit_limit": 10})
        for vals in ({"on_account": 1200}, {"on_account": 1500, "partner": other}):
            with self.subTest(vals), self.env.cr.savepoint() as savepoint:
                self._request(1500)
                self.assertEqual(self._sell(uuid="sale", credit_sold_offline=True, **vals).state, "paid")
                savepoint.rollback()

    def test_company_that_does_not_sell_without_connection(self):
        self.company.credit_counter_offline = False
        self._assert_refused(1500)

    def test_sale_that_had_passed_when_the_connection_was_lost_is_kept(self):
        self.company.credit_counter_offline = False
        passed = self._request(900)
        self.assertEqual(passed["state"], "clear")
        self._sell(500)
        self._assert_refused(900, uuid="other", credit_pass=passed["credit_pass"])
        self._assert_refused(901, uuid="sale", credit_pass=passed["credit_pass"])
        self._assert_refused(900, uuid="sale", credit_pass="forged")
        order = self._sell(900, uuid="sale", credit_sold_offline=True, credit_pass=passed["credit_pass"])
        self.assertEqual((order.state, self._get_holds().state), ("paid", "kept"))

    def test_what_is_stopped_gets_no_pass(self):
        self.assertFalse(self._request(1500)["credit_pass"])

    def test_nothing_is_said_of_a_sale_afterwards(self):
        order = self._sell(500).with_user(self.cashier)
        with self.assertRaises(AccessError):
            order.credit_sold_offline = True
        with self.assertRaises(AccessError):
            order.credit_pass = "forged"

    def test_sale_grows_afterwards_with_a_connection(self):
        sold = self._sell(500, cash=2000, credit_sold_offline=True)
        cash = sold.payment_ids.filtered(lambda payment: payment.payment_method_id == self.cash).with_user(self.cashier)
        with self.assertRaises(UserError):
            cash.payment_method_id = self.account

    def test_cash_sale_turned_into_one_on_account_afterwards(self):
        sold = self._sell(0, cash=2000, credit_sold_offline=True)
        with self.assertRaises(UserError):
            sold.payment_ids.with_user(self.cashier).payment_method_id = self.account

    def test_stopped_sale_is_released_and_made(self):
        self._request(1500)
        self.company.credit_four_eyes = "never"
        self._get_holds().with_user(self._user("manager"))._release("Guarantee")
        self.assertEqual(self._sell(1500, uuid="sale", credit_sold_offline=True).state, "paid")
        self.assertEqual(self._get_holds().state, "used")

    def test_stopped_sale_ends_with_the_session(self):
        self._request(1500)
        self._close()
        self.assertEqual(self._get_holds().state, "expired")
