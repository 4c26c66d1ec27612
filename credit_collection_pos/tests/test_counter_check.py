from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import CounterCommon


@tagged("post_install", "-at_install")
class TestCounterCheck(CounterCommon):
    """C27: the counter stops what the credit check of orders stops, before the sale and when it arrives."""

    def _assert_stopped(self, amount, reason, **vals):
        request = {name: vals[name] for name in ("partner",) if name in vals}
        self.assertEqual(self._request(amount, **request)["state"], "held")
        self.assertRegex(self._request(amount, **request)["message"], reason)
        before = self.env["pos.order"].search_count([])
        with self.assertRaisesRegex(UserError, reason), self.env.cr.savepoint():
            self._sell(amount, **vals)
        self.assertEqual(self.env["pos.order"].search_count([]), before)

    def test_sale_up_to_the_limit_passes_and_beyond_it_is_stopped(self):
        self.assertEqual(self._request(1000)["state"], "clear")
        self._sell(600)
        self._assert_stopped(401, "limit")
        self.assertEqual(self._sell(400).state, "paid")

    def test_requests_of_no_sale_are_refused_in_words(self):
        """Whatever runs in the browser of a counter: no error of the server, and nothing is recorded."""
        for values in (
            {"uuid": "a\0b"}, {"uuid": "\ud800"}, {"uuid": "x" * 101}, {"uuid": None}, {"uuid": {"a": 1}},
            {"amount": "x"}, {"amount": None}, {"amount": float("nan")}, {"amount": 1e30}, {"amount": -1e30}, {"total": 1e400},
            {"partner_id": "x"}, {"partner_id": 10**30}, {"partner_id": -1}, {"config_id": None}, {"config_id": 10**30},
            {"settled": [["x", 1]]}, {"settled": [[1, float("nan")]]}, {"settled": 5}, {"settled": [[10**30, 1]]},
        ):
            request = {
                "config_id": self.counter.id, "uuid": "sale", "partner_id": self.customer.id, "amount": 5000, "total": 5000,
                **values}
            for method in ("check_credit_on_account", "ask_credit_release"):
                with self.subTest(values), self.assertRaisesRegex(UserError, "Select a customer"):
                    getattr(self.env["pos.order"].with_user(self.cashier), method)(request)
        self.assertFalse(self.env["credit.pos.hold"].search([("profile_id", "=", self.profile.id)]))

    def test_contact_of_a_customer_on_hold_is_stopped(self):
        self.profile.write({"on_hold": True, "hold_reason": "Cheque returned"})
        self._assert_stopped(1, "[Hh]old", partner=self.contact)

    def test_customer_without_credit_pays_at_once(self):
        self.profile.limit_mode = "no_credit"
        self._assert_stopped(1, "credit")
        self.assertEqual(self._sell(0, cash=500).state, "paid")

    def test_overdue_customer_is_stopped(self):
        self._invoice(100, -90)
        self.company.credit_hold_overdue = True
        self._assert_stopped(1, "[Oo]verdue")

    def test_sale_that_is_invoiced_at_once_is_checked_too(self):
        self._assert_stopped(1001, "limit", to_invoice=True)

    def test_only_what_is_on_account_is_checked(self):
        self.assertEqual(self._sell(900, cash=5000).state, "paid")

    def test_what_comes_back_is_taken_whatever_the_credit(self):
        self._sell(500)
        self.profile.write({"on_hold": True, "hold_reason": "Cheque returned"})
        self.assertEqual(self._sell(-200).state, "paid")

    def test_policy_that_only_warns_sells_and_notes_it(self):
        self.profile.rating_id = self.env["credit.rating"].search([], limit=1)
        self.profile.rating_id.order_policy = "warn"
        self.profile.write({"limit_mode": "limited", "credit_limit": 1000})
        self.assertEqual(self._request(1500)["state"], "warned")
        order = self._sell(1500)
        self.assertEqual(order.state, "paid")
        self.assertIn("credit warning", "".join(order.message_ids.mapped("body")))

    def test_cashier_sees_reasons_but_no_figures_and_a_salesperson_both(self):
        self._invoice(700, 10)
        self.assertNotRegex(self._request(400)["message"], "700|1,000|100")
        seller = new_test_user(
            self.env, "counter_seller", groups="sales_team.group_sale_salesman,point_of_sale.group_pos_user",
            company_id=self.company.id)
        self.assertIn("1,000.00", self._request(400, user=seller)["message"])

    def test_payment_changed_afterwards_is_checked(self):
        order = self._sell(0, cash=1500)
        payment = order.payment_ids.with_user(self.cashier)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            payment.write({"payment_method_id": self.account.id})
        with self.assertRaises(UserError), self.env.cr.savepoint():
            order.with_user(self.cashier).write({"payment_ids": [(1, payment.id, {"payment_method_id": self.account.id})]})

    def test_sale_shifted_to_another_customer_is_checked(self):
        other = self.env["res.partner"].create({"name": "Other"})
        other._get_credit_profiles().limit_mode = "no_credit"
        order = self._sell(500)
        with self.assertRaises(UserError):
            order.with_user(self.cashier).partner_id = other

    def test_sale_written_as_paid_is_checked(self):
        order = self._sell(1500, state="draft")
        with self.assertRaises(UserError):
            order.with_user(self.cashier).write({"state": "paid"})

    def test_sale_passed_before_is_not_stopped_by_a_change_that_adds_no_credit(self):
        order = self._sell(500, cash=100)
        self.profile.credit_limit = 100
        self._refresh()
        order.with_user(self.cashier).write({"partner_id": self.contact.id})
        self.assertEqual(order.partner_id, self.contact)

    def test_two_counters_share_the_limit(self):
        self._sell(800)
        session = self._open(self._counter(name="Other Counter", payment_method_ids=[Command.set(self.account.ids)]))
        with self.assertRaises(UserError):
            self._sell(300, session=session)

    def test_nobody_but_sellers_asks_for_the_credit_of_a_customer(self):
        for user in (
            new_test_user(self.env, "counter_employee", groups="base.group_user", company_id=self.company.id),
            new_test_user(self.env, "counter_portal", groups="base.group_portal"),
        ):
            for method in ("check_credit_on_account", "ask_credit_release"):
                with self.subTest(user=user.login, method=method), self.assertRaises(AccessError):
                    self._request(1, user=user, method=method)
