from unittest.mock import patch

from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.credit_collection.tests.followup.common import FollowupCommon


@tagged("post_install", "-at_install")
class TestFollowupSms(FollowupCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.write({"phone": "+12025550143", "country_id": cls.env.ref("base.us").id})
        cls.level_1.write({
            "send_mail": False, "send_sms": True,
            "sms_text": "{company}: {amount} due since {oldest}, call {caller}. Ref. {reference}",
        })
        cls._invoice(1000, -10)

    def _sms(self, followup):
        return self.env["sms.sms"].sudo().search([("uuid", "=", followup.sudo().sms_uuid)])

    def test_text_goes_to_the_customer_in_his_words(self):
        self.customer.ref = "C-4711"
        followup = self._run()
        self.assertRecordValues(followup, [{"channel": "sms", "state": "sent", "contact_id": self.customer.id}])
        sms = self._sms(followup)
        self.assertRecordValues(sms, [{"number": "+12025550143", "state": "outgoing", "partner_id": self.customer.id}])
        for text in (self.company.name, "1,000.00", "Ref. C-4711"):
            self.assertIn(text, sms.body)
        self.assertNotIn("{", sms.body)

    def test_timeline_and_its_words_know_the_channel(self):
        self._run()
        event = self.env["credit.timeline"].search(
            [("profile_id", "=", self.profile.id), ("res_model", "=", "credit.followup")])
        self.assertEqual(event.kind, "sms")
        kinds, channels = (dict(self.env[model]._fields[name]._description_selection(self.env))
                           for model, name in (("credit.timeline", "kind"), ("credit.followup", "channel")))
        self.assertEqual(kinds["sms"], channels["sms"])
        self.assertLessEqual(set(channels), set(kinds), "what the customer was sent has a name in the timeline")

    def test_text_in_the_language_of_the_customer(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.level_1.with_context(lang="fr_FR").sms_text = "Rappel: {amount}"
        self.customer.lang = "fr_FR"
        self.assertIn("Rappel", self._sms(self._run()).body)

    def test_number_of_the_collection_contact_goes_first(self):
        self.env["res.partner"].create({
            "name": "Payables", "parent_id": self.customer.id, "email": "pay@careful.example.com",
            "phone": "+12025550199", "credit_collection_contact": True})
        self.assertEqual(self._sms(self._run()).number, "+12025550199")

    def test_number_of_the_customer_when_the_contact_has_none(self):
        self.env["res.partner"].create({
            "name": "Payables", "parent_id": self.customer.id, "email": "pay@careful.example.com",
            "credit_collection_contact": True})
        self.assertEqual(self._sms(self._run()).number, "+12025550143")

    def test_missing_number_goes_to_the_worklist_and_can_be_retried(self):
        self.customer.phone = False
        followup = self._run()
        self.assertEqual(followup.state, "failed")
        self.assertIn("phone number", followup.error)
        self.customer.phone = "+12025550143"
        self._refresh()
        followup.action_retry()
        self.assertRecordValues(followup, [{"state": "sent", "error": False}])
        self.assertEqual(len(self._sms(followup)), 1)

    def test_who_wants_no_texts_gets_none(self):
        self.env["phone.blacklist"].sudo().create({"number": "+12025550143"})
        followup = self._run()
        self.assertEqual(followup.state, "failed")
        self.assertIn("does not want", followup.error)

    def _send_texts(self, *followups):
        """Let the job of core send the texts; return what the provider got."""
        sent = []

        def send(_api, messages, **_kwargs):
            sent.extend(messages)
            return [{"uuid": each["uuid"], "state": "success", "credit": 0} for text in messages for each in text["numbers"]]

        texts = self.env["sms.sms"].concat(*map(self._sms, followups))
        with patch("odoo.addons.sms.tools.sms_api.SmsApi._send_sms_batch", send):
            texts._send(unlink_sent=False)
        return [message["content"] for message in sent]

    def test_text_that_nobody_owes_any_more_is_not_sent(self):
        followup = self._run()
        self._pay(followup.line_ids.move_id, 1000)
        self.assertEqual(self._send_texts(followup), [])
        self.assertEqual((followup.state, self._sms(followup).state), ("skipped", "canceled"))

    def test_contact_who_left_in_the_meantime_gets_no_text(self):
        followup = self._run()
        contact = self.env["res.partner"].create({"name": "Former Clerk", "phone": "+12025550155"})
        followup.sudo().contact_id = contact
        self.assertEqual(self._send_texts(followup), [])
        self.assertEqual((followup.state, self._sms(followup).state), ("failed", "canceled"))
        self.assertIn("Former Clerk is no contact of", followup.error)

    def test_text_names_what_is_left_when_it_is_sent(self):
        followup = self._run()
        self._pay(followup.line_ids.move_id, 400)
        text, = self._send_texts(followup)
        self.assertIn("600.00", text)
        self.assertRecordValues(followup, [{"state": "sent", "amount_due": 600.0}])

    def test_text_that_cannot_be_read_again_stops_no_other(self):
        followup = self._run()
        other = self.env["sms.sms"].create({"number": "+12025550100", "body": "Other"})
        with patch.object(type(followup), "_refresh_queued", side_effect=ValueError("broken")), mute_logger(
            "odoo.addons.credit_collection.models.common.credit_batch_mixin"
        ):
            self.assertEqual((self._sms(followup) | other)._cancel_settled_followups(), self._sms(followup))
        self.assertEqual(followup.state, "failed")
        self.assertIn("broken", followup.error)

    def test_text_without_change_is_sent_as_it_is(self):
        followup = self._run()
        text, = self._send_texts(followup)
        self.assertIn("1,000.00", text)
        self.assertEqual(followup.state, "sent")

    def test_failure_at_the_provider_shows_on_the_followup(self):
        followup = self._run()
        self._sms(followup).sms_tracker_id._action_update_from_sms_state("error", failure_type="sms_credit")
        self.assertEqual(followup.state, "failed")
        self.assertIn("credit", followup.error.lower())

    def test_delivery_changes_nothing(self):
        followup = self._run()
        self._sms(followup).sms_tracker_id._action_update_from_sms_state("sent")
        self.assertEqual(followup.state, "sent")

    def test_many_texts_take_the_queries_of_few(self):
        few, many = self._count_queries_of_runs()
        self.assertLessEqual(many, few + 2)

    def test_text_is_required_and_checked(self):
        for text in ("  ", "{amout}"):
            with self.assertRaises(ValidationError):
                self.level_1.sms_text = text
