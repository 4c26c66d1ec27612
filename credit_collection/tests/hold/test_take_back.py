"""Decisions that are taken back, reasons for each kind of decision, and the question before a review is approved."""

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .test_around_the_check import AroundCommon


@tagged("post_install", "-at_install")
class TestTakeBack(AroundCommon):

    def _held(self):
        order = self._order(5000, user_id=self.seller.id)
        order.action_confirm()
        return order

    def test_rejection_taken_back_waits_for_another_decision(self):
        order = self._held()
        rejected = order.credit_hold_id
        rejected._refuse("Too much")
        rejected._take_back("Guarantee came in")
        self.assertEqual(rejected.state, "expired")
        self.assertEqual(rejected.decision_reason, "Too much", "the decision stays as evidence")
        self.assertRecordValues(order, [{"state": "draft", "credit_state": "held"}])
        self.assertEqual(order.credit_hold_id.state, "pending")
        order.credit_hold_id._release("Guarantee")
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_unused_release_taken_back_lets_the_order_through_no_more(self):
        order = self._held()
        order.credit_hold_id._release("Mistake")
        order.credit_hold_id._take_back("Wrong customer")
        order.action_confirm()
        self.assertHeld(order, "draft")

    def test_rejection_taken_back_after_the_debt_is_gone_leaves_the_order_free(self):
        order = self._held()
        order.credit_hold_id._refuse("Too much")
        self.profile.limit_mode = "unlimited"
        order.credit_hold_id._take_back("Insured now")
        self.assertEqual(order.credit_state, "clear")

    def test_used_release_and_decision_without_reason_are_not_taken_back(self):
        order = self._held()
        hold = order.credit_hold_id
        hold._release("Guarantee")
        with self.assertRaises(UserError):
            hold._take_back(" ")
        order.action_confirm()
        with self.assertRaises(UserError):
            hold._take_back("Too late")
        with self.assertRaises(AccessError):
            hold.with_user(self.seller)._take_back("Mine")

    def test_reasons_are_offered_for_their_kind_of_decision(self):
        Reason = self.env["credit.reason"]
        release, reject = (
            Reason.search([("kind", "=", "decision"), ("decision", "in", ("both", decision))])
            for decision in ("release", "refuse"))
        risk = self.env.ref("credit_collection.credit_reason_decision_risk")
        security = self.env.ref("credit_collection.credit_reason_decision_security")
        # Data that nobody overwrites on an upgrade: as shipped, or as it was before.
        self.assertIn(risk, reject)
        self.assertIn(security, release)

    def test_review_is_approved_after_a_question_with_before_and_after(self):
        review = self.env["credit.review"].create({"profile_id": self.profile.id})
        review.write({"proposed_limit_mode": "limited", "proposed_credit_limit": 9000})
        review.action_submit()
        action = review.action_ask_approval()
        dialog = self.env[action["res_model"]].with_context(**action["context"]).create({})
        self.assertIn("1,000.00", str(dialog.changes))
        self.assertIn("9,000.00", str(dialog.changes))
        self.assertEqual(self.profile.credit_limit, 1000)
        dialog.reason = "Good payer"
        self.assertIn("approved", dialog.action_apply()["params"]["message"])
        self.assertEqual((self.profile.credit_limit, review.decision_reason), (9000, "Good payer"))

    def test_dialog_of_a_release_says_what_was_done_and_who_was_told(self):
        hold = self._held().credit_hold_id
        dialog = self.env["credit.hold.decide"].create({
            "hold_ids": [Command.set(hold.ids)], "decision": "refuse", "note": "Too much"})
        message = dialog.action_apply()["params"]["message"]
        self.assertIn(hold.order_name, message)
        self.assertIn(self.seller.name, message)
