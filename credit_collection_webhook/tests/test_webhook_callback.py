import json
import time
from unittest.mock import patch

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..tools.signatures import sign_call
from .common import WebhookCommon

LOGGER = "odoo.addons.credit_collection_webhook.models.credit_webhook_call"
KEY = "callback-key"


@tagged("post_install", "-at_install")
class TestWebhookCallback(WebhookCommon, HttpCase):
    """Calls from outside: signed, recent, once."""

    def setUp(self):
        super().setUp()
        self.customer.write({"phone": "+12025550143", "country_id": self.env.ref("base.us").id})
        self.level_1.write({"send_mail": False, "send_webhook": True, "webhook_text": "Please pay {amount}."})
        self.gateway = self._webhook(to_customers=True, callback_secret=KEY)
        self.invoice = self._invoice(8000, -10)
        self.followup = self._run()
        self.message = self.followup.webhook_message_ids
        self.env.flush_all()

    def _call(self, report, key=KEY, moment=None, signed=None, headers=None, webhook=None):
        body = json.dumps(report).encode()
        stamp = str(int((moment or time.time()) * 1000))
        headers = {
            "Content-Type": "application/json", "X-Credit-Timestamp": stamp,
            "X-Credit-Signature": sign_call(key, stamp, signed or body)} if headers is None else headers
        response = self.url_open(
            f"/credit/webhook/{webhook or self.gateway.id}", data=body, headers=headers, method="POST")
        self.env.invalidate_all()
        return response

    def _promise_report(self, number="p1", **vals):
        return {
            "id": number, "event": "promise", "message": self.message.uuid, "amount": 5000,
            "date": self._days(3).isoformat(), **vals}

    def _promises(self):
        return self.env["credit.promise"].search([("profile_id", "=", self.profile.id)])

    def _refused(self, status, report, **kwargs):
        with self.assertLogs(LOGGER, "WARNING") as logs:
            self.assertEqual(self._call(report, **kwargs).status_code, status)
        self.assertFalse(self._promises())
        self.assertFalse(self.env["credit.webhook.call"].search([("webhook_id", "=", self.gateway.id)]))
        self.assertNotIn("SECRETTEXT", " ".join(logs.output), "logged without content")
        return logs.output[0]

    def test_without_headers(self):
        self._refused(401, self._promise_report(note="SECRETTEXT"), headers={"Content-Type": "application/json"})

    def test_changed_body(self):
        report = self._promise_report(note="SECRETTEXT")
        self._refused(403, report, signed=json.dumps({**report, "amount": 1}).encode())

    def test_wrong_key_and_unknown_webhook(self):
        self._refused(403, self._promise_report(), key="other")
        self._refused(401, self._promise_report(), webhook=2**40)
        self._refused(401, self._promise_report(), webhook=self.gateway.id + 1000)
        self.gateway.active = False
        self._refused(401, self._promise_report())

    def test_clock_is_told(self):
        self.assertIn("-90 minutes", self._refused(403, self._promise_report(), moment=time.time() - 5400))

    def test_without_secret_nothing_is_taken(self):
        self.gateway.sudo().callback_secret_kept = False
        self._refused(401, self._promise_report(), key="x")

    def test_message_of_ours_is_no_call(self):
        self.gateway.callback_secret = "s3cret"
        with self.assertLogs(LOGGER, "WARNING"):
            self.assertEqual(self._call(json.loads(self.message.body), key="other").status_code, 403)
        self.assertEqual(self._call(json.loads(self.message.body), key="s3cret").status_code, 400)

    def test_same_promise_twice_is_one(self):
        first, second = self._call(self._promise_report()), self._call(self._promise_report())
        self.assertEqual((first.status_code, first.json()), (200, {"status": "done"}))
        self.assertEqual((second.status_code, second.json()), (200, {"status": "known"}))
        promise = self._promises()
        self.assertRecordValues(promise, [
            {"amount": 5000, "state": "open", "source": "webhook", "author_id": self.customer.id}])
        self.assertEqual(promise.line_ids.move_id, self.invoice)

    def test_promise_for_a_far_day_waits_for_approval(self):
        self.company.credit_portal_promise_days = 7
        self._call(self._promise_report(date=self._days(60).isoformat()))
        self.assertEqual(self._promises().state, "to_approve")

    def test_promise_that_makes_no_sense_is_refused_in_words(self):
        for number, vals in enumerate((
            {"amount": -5}, {"amount": "5000"}, {"amount": True}, {"amount": 1e300}, {"amount": 9000}, {"date": "soon"},
            {"date": self._days(-3).isoformat()}, {"currency": "XXX"}, {"message": "unknown"}, {"message": None},
        )):
            response = self._call(self._promise_report(str(number), **vals))
            self.assertEqual(response.status_code, 422, vals)
            self.assertTrue(response.json()["reason"])
        self.assertFalse(self._promises())
        calls = self.env["credit.webhook.call"].search([("webhook_id", "=", self.gateway.id)])
        self.assertTrue(all(calls.mapped("problem")))

    def test_amount_longer_than_any_number_is_refused_in_words(self):
        response = self._call(self._promise_report(amount=10 ** 400))
        self.assertEqual(response.status_code, 422)
        self.assertIn("needs an amount", response.json()["reason"])
        self.assertFalse(self._promises())

    def test_halves_of_letters_are_left_out(self):
        self.assertEqual(self._call(self._promise_report(note="by bank \ud83d")).status_code, 200)
        self.assertEqual(self._promises().note, "by bank")
        self.assertEqual(self._call(self._promise_report(number="\ud83d")).status_code, 400)

    def test_message_of_another_webhook_is_unknown(self):
        other = self._webhook(callback_secret=KEY)
        response = self._call(self._promise_report(), webhook=other.id)
        self.assertEqual(response.status_code, 422)
        self.assertFalse(self._promises())

    def test_content_that_is_no_report(self):
        for report in (
            [], "x", {"id": "1"}, {"id": 1, "event": "failed"}, {"id": "1", "event": "unlink"}, {"id": "", "event": "failed"},
            {"id": "1", "event": ["failed"]},
        ):
            self.assertEqual(self._call(report).status_code, 400, report)

    def test_body_is_bounded(self):
        self.assertEqual(self._call({"id": "1", "event": "failed", "reason": "x" * 70_000}).status_code, 413)

    def test_get_does_nothing(self):
        with mute_logger("odoo.http"):
            self.assertEqual(self.url_open(f"/credit/webhook/{self.gateway.id}").status_code, 405)

    def test_failure_that_is_reported_later(self):
        self._deliver()
        self.assertEqual(self.message.state, "sent")
        report = {"event": "failed", "message": self.message.uuid, "reason": "window closed"}
        for number in ("f1", "f2"):
            self.assertEqual(self._call({**report, "id": number}).status_code, 200)
        self.assertEqual((self.message.state, self.followup.state), ("failed", "failed"))
        self.assertIn("window closed", self.followup.error)
        self.assertEqual(len(self.profile.followup_ids.filtered(lambda followup: followup.channel == "mail")), 1)

    def test_report_quicker_than_the_answer_ends_the_tries(self):
        self.assertEqual(self._call({"id": "d1", "event": "delivered", "message": self.message.uuid}).status_code, 200)
        self.assertEqual(self.message.state, "delivered")
        self._deliver()
        self.assertFalse(self.receiver.requests)

    def test_answer_is_read(self):
        day = self._days(5).isoformat()
        report = {"id": "r1", "event": "reply", "from": "12025550143", "text": f"We will pay 5,000 on {day}. <b>Thanks</b>"}
        self.assertEqual(self._call(report).status_code, 200)
        reply = self.env["credit.reply"].search([("profile_id", "=", self.profile.id)])
        self.assertRecordValues(reply, [
            {"kind": "promise", "followup_id": self.followup.id, "state": "proposed", "contact_id": self.customer.id}])
        self.assertIn("<b>Thanks</b>", reply.text)
        self.assertFalse(self._promises(), "nothing follows by itself")

    def test_old_calls_are_forgotten(self):
        self._call({"id": "d1", "event": "delivered", "message": self.message.uuid})
        Call = self.env["credit.webhook.call"].search([("webhook_id", "=", self.gateway.id)])
        Call._gc_calls()
        self.assertTrue(Call.exists())
        self.env.cr.execute("UPDATE credit_webhook_call SET create_date = create_date - INTERVAL '100 days'")
        self.env.invalidate_all()
        Call._gc_calls()
        self.assertFalse(Call.exists())

    def test_failure_of_ours_leaves_the_call_for_another_try(self):
        Call = self.registry["credit.webhook.call"]
        with patch.object(Call, "_note_promise", side_effect=ValueError("broken")), mute_logger("odoo.http"):
            self.assertEqual(self._call(self._promise_report()).status_code, 500)
        self.assertFalse(self.env["credit.webhook.call"].search([("webhook_id", "=", self.gateway.id)]))
        self.assertEqual(self._call(self._promise_report()).json(), {"status": "done"})
