import json

from psycopg2.errors import UniqueViolation

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import WebhookCommon
from .receiver import Reply


@tagged("post_install", "-at_install")
class TestWebhookChannel(WebhookCommon):
    """Reminders by messenger."""

    def setUp(self):
        super().setUp()
        self.customer.write({"phone": "+12025550143", "country_id": self.env.ref("base.us").id, "ref": "C-4711"})
        self.level_1.write({
            "send_mail": False, "send_webhook": True, "webhook_template": "dunning_1",
            "webhook_text": "{company}: {amount} due since {oldest}. Ref. {reference}"})
        self.gateway = self._webhook(to_customers=True)
        self.invoice = self._invoice(1000, -10)

    def _mails_of(self, followups):
        return followups.filtered(lambda followup: followup.channel == "mail")

    def test_reminder_in_the_words_of_the_level(self):
        followup = self._run()
        self.assertRecordValues(followup, [{"channel": "webhook", "state": "sent", "amount_due": 1000}])
        message = followup.webhook_message_ids
        self.assertRecordValues(message, [{
            "state": "pending", "recipient": "+12025550143", "contact_id": self.customer.id, "event": "reminder"}])
        self.assertIn("Ref. C-4711", followup.body)
        self._deliver()
        body = self._sent()[0]
        self.assertEqual((body["to"], body["template"], body["amount"]), ("+12025550143", "dunning_1", 1000))
        self.assertEqual(list(body["parameters"]), ["company", "amount", "oldest", "reference"])
        self.assertIn("1,000.00", body["text"])
        self.assertEqual(message.state, "sent")

    def test_gateway_of_whatsapp(self):
        self.gateway.kind = "whatsapp"
        self._run()
        self._deliver()
        [(_path, headers, body)] = self.receiver.requests
        self.assertEqual(headers["authorization"], "Bearer s3cret")
        body = json.loads(body)
        self.assertEqual((body["to"], body["template"]["name"]), ("12025550143", "dunning_1"))

    def test_messenger_id_goes_before_the_number(self):
        self.customer.credit_messenger = "wx_careful"
        self.assertEqual(self._run().webhook_message_ids.recipient, "wx_careful")

    def test_not_delivered_is_sent_by_mail_once(self):
        followup = self._run()
        self._deliver()
        # The provider took it, and reports later.
        Call = self.env["credit.webhook.call"].sudo()
        report = {"event": "failed", "message": followup.webhook_message_ids.uuid, "reason": "more than 24 hours"}
        for number in ("a", "b"):
            self.assertEqual(Call._take(self.gateway, {**report, "id": number})[0], 200)
        followups = self.profile.followup_ids
        self.assertRecordValues(followup, [{"state": "failed"}])
        self.assertIn("more than 24 hours", followup.error)
        mail = self._mails_of(followups)
        self.assertRecordValues(mail, [
            {"state": "sent", "level_id": self.level_1.id, "is_fallback": True, "amount_due": 1000}])
        self.assertEqual(len(followups), 2)
        self._refresh()
        self.assertFalse(self._run(1), "the level was delivered: by mail")
        self.assertEqual(self._run(10).level_id, self.level_2)

    def test_level_dates_from_the_mail(self):
        self._invoice(1000, -15)
        followup = self._run(-6)
        self._deliver()
        self.assertEqual(self.profile.last_followup_date, self._days(-6))
        self.env["credit.webhook.call"].sudo()._take(self.gateway, {
            "id": "a", "event": "failed", "message": followup.webhook_message_ids.uuid})
        self.assertEqual(self._mails_of(self.profile.followup_ids).date, self.today)
        self.assertEqual(self.profile.last_followup_date, self.today)

    def test_level_two_never_before_a_delivered_level_one(self):
        self.customer.email = False
        self.contact.email = False
        followup = self._run()
        self._deliver()
        self.env["credit.webhook.call"].sudo()._take(self.gateway, {
            "id": "a", "event": "failed", "message": followup.webhook_message_ids.uuid})
        self.assertEqual(self.profile.followup_ids, followup)
        self.assertFalse(self._run(15))
        self.assertEqual(self.profile.followup_level_id, self.level_1)

    def test_parked_message_is_sent_by_mail(self):
        followup = self._run()
        self.receiver.replies = [Reply(400, b"number is not known")]
        self._deliver()
        self.assertEqual(followup.state, "failed")
        self.assertIn("number is not known", followup.error)
        self.assertRecordValues(self._mails_of(self.profile.followup_ids), [{"state": "sent", "is_fallback": True}])

    def test_parked_message_is_sent_again_by_its_follow_up(self):
        followup = self._run()
        parked = followup.webhook_message_ids
        self.receiver.replies = [Reply(400), Reply(200)]
        self._deliver()
        parked.action_send_again()
        message = followup.webhook_message_ids - parked
        self.assertEqual((parked.state, message.state, followup.state), ("canceled", "pending", "sent"))
        self._deliver()
        self.assertEqual(message.state, "sent")
        self.assertNotEqual(parked.uuid, message.uuid)

    def test_empty_placeholder_is_not_sent(self):
        self.patch(type(self.profile), "_get_followup_reference", lambda _profile: "")
        followup = self._run()
        self.assertRecordValues(followup, [{"channel": "webhook", "state": "failed"}])
        self.assertIn("{reference}", followup.error)
        self._deliver()
        self.assertFalse(self.receiver.requests)
        self.assertFalse(self._run(15), "not delivered: no next level")

    def test_customer_who_wants_none_gets_a_mail(self):
        self.env["phone.blacklist"].sudo().create({"number": "+12025550143"})
        followups = self._run()
        self.assertRecordValues(self._mails_of(followups), [{"state": "sent", "is_fallback": True}])
        other = followups - self._mails_of(followups)
        self.assertEqual(other.state, "failed")
        self.assertIn("does not want", other.error)
        self._deliver()
        self.assertFalse(self.receiver.requests)

    def test_box_on_the_contact_is_respected(self):
        self.customer.credit_no_messenger = True
        self.assertEqual(self._mails_of(self._run()).state, "sent")
        self.assertFalse(self._messages(self.gateway))

    def test_without_number_or_webhook_another_channel(self):
        self.customer.phone = False
        followups = self._run()
        self.assertIn("messenger ID", (followups - self._mails_of(followups)).error)
        self.assertEqual(self._mails_of(followups).state, "sent")

    def test_without_webhook_another_channel(self):
        self.gateway.active = False
        followups = self._run()
        self.assertIn("no webhook", (followups - self._mails_of(followups)).error)
        self.assertEqual(self._mails_of(followups).state, "sent")

    def test_test_mode_shows_the_message_and_sends_none(self):
        self.company.credit_test_mode = True
        followup = self._run()
        self.assertRecordValues(followup, [{"channel": "webhook", "state": "test", "error": False}])
        self.assertIn("Ref. C-4711", followup.body)
        self.assertFalse(self._messages(self.gateway))

    def test_test_mode_says_what_would_fail(self):
        self.company.credit_test_mode = True
        self.patch(type(self.profile), "_get_followup_reference", lambda _profile: "")
        followup = self._run()
        self.assertEqual(followup.state, "test")
        self.assertIn("{reference}", followup.error)

    def test_run_is_undone_before_its_messages_leave(self):
        followup = self._run()
        undone, kept = self.env["res.company"].sudo()._undo_credit_run(self.company, self.today)
        self.assertEqual((undone, kept), (followup, followup.browse()))
        self.assertRecordValues(followup, [{"state": "skipped"}])
        self.assertEqual(followup.webhook_message_ids.state, "canceled")
        self._deliver()
        self.assertFalse(self.receiver.requests)

    def test_message_that_was_tried_is_not_taken_back(self):
        """It may have arrived, though nobody said so."""
        followup = self._run()
        self.receiver.replies = [Reply(status=503)]
        self._deliver()
        self.assertEqual(followup.webhook_message_ids.tries, 1)
        with self.assertRaisesRegex(UserError, "have left already"):
            self.env["res.company"].sudo()._undo_credit_run(self.company, self.today)
        self.assertEqual(followup.webhook_message_ids.state, "pending")

    def test_retry_is_a_new_message(self):
        self.customer.write({"phone": False, "email": False})
        self.contact.email = False
        followup = self._run()
        self.assertEqual(followup.state, "failed")
        self.customer.phone = "+12025550143"
        self._refresh()
        followup.action_retry()
        self.assertRecordValues(followup, [{"state": "sent", "error": False}])
        self.assertEqual(len(followup.webhook_message_ids), 1)

    def test_paid_before_it_leaves_is_not_sent(self):
        followup = self._run()
        self._pay(self.invoice)
        self._deliver()
        self.assertFalse(self.receiver.requests)
        self.assertEqual((followup.state, followup.webhook_message_ids.state), ("skipped", "canceled"))

    def test_first_try_names_what_is_left(self):
        followup = self._run()
        uuid = followup.webhook_message_ids.uuid
        self._pay(self.invoice, 400)
        self._deliver()
        self.assertIn("600.00", self._sent()[0]["text"])
        self.assertEqual(self._sent()[0]["id"], uuid)
        self.assertEqual(followup.amount_due, 600)

    def test_later_tries_send_what_may_have_arrived(self):
        followup = self._run()
        message = followup.webhook_message_ids
        self.receiver.replies = [Reply(500), Reply(200)]
        self._deliver()
        self._pay(self.invoice, 400)
        self._deliver(message)
        self.assertEqual(len(set(self.receiver.bodies)), 1)
        self.assertEqual((followup.amount_due, message.state), (1000, "sent"))

    def test_paid_between_two_tries_ends_it(self):
        followup = self._run()
        message = followup.webhook_message_ids
        self.receiver.replies = [Reply(500)]
        self._deliver()
        self._pay(self.invoice)
        self._deliver(message)
        self.assertEqual(len(self.receiver.requests), 1)
        self.assertEqual((followup.state, message.state), ("skipped", "canceled"))

    def test_preview_and_timeline_know_the_channel(self):
        self._refresh()
        tonight = self.env["credit.followup.tonight"].create({})
        tonight.action_show()
        line = tonight.line_ids.filtered(lambda line: line.profile_id == self.profile)
        self.assertIn("Messenger", line.channels)
        self.assertIn("C-4711", line.preview)
        self._run()
        kinds = dict(self.env["credit.timeline"]._fields["kind"]._description_selection(self.env))
        self.assertEqual(kinds["webhook"], "Messenger")

    def test_text_is_required_and_checked(self):
        for text in ("  ", "{amout}"):
            with self.assertRaises(ValidationError):
                self.level_1.webhook_text = text

    def test_one_gateway_for_a_company(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation), self.env.cr.savepoint():
            self._webhook(to_customers=True).flush_recordset()
        self.gateway.active = False
        with self.assertRaises(ValidationError):
            self._webhook(kind="wecom", to_customers=True)
        with self.assertRaises(ValidationError):
            self._webhook(kind="whatsapp", notify_reply=True)

    def test_many_messages_take_the_queries_of_few(self):
        few, many = self._count_queries_of_runs()
        self.assertLessEqual(many, few + 4)
