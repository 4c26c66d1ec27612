import json
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from unittest.mock import Mock, patch

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from ..tools import outcomes
from ..tools.signatures import sign
from .common import WebhookCommon
from .receiver import Reply, measure


@tagged("post_install", "-at_install")
class TestWebhookDelivery(WebhookCommon):
    """A real receiver that works, fails, hangs and lies."""

    def _told(self, **vals):
        """:return: the message that tells of a promise"""
        webhook = self._webhook(notify_promise_made=True, **vals)
        self._promise(self._invoice(1000, -10))
        return self._messages(webhook)

    def _at(self, *moments):
        """:return: a patch of the moments at which tries are signed"""
        return patch(
            "odoo.addons.credit_collection_webhook.models.credit_webhook.time", Mock(time=Mock(side_effect=moments)))

    def test_same_number_and_body_at_each_try(self):
        message = self._told()
        # 500; the work done but no answer in time; and taken.
        self.receiver.replies = [Reply(500), Reply(wait=3), Reply(200)]
        for state in ("pending", "pending", "sent"):
            self._deliver(message)
            self.assertEqual(message.state, state)
        self.assertEqual(len(self.receiver.requests), 3)
        self.assertEqual(len(set(self.receiver.bodies)), 1)
        self.assertEqual({headers["x-credit-event-id"] for _path, headers, _body in self.receiver.requests}, {message.uuid})
        body = self._sent()[0]
        self.assertEqual((body["id"], body["event"], body["amount"]), (message.uuid, "promise_made", 1000))
        self.assertEqual(
            fields.Datetime.to_string(message.occurred_on), body["time"][:19].replace("T", " "), "the time of the event")
        self.assertRecordValues(message, [{"tries": 3, "error": False, "next_try": False}])

    def test_each_try_is_signed_at_its_own_time(self):
        message = self._told()
        self.receiver.replies = [Reply(503), Reply(200)]
        with self._at(1000.001, 2000.002):
            self._deliver(message)
            self._deliver(message)
        for (_path, headers, body), timestamp in zip(self.receiver.requests, (1000001, 2000002), strict=True):
            self.assertEqual(headers["x-credit-timestamp"], str(timestamp))
            self.assertEqual(headers["x-credit-signature"], sign("s3cret", timestamp, body))

    def test_promise_waits_for_nobody(self):
        webhook = self._webhook(notify_promise_made=True, timeout=30)
        self.receiver.replies = [Reply(wait=30)]
        promise, seconds = measure(lambda: self._promise(self._invoice(1000, -10)))
        self.assertEqual((promise.state, self._messages(webhook).state, len(self.receiver.requests)), ("open", "pending", 0))
        self.assertLess(seconds, 20)

    def test_promise_is_recorded_though_nobody_can_be_told(self):
        webhook = self._webhook(notify_promise_made=True)
        with patch.object(type(webhook), "_prepare_notice_vals", side_effect=ValueError("broken")), self.assertLogs(
            "odoo.addons.credit_collection.models.common.beside", "WARNING"
        ):
            promise = self._promise(self._invoice(1000, -10))
        self.assertEqual(promise.state, "open")
        self.assertFalse(self._messages(webhook))

    def test_nothing_is_told_of_what_was_undone(self):
        webhook = self._webhook(notify_promise_made=True)
        invoice = self._invoice(1000, -10)
        with self.assertRaises(ZeroDivisionError), self.env.cr.savepoint():
            self._promise(invoice)
            raise ZeroDivisionError
        self.env.invalidate_all()
        self.assertFalse(self._messages(webhook))

    def test_parked_after_the_last_try_and_sent_again(self):
        message = self._told(max_tries=2)
        self.receiver.replies = [Reply(500, b"out of order")]
        self._deliver(message)
        self._deliver(message)
        self.assertRecordValues(message, [{"state": "parked", "tries": 2}])
        self.assertIn("out of order", message.error)
        self._deliver(message)
        self.assertEqual(len(self.receiver.requests), 2, "parked is parked")
        self.receiver.replies = [Reply(200)]
        message.action_send_again()
        self._deliver()
        self.assertRecordValues(message, [{"state": "sent", "tries": 1, "error": False}])
        self.assertEqual(len(set(self.receiver.bodies)), 1)
        with self.assertRaises(UserError):
            message.action_send_again()

    def test_waits_longer_each_time(self):
        message = self._told()
        self.receiver.replies = [Reply(500)]
        for tries in (1, 2, 3):
            self._deliver(message)
            seconds = (message.next_try - fields.Datetime.now()).total_seconds()
            delay = 60 * 2 ** (tries - 1)
            self.assertTrue(delay * 0.7 <= seconds <= delay * 1.3, seconds)

    def test_not_tried_before_its_time(self):
        message = self._told()
        self.receiver.replies = [Reply(500)]
        self._deliver(message)
        self._deliver()
        self.assertEqual(len(self.receiver.requests), 1)

    def test_receiver_says_when(self):
        message = self._told()
        self.receiver.replies = [Reply(429, headers={"Retry-After": "1800"})]
        self._deliver(message)
        self.assertGreater(message.next_try, fields.Datetime.now() + timedelta(minutes=29))

    def test_refusal_is_not_repeated(self):
        message = self._told()
        self.receiver.replies = [Reply(404, b"no such hook")]
        self._deliver(message)
        self.assertRecordValues(message, [{"state": "parked", "tries": 1}])
        self.assertIn("404", message.error)

    def test_redirect_is_not_followed(self):
        message = self._told()
        self.receiver.replies = [Reply(307, headers={"Location": f"http://127.0.0.1:{self.receiver.port}/else"})]
        self._deliver(message)
        self.assertEqual([path for path, _headers, _body in self.receiver.requests], ["/hook"])
        self.assertEqual(message.state, "parked")
        self.assertIn("/else", message.error)

    def test_huge_answer_is_not_read(self):
        message = self._told()
        self.receiver.replies = [Reply(200, b"x" * 50_000_000)]
        self._deliver(message)
        self.assertEqual(message.state, "sent")
        self.assertEqual(len(message.answer), 500)

    def test_answer_letter_by_letter_ends_in_time(self):
        message = self._told()
        self.receiver.replies = [Reply(drip=0.2)]
        _result, seconds = measure(lambda: self._deliver(message))
        self.assertLess(seconds, 10)
        self.assertEqual(message.state, "pending")
        self.assertIn("1 seconds", message.error)

    def test_unreachable_receiver_costs_one_time_limit(self):
        webhook = self._webhook(notify_promise_made=True)
        for _number in range(3):
            self._promise(self._invoice(1000, -10))
        messages = self._messages(webhook)
        self.receiver.replies = [Reply(wait=3)]
        self._deliver()
        self.assertEqual(sorted(messages.mapped("tries")), [0, 0, 1])
        self.assertTrue(webhook.resume_on)
        self.receiver.replies = [Reply(200)]
        self._deliver(messages)
        self.assertEqual(set(messages.mapped("state")), {"sent"})

    def test_clock_that_is_wrong_is_told_and_not_repeated(self):
        message = self._told()
        theirs = datetime.now(UTC) + timedelta(minutes=90)
        self.receiver.replies = [Reply(401, b"timestamp", {"Date": format_datetime(theirs)})]
        with patch("http.server.BaseHTTPRequestHandler.date_time_string", return_value=format_datetime(theirs)):
            self._deliver(message)
        self.assertEqual(message.state, "parked")
        self.assertIn("-90 minutes", message.error)

    def test_host_of_the_own_network_needs_permission(self):
        message = self._told()
        self.company.credit_webhook_hosts = "other.example.com"
        self._deliver(message)
        self.assertFalse(self.receiver.requests)
        self.assertEqual(message.state, "parked")
        self.assertIn("https", message.error)

    def test_permission_for_one_port_is_for_that_port(self):
        message = self._told()
        self.company.credit_webhook_hosts = f"127.0.0.1:{self.receiver.port + 1}"
        self._deliver(message)
        self.assertFalse(self.receiver.requests)

    def test_hosts_are_checked(self):
        for text in ("http://a.example.com/", "a b", "a.example.com:0x", "user@host"):
            with self.assertRaises(ValidationError):
                self.company.credit_webhook_hosts = text
        for url in ("ftp://a.example.com/", "https://", "https://user:pw@a.example.com/", "https://a.example.com/\n", "x"):
            with self.assertRaises(ValidationError):
                self._webhook(url=url)

    def test_test_button_says_what_came_of_it(self):
        webhook = self._webhook()
        action = webhook.action_test()
        self.assertEqual(action["params"]["type"], "success")
        self.assertIn("200", action["params"]["message"])
        self.assertEqual(self._sent()[0]["event"], "test")
        self.receiver.replies = [Reply(403, b"wrong key")]
        action = webhook.action_test()
        self.assertEqual(action["params"]["type"], "danger")
        self.assertIn("wrong key", action["params"]["message"])
        self.assertFalse(self._messages(webhook))

    def test_robot_of_wecom(self):
        message = self._told(kind="wecom")
        self.assertIn("Careful Customer", json.loads(message.body)["text"]["content"])
        self.receiver.replies = [Reply(200, b'{"errcode":45009,"errmsg":"api freq out of limit"}'), Reply(200)]
        self._deliver(message)
        self.assertEqual(message.state, "pending", "too many messages: later")
        self._deliver(message)
        self.assertEqual(message.state, "sent")

    def test_robot_that_says_no_with_status_200(self):
        message = self._told(kind="wecom")
        self.receiver.replies = [Reply(200, b'{"errcode":93000,"errmsg":"invalid webhook url"}')]
        self._deliver(message)
        self.assertEqual(message.state, "parked")
        self.assertIn("93000", message.error)

    def test_robot_of_dingtalk_is_signed_at_each_try(self):
        message = self._told(kind="dingtalk", url=f"{self.receiver.url}?access_token=abc")
        self.receiver.replies = [Reply(500), Reply(200)]
        with self._at(1000.001, 2000.002):
            self._deliver(message)
            self._deliver(message)
        first, second = (path for path, _headers, _body in self.receiver.requests)
        self.assertIn("access_token=abc&timestamp=1000001&sign=", first)
        self.assertIn("timestamp=2000002&sign=", second)
        self.assertNotEqual(first.partition("sign=")[2], second.partition("sign=")[2])

    def test_archived_webhook_sends_nothing(self):
        message = self._told()
        message.webhook_id.active = False
        self._deliver(message)
        self.assertFalse(self.receiver.requests)
        self.assertEqual(message.state, "pending")

    def test_old_messages_are_forgotten(self):
        message = self._told()
        self._deliver(message)
        self.env.flush_all()
        self.env.cr.execute("UPDATE credit_webhook_message SET create_date = create_date - INTERVAL '200 days'")
        self.env.invalidate_all()
        self.env["credit.webhook.message"]._gc_messages()
        self.assertFalse(message.exists())

    def test_delays_are_bounded(self):
        self.assertEqual(outcomes.get_delay(1, 0.5), 60)
        self.assertEqual(outcomes.get_delay(4, 0.5), 480)
        self.assertEqual(outcomes.get_delay(20, 0.5), 6 * 3600)
        self.assertEqual(outcomes.get_delay(1, 0.0), 45)
        self.assertEqual(outcomes.get_delay(1, 1.0), 75)
        self.assertEqual(outcomes.get_delay(1, 0.5, wait=10**6), 6 * 3600)
