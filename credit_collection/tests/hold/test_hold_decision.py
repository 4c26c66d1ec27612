"""What a decision covers, what comes after it, and what happens when nobody decides."""

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from ..base.common import CreditCommon


@tagged("post_install", "-at_install")
class TestHoldDecision(CreditCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.credit_four_eyes = "never"  # the subject of test_around_the_check
        cls.profile.write({"limit_mode": "limited", "credit_limit": 1000.0})
        cls.manager = new_test_user(
            cls.env, "decision_manager", groups="credit_collection.credit_collection_group_manager",
            company_id=cls.company.id, company_ids=[Command.set(cls.company.ids)])

    def _hold(self, amount, **vals):
        order = self._order(amount, **vals)
        order.action_confirm()
        self._refresh()
        self.assertEqual(order.credit_state, "held")
        return order.credit_hold_id

    def _decide(self, holds, user=None, **vals):
        wizard = self.env["credit.hold.decide"].with_user(user or self.env.user).create({
            "hold_ids": [Command.set(holds.ids)], "note": "Guarantee received", **vals})
        return wizard.action_apply()

    def test_whoever_chose_no_orders_is_told(self):
        for decision in ("release", "refuse", "ask", "take_back"):
            with self.subTest(decision=decision), self.assertRaisesRegex(UserError, "Choose held orders"):
                self._decide(self.env["credit.hold"], decision=decision, question="Why?")

    # What a release covers

    def test_release_proposes_amount_and_last_day_and_keeps_what_was_decided(self):
        hold = self._hold(5000)
        wizard = self.env["credit.hold.decide"].create({"hold_ids": [Command.set(hold.ids)]})
        self.assertRecordValues(wizard, [{
            "is_single": True, "amount": 5000.0, "valid_until": self._days(self.company.credit_release_days),
            "can_confirm": True}])
        self._decide(hold, amount=6000, valid_until=self._days(30))
        self.assertRecordValues(hold, [{"released_amount": 6000.0, "valid_until": self._days(30)}])
        hold.order_id.order_line.price_unit = 6000
        hold.order_id.action_confirm()
        self.assertEqual(hold.order_id.state, "sale")

    def test_release_of_less_than_the_order_or_in_the_past_is_refused(self):
        hold = self._hold(5000)
        with self.assertRaisesRegex(UserError, "would not cover"):
            self._decide(hold, amount=4999.99)
        with self.assertRaisesRegex(UserError, "past"):
            self._decide(hold, valid_until=self._days(-1))
        self.assertEqual(hold.state, "pending")

    def test_batch_releases_each_order_up_to_its_own_amount(self):
        holds = self._hold(5000) | self._hold(3000)
        self._decide(holds, valid_until=self._days(3))
        self.assertEqual(holds.mapped("released_amount"), [5000.0, 3000.0])
        self.assertEqual(set(holds.mapped("valid_until")), {self._days(3)})

    def test_release_does_not_cover_a_longer_payment_term(self):
        order = self._hold(5000, payment_term_id=self.env.ref("account.account_payment_term_30days").id).order_id
        order.credit_hold_id._release("Guarantee received")
        order.payment_term_id = self.env.ref("account.account_payment_term_45days")
        order.action_confirm()
        self.assertRecordValues(order, [{"state": "draft", "credit_state": "held"}])
        order.credit_hold_id._release("That is fine too")
        order.payment_term_id = self.env.ref("account.account_payment_term_15days")
        order.action_confirm()
        self.assertEqual(order.state, "sale", "a shorter term is covered")

    def test_release_does_not_cover_another_payer(self):
        other = self.env["res.partner"].create({"name": "Other payer", "is_company": True})
        other._get_credit_profiles().limit_mode = "no_credit"
        hold = self._hold(5000)
        hold._release("Guarantee received")
        hold.order_id.partner_invoice_id = other
        hold.order_id.action_confirm()
        self.assertEqual(hold.order_id.credit_state, "held")
        self.assertEqual(hold.order_id.credit_hold_id.profile_id.partner_id, other)

    # Confirming in the same step

    def test_release_and_confirm_in_one_step(self):
        hold = self._hold(5000)
        result = self._decide(hold, confirm_now=True)
        self.assertEqual(result["type"], "ir.actions.act_window_close")
        self.assertRecordValues(hold.order_id, [{"state": "sale", "credit_state": "released"}])
        result_type = self.env.ref("credit_collection.mail_activity_credit_result")
        self.assertNotIn(result_type, hold.order_id.activity_ids.activity_type_id, "nothing is left to do")

    def test_credit_manager_who_may_not_sell_releases_but_cannot_confirm(self):
        hold = self._hold(5000)
        wizard = self.env["credit.hold.decide"].with_user(self.manager).create({
            "hold_ids": [Command.set(hold.ids)], "note": "Fine"})
        self.assertFalse(wizard.can_confirm)
        wizard.confirm_now = True
        with self.assertRaisesRegex(UserError, "not confirm"), self.cr.savepoint():
            wizard.action_apply()
        wizard.confirm_now = False
        wizard.action_apply()
        self.assertRecordValues(hold.order_id, [{"state": "draft", "credit_state": "released"}])

    def test_salesperson_cannot_open_the_decision(self):
        salesperson = new_test_user(self.env, "decision_sales", groups="sales_team.group_sale_manager")
        hold = self._hold(5000)
        with self.assertRaises(AccessError):
            self._decide(hold, user=salesperson, confirm_now=True)

    # What comes after: unlock, and the queue of the others

    def test_unlocked_order_is_checked_again(self):
        order = self._order(900)
        order.action_confirm()
        order.action_lock()
        self._invoice(200, due=10)
        order.action_unlock()
        self.assertRecordValues(order, [{"state": "sale", "locked": False, "credit_state": "held"}])
        good = self._order(0)
        good.action_confirm()
        good.action_lock()
        good.action_unlock()
        self.assertEqual(good.credit_state, "clear")

    def test_copy_of_a_released_order_is_checked_anew(self):
        hold = self._hold(5000)
        hold._release("Guarantee received")
        copy = hold.order_id.copy()
        copy.action_confirm()
        self.assertEqual(copy.credit_state, "held")

    def test_higher_limit_lifts_holds_at_once_the_oldest_first(self):
        older, younger = self._hold(1500), self._hold(1500)
        self.profile.credit_limit = 2000
        self.assertEqual((older.state, younger.state), ("cleared", "pending"))
        self.profile.limit_mode = "unlimited"
        self.assertEqual(younger.state, "cleared")

    def test_end_of_a_forced_hold_lifts_holds_at_once(self):
        self.profile.write({"on_hold": True, "hold_reason": "Cheque returned"})
        hold = self._hold(10)
        self.profile.on_hold = False
        self.assertEqual(hold.state, "cleared")

    def test_cancelled_order_frees_credit_for_the_oldest_hold(self):
        first = self._order(800)
        first.action_confirm()
        older, younger = self._hold(600), self._hold(700)
        first._action_cancel()
        self.assertEqual((older.state, younger.state), ("cleared", "pending"))

    def test_confirmed_order_that_shrinks_frees_credit(self):
        first = self._order(800)
        first.action_confirm()
        hold = self._hold(600)
        first.order_line.price_unit = 400
        self.assertEqual(hold.state, "cleared")

    def test_released_order_keeps_its_credit_until_it_is_confirmed(self):
        invoice = self._invoice(900, due=10)
        released, waiting = self._hold(800), self._hold(600)
        released._release("Guarantee received")
        self._pay(invoice)
        self.assertEqual(waiting.state, "pending", "800 of 1,000 are promised to the released order")
        released.order_id._action_cancel()
        self.assertEqual(waiting.state, "cleared")

    # Nobody decides

    def test_decision_not_taken_in_time_moves_to_the_escalation_user(self):
        self.company.write({
            "credit_manager_id": self.env.user.id, "credit_escalation_user_id": self.manager.id, "credit_escalation_days": 2})
        hold = self._hold(5000)
        hold._escalate(self._days(1))
        self.assertEqual(hold.activity_ids.user_id, self.env.user)
        hold._escalate(self._days(2))
        self.assertEqual(hold.activity_ids.user_id, self.manager)
        messages = len(hold.message_ids)
        hold._escalate(self._days(3))
        self.assertEqual(len(hold.message_ids), messages, "told once")

    def test_age_of_a_hold_counts_from_the_first_check(self):
        hold = self._hold(5000)
        hold.sudo().date = self._days(-3)
        hold.order_id.action_confirm()
        self._refresh()
        self.assertEqual(hold.age_days, 3)
