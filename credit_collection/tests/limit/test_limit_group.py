"""Customers who share one limit without being parent and child."""

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from ..base.common import RaceCase
from ..hold import test_concurrency
from ..review.common import ReviewCommon


@tagged("post_install", "-at_install")
class TestLimitGroup(ReviewCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sister = cls.env["res.partner"].create({"name": "Sister Company", "is_company": True})
        cls.sister_profile = cls.sister._get_credit_profiles()
        cls.group = cls.env["credit.limit.group"].create({
            "name": "Family", "amount": 1000, "profile_ids": [Command.set((cls.profile | cls.sister_profile).ids)]})

    def _check(self, order):
        self._refresh()
        return list(order._get_credit_checks(self.today)[order.id].verdict.reasons)

    def test_what_one_member_owes_is_not_available_to_the_other(self):
        self._invoice(700, due=10)
        self.assertEqual(self._check(self._order(300, partner=self.sister)), [], "exactly at the limit")
        order = self._order(300.01, partner=self.sister)
        self.assertEqual(self._check(order), ["group_limit"])
        order.action_confirm()
        hold = order.credit_hold_id
        self.assertRecordValues(hold, [{
            "state": "pending", "limit_group_id": self.group.id, "group_limit": 1000.0, "group_exposure": 700.0}])
        self.assertAlmostEqual(hold.overshoot, 0.01)
        self.assertIn("shared by Family", order.credit_explanation)
        self._refresh()
        self.assertRecordValues(self.group, [{"exposure_total": 700.0, "available_credit": 300.0, "member_count": 2}])
        self.assertEqual(self.sister_profile.group_available, 300.0)

    def test_own_limit_counts_beside_the_shared_one(self):
        self.profile.write({"limit_mode": "limited", "credit_limit": 100})
        self.assertEqual(self._check(self._order(200)), ["over_limit"])
        self.assertEqual(self._check(self._order(1200)), ["over_limit", "group_limit"])
        self.assertEqual(self._check(self._order(200, partner=self.sister)), [])

    def test_shared_limit_of_zero_allows_nothing(self):
        self.group.amount = 0
        self.assertEqual(self._check(self._order(0.01)), ["group_limit"])
        self.group.active = False
        self.assertEqual(self._check(self._order(5000)), [])

    def test_orders_of_two_members_confirmed_together_use_up_one_limit(self):
        orders = self._order(600) | self._order(600, partner=self.sister)
        orders.action_confirm()
        self.assertEqual(orders.mapped("state"), ["sale", "draft"])
        self.assertEqual(orders[1].credit_hold_id.reason_ids.mapped("code"), ["group_limit"])

    def test_a_confirmed_order_that_grows_counts_once(self):
        order = self._order(600)
        order.action_confirm()
        order.order_line.price_unit = 1000
        self.assertEqual(order.credit_state, "clear")
        order.order_line.price_unit = 1001
        self.assertEqual(order.credit_state, "held")

    def test_payment_of_one_member_lifts_the_hold_of_the_other(self):
        invoice = self._invoice(700, due=10)
        order = self._order(500, partner=self.sister)
        order.action_confirm()
        self._pay(invoice)
        self.assertEqual(order.credit_hold_id.state, "cleared")

    def test_higher_limit_or_fewer_members_lift_the_hold(self):
        self._invoice(700, due=10)
        orders = self._order(500, partner=self.sister) | self._order(490, partner=self.sister)
        orders[0].action_confirm()
        orders[1].action_confirm()
        self.group.amount = 1200
        self.assertEqual(orders.credit_hold_id.mapped("state"), ["cleared", "pending"], "oldest first, kept for it")
        self.profile.limit_group_id = False
        self.assertEqual(orders[1].credit_hold_id.state, "cleared")

    def test_exclusion_and_switch_of_the_limit_rule_apply(self):
        self._invoice(1500, due=10)
        self.company.credit_hold_over_limit = False
        self.assertEqual(self._check(self._order(10)), [])

    def test_profile_of_another_company_cannot_join(self):
        other = self.setup_other_company()["company"]
        profile_sudo = self.customer.sudo()._get_credit_profiles(other)
        with self.assertRaises(UserError):
            profile_sudo.limit_group_id = self.group
        foreign = self.group.sudo().create({"name": "Foreign", "company_id": other.id, "amount": 1})
        self.assertFalse(self.group.with_user(self._user("manager")).search([("id", "=", foreign.id)]))

    def test_only_credit_managers_share_limits_and_every_change_is_logged(self):
        collector = self._user("collector")
        with self.assertRaises(AccessError):
            self.group.with_user(collector).amount = 5000
        with self.assertRaises(AccessError):
            self.profile.with_user(collector).limit_group_id = False
        self.profile.limit_group_id = False
        log = self.profile.policy_log_ids[:1]
        self.assertEqual((log.field_name, log.before, log.after or ""), ("limit_group_id", "Family", ""))

    def test_check_costs_three_queries_also_for_members(self):
        self._order(1)._hold_for_credit(self.today)
        self._invoice(1, due=10)
        orders = self._order(1) | self._order(1, partner=self.sister)
        for order in orders:
            order._confirmation_error_message()
        self.env.flush_all()
        with self.assertQueryCount(3):
            orders._hold_for_credit(self.today)


@tagged("post_install", "-at_install")
class TestLimitGroupRace(RaceCase):

    _confirm_at_once = test_concurrency.TestConcurrency._confirm_at_once
    _get_states = test_concurrency.TestConcurrency._get_states
    _confirm_among_newcomers = test_concurrency.TestConcurrency._confirm_among_newcomers
    _confirm_alone = test_concurrency.TestConcurrency._confirm_alone

    def _share(self, order_ids):
        """:return: id of a limit of 1,000 that the customers of these orders share"""
        def share(env):
            profiles = env["sale.order"].browse(order_ids).partner_id._get_credit_profiles()
            return env["credit.limit.group"].create({
                "name": "Racing family", "amount": 1000, "profile_ids": [Command.set(profiles.ids)]}).id

        group_id = self._in_transaction(share)
        self.addCleanup(self._in_transaction, lambda env: env["credit.limit.group"].browse(group_id).unlink())
        return group_id

    def test_two_members_who_confirm_at_once_cannot_both_pass(self):
        order_ids = self._create_orders([600, 600], limit=5000, same_customer=False)
        self._share(order_ids)
        attempts = self._confirm_at_once(order_ids)
        self.assertEqual(self._get_states(order_ids), [("draft", "held"), ("sale", "clear")])
        self.assertEqual(sorted(attempts.values()), [1, 2])

    def test_order_beside_a_customer_who_joins(self):
        """The first customer, whose guard stands for the limit from then on, brings 600 along."""
        order_ids = self._create_orders([600, 600, 1], limit=5000, same_customer=False)
        group_id = self._share(order_ids[1:])
        self._confirm_alone(order_ids[0])

        def join(env):
            env["sale.order"].browse(order_ids[0]).partner_id._get_credit_profiles().limit_group_id = group_id

        joins = iter([join])
        tries, error = self._confirm_among_newcomers(
            order_ids[1], lambda: [self._in_transaction(function) for function in joins])
        self.assertFalse(error)
        self.assertEqual(tries, 2, "decided again on fresh data")
        self.assertEqual(self._get_states(order_ids[1:2]), [("draft", "held")])

    def test_an_order_writes_two_guards_however_many_share_the_limit(self):
        order_ids = self._create_orders([10, 10, 10, 10], limit=5000, same_customer=False)
        self._share(order_ids)

        def read(env):
            profiles = env["sale.order"].browse(order_ids).partner_id._get_credit_profiles().sorted("id")
            guards = env["credit.guard"].search([("profile_id", "in", profiles.ids)])
            written = {guard.profile_id: guard.sequence for guard in guards}
            return [written.get(profile, 0) for profile in profiles]

        before = self._in_transaction(read)
        self._confirm_alone(order_ids[2])
        after = self._in_transaction(read)
        self.assertEqual([now - then for then, now in zip(before, after, strict=True)], [1, 0, 1, 0])
