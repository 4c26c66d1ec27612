"""What a promise changes in the work of the collector."""

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import PromiseCommon


@tagged("post_install", "-at_install")
class TestPromiseWorklist(PromiseCommon):

    def _call(self):
        followup = self.env["credit.followup"].sudo().create({
            "profile_id": self.profile.id, "channel": "call", "state": "todo", "date": self.today, "amount_due": 100})
        followup.activity_id = self.profile.activity_schedule(
            "credit_collection.mail_activity_type_followup_call", date_deadline=self.today)
        return followup

    def test_call_is_closed_when_all_is_promised(self):
        call = self._call()
        activity = call.activity_id
        self._promise(self._invoice(1000, -20))
        self.assertEqual(call.state, "skipped")
        self.assertIn("Promise to pay until", call.note)
        self.assertFalse(activity.exists())

    def test_call_stays_while_something_is_left_to_collect(self):
        call = self._call()
        self._invoice(500, -20)
        self._promise(self._invoice(1000, -20))
        self.assertEqual(call.state, "todo")

    def test_deadline_moves_behind_the_promise(self):
        call = self._call()
        deadline = self.profile.activity_schedule(
            "credit_collection.mail_activity_type_followup_deadline", date_deadline=self._days(2))
        call.deadline_activity_id = deadline
        promise = self._promise(self._invoice(1000, -20), days=10)
        self.assertEqual(deadline.date_deadline, self._days(11 + promise.grace_days))

    def test_nothing_is_promised_twice_while_a_plan_waits_for_the_customer(self):
        invoice = self._invoice(4230, -20)
        plan = self._promise(invoice, plan={10: 2000, 40: 750}, ask_acceptance=True)
        self.assertEqual(plan.state, "proposed")
        with self.assertRaisesRegex(ValidationError, "covered by"):
            self._promise(invoice)
        plan.action_cancel()
        self._promise(invoice)
        self.assertEqual(self.profile.open_promise_amount, 4230)

    def test_plan_accepted_on_the_page_comes_from_the_portal(self):
        plan = self._promise(self._invoice(1000, -20), plan={10: 500, 40: 500}, ask_acceptance=True)
        self.assertEqual(plan.source, "staff")
        plan.sudo()._accept("Carla Contact", self.today)
        self.assertRecordValues(plan, [{"state": "open", "source": "portal"}])
