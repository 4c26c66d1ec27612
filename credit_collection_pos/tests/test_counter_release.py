from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import CounterCommon


@tagged("post_install", "-at_install")
class TestCounterRelease(CounterCommon):
    """A stopped sale is released once, by who may; what was sold without connection is kept and told."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls._user("manager")
        cls.company.credit_manager_id = cls.manager

    def _ask(self, amount, uuid="sale"):
        self.assertTrue(self._request(amount, method="ask_credit_release", uuid=uuid))
        return self.env["credit.pos.hold"].search([("sale_uuid", "=", uuid)], limit=1)

    def test_counter_asks_and_the_credit_manager_gets_it_to_decide(self):
        hold = self._ask(1500)
        self.assertRecordValues(hold, [{
            "state": "pending", "profile_id": self.profile.id, "amount": 1500, "overshoot": 500, "cashier_id": self.cashier.id,
            "config_id": self.counter.id}])
        self.assertEqual(hold.activity_ids.user_id, self.manager)
        self.assertIn("1,000.00", hold.explanation)
        self.assertEqual(self._ask(1600), hold, "asking again asks once")
        self.assertEqual(hold.amount, 1600)

    def test_released_sale_is_made_once(self):
        hold = self._ask(1500)
        hold.with_user(self.manager)._release("Guarantee")
        self.assertEqual(self._request(1500)["state"], "released")
        order = self._sell(1500, uuid="sale")
        self.assertRecordValues(hold, [{"state": "used", "pos_order_id": order.id, "decided_by_id": self.manager.id}])
        self.assertIn("Guarantee", "".join(order.message_ids.mapped("body")))
        with self.assertRaises(UserError):
            self._sell(1500)

    def test_release_covers_neither_more_nor_another_sale(self):
        self._ask(1500).with_user(self.manager)._release("Guarantee")
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self._sell(1501, uuid="sale")
        with self.assertRaises(UserError):
            self._sell(1500)

    def test_release_does_not_cover_a_hold_that_came_later(self):
        self._ask(1500).with_user(self.manager)._release("Guarantee")
        self.profile.write({"on_hold": True, "hold_reason": "Insolvent"})
        with self.assertRaises(UserError):
            self._sell(1500, uuid="sale")

    def test_rejected_sale_stays_stopped(self):
        hold = self._ask(1500)
        hold.with_user(self.manager)._refuse("No security")
        self.assertEqual((hold.state, hold.decision_reason), ("refused", "No security"))
        with self.assertRaises(UserError):
            self._sell(1500, uuid="sale")
        with self.assertRaises(UserError):
            hold.with_user(self.manager)._release("Changed my mind")

    def test_who_sells_does_not_release(self):
        hold = self._ask(1500)
        for user in (self.cashier, self._user("collector")):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                hold.with_user(user)._release("Please")
        with self.assertRaises(AccessError):
            self._request(1500, method="release_credit_on_account", arguments=["Please"])
        with self.assertRaises(AccessError):
            hold.with_user(self.manager).write({"state": "released"})

    def test_manager_at_the_counter_releases_with_a_reason(self):
        self.company.credit_four_eyes = "never"
        self.manager.group_ids |= self.env.ref("point_of_sale.group_pos_user")
        self.assertTrue(self._request(1500, user=self.manager)["can_release"])
        self._request(1500, user=self.manager, method="release_credit_on_account", arguments=["I know them"])
        self.assertEqual(self._sell(1500, uuid="sale").state, "paid")

    def test_four_eyes_bind_a_manager_who_sells(self):
        self.company.credit_four_eyes = "always"
        self.manager.group_ids |= self.env.ref("point_of_sale.group_pos_user")
        with self.assertRaises(AccessError):
            self._request(1500, user=self.manager, method="release_credit_on_account", arguments=["I know them"])

    def test_tier_binds_the_release(self):
        self.env["credit.approval.tier"].create({
            "name": "Small", "company_id": self.company.id, "user_ids": [(4, self.manager.id)], "max_amount": 100})
        with self.assertRaises(AccessError):
            self._ask(1500).with_user(self.manager)._release("Guarantee")

    def test_wizard_releases_with_a_coded_reason(self):
        hold = self._ask(1500)
        action = hold.with_user(self.manager).action_release()
        reason = self.env["credit.reason"].search([("kind", "=", "decision"), ("decision", "!=", "refuse")], limit=1)
        self.env["credit.pos.decide"].with_user(self.manager).with_context(**action["context"]).create({
            "reason_id": reason.id}).action_apply()
        self.assertRecordValues(hold, [{"state": "released", "decision_reason_id": reason.id}])

    def test_sale_made_without_connection_is_kept_and_told(self):
        collector = self._user("collector")
        self.profile.collector_id = collector
        order = self._sell(1500, credit_sold_offline=True)
        self.assertEqual(order.state, "paid")
        hold = self.env["credit.pos.hold"].search([("pos_order_id", "=", order.id)])
        self.assertRecordValues(hold, [{"state": "kept", "amount": 1500, "overshoot": 500, "cashier_id": self.cashier.id}])
        self.assertEqual(hold.activity_ids.user_id, self.manager | collector)
        self.assertIn("Sold offline", "".join(order.message_ids.mapped("body")))
        self._refresh()
        self.assertEqual(self.profile.exposure_counter, 1500)

    def test_sale_without_connection_within_the_limit_tells_nobody(self):
        self._sell(500, credit_sold_offline=True)
        self.assertFalse(self.env["credit.pos.hold"].search([("profile_id", "=", self.profile.id)]))

    def test_payment_makes_the_release_needless(self):
        hold = self._ask(1500)
        self.profile.credit_limit = 5000
        self._sell(1500, uuid="sale")
        self.assertEqual(hold.state, "cleared")
        self.assertFalse(hold.activity_ids)

    def test_what_was_not_sold_ends_with_the_session(self):
        waiting, released = self._ask(1500), self._ask(1500, uuid="other sale")
        released.with_user(self.manager)._release("Guarantee")
        self._close()
        self.assertEqual((waiting.state, released.state), ("expired", "expired"))
        self.assertFalse((waiting | released).activity_ids)

    def test_decisions_at_the_counter_follow_a_merged_customer(self):
        hold = self._ask(1500)
        other = self.env["res.partner"].create({"name": "Same Customer", "is_company": True})
        other._get_credit_profiles()
        self.env["base.partner.merge.automatic.wizard"].create({})._merge((self.customer | other).ids, other)
        self._refresh()
        self.assertEqual((hold.partner_id, hold.profile_id), (other, other._get_credit_profiles()))

    def test_customer_with_decisions_at_the_counter_is_not_deleted(self):
        self._ask(1500)
        with self.assertRaisesRegex(UserError, "Counter Sale Held"):
            self.profile.unlink()
