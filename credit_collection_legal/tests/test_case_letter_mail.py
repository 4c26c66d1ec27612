"""Lawyer's letters by e-mail: the PDF goes along, the deadline runs from the day it leaves, proof of sending is kept."""

import hashlib
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import LegalCommon


@tagged("post_install", "-at_install")
class TestCaseLetterMail(LegalCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.email = "claims@careful.example.com"

    def _letter(self, **vals):
        case = self._case(self._invoice(1000, -40), counsel_id=self.counsel.id)
        letter = self.env["credit.case.letter"].with_user(self.collector).create({"case_id": case.id, **vals})
        letter.action_send_mail()
        return letter

    def _send(self, mail):
        MailServer = self.registry["ir.mail_server"]
        with (
            patch.object(MailServer, "_disable_send", lambda _server: False),
            patch.object(MailServer, "_connect__", lambda *_args, **_kwargs: None),
            patch.object(MailServer, "send_email", lambda _server, message, *_args, **_kwargs: message["Message-Id"]),
        ):
            mail.send()

    def _bounce(self, letter):
        self.env["mail.thread"]._routing_handle_bounce(None, {
            "bounced_message": letter.sudo().message_id, "bounced_email": "claims@careful.example.com",
            "bounced_partner": self.customer, "bounced_msg_ids": [], "body": "Mailbox full",
            "email_from": "mailer@example.com", "to": "", "message_id": "<x>"})

    def test_it_leaves_with_its_pdf_and_the_proof_is_kept(self):
        letter = self._letter()
        mail = letter.sudo().mail_id
        self.assertRecordValues(mail, [{"state": "outgoing", "recipient_ids": self.customer.ids, "model": "credit.profile"}])
        self.assertEqual(mail.attachment_ids, letter.sudo().pdf_id)
        self.assertIn("1,000.00", mail.body_html)
        self.assertRecordValues(letter, [{
            "state": "sent", "date": self.today, "deadline": self._days(10), "left_at": False,
            "mailed_to": self.customer.email_formatted}])
        message = mail.mail_message_id.message_id
        self._send(mail)
        self.assertTrue(letter.left_at)
        proof = letter.sudo().sending_proof_ids.raw.decode()
        for words in ("claims@careful.example.com", letter.pdf_checksum, message):
            self.assertIn(words, proof)
        self.assertEqual(hashlib.sha256(letter.sudo().pdf_id.raw).hexdigest(), letter.pdf_checksum)
        with self._refused(UserError, "evidence"):
            letter.sending_proof_ids.unlink()
        pieces = self.env["credit.evidence"]._collect_letters(letter.case_id, ["en_US"])
        self.assertEqual(len(pieces), 2, "the letter and the proof of sending are in the evidence pack")

    def test_the_deadline_runs_from_the_day_on_which_it_leaves(self):
        """Written today, taken by the queue three days later: text, PDF, deadline and to-do are those of that day."""
        letter = self._letter()
        mail, pdf, text = letter.sudo().mail_id, letter.sudo().pdf_id, letter.text
        with freeze_time(fields.Datetime.to_datetime(self._days(3)).replace(hour=12)):
            self._send(mail)
        self.assertRecordValues(letter, [{"date": self._days(3), "deadline": self._days(13)}])
        self.assertEqual(letter.step_id.date_deadline, self._days(13))
        self.assertNotEqual((letter.sudo().pdf_id, letter.text), (pdf, text))

    def test_an_own_deadline_stays_and_does_not_leave_when_it_is_over(self):
        letter = self._letter(deadline=self._days(2))
        with freeze_time(fields.Datetime.to_datetime(self._days(1)).replace(hour=12)):
            self.assertTrue(letter.sudo()._refresh_queued(letter.sudo().mail_id))
            self.assertEqual(letter.deadline, self._days(2))
        with freeze_time(fields.Datetime.to_datetime(self._days(3)).replace(hour=12)):
            self._send(letter.sudo().mail_id)
            self.assertIn("lies ahead", letter.error)
        self.assertFalse(letter.left_at)
        self.assertFalse(letter.sending_proof_ids)

    def test_what_was_not_delivered_is_told_and_sent_again(self):
        letter = self._letter()
        with self._refused(UserError, "sent already"):
            letter.action_send_mail()
        letter.sudo().mail_id._postprocess_sent_message([], [], failure_type="mail_email_invalid")
        self.assertEqual(letter.error, "The e-mail could not be delivered.")
        self.assertTrue(letter.case_id.activity_ids.filtered(lambda activity: "was not delivered" in activity.summary))
        self.assertFalse(letter.sending_proof_ids)
        self.customer.email = "new@careful.example.com"
        letter.action_send_mail()
        self.assertRecordValues(letter, [{"error": False, "mailed_to": self.customer.email_formatted}])
        self._send(letter.sudo().mail_id)
        self.assertEqual(len(letter.sending_proof_ids), 1)

    def test_a_failed_mail_that_is_retried_leaves_with_its_proof(self):
        """The mail server was down; the administrator retries the outgoing e-mail: it left, and that is kept."""
        letter = self._letter()
        mail = letter.sudo().mail_id
        mail.write({"state": "exception", "failure_type": "mail_smtp", "failure_reason": "Connection refused"})
        mail._postprocess_sent_message([], [], failure_reason="Connection refused", failure_type="mail_smtp")
        self.assertEqual(letter.error, "Connection refused")
        mail.action_retry()
        self._send(mail)
        self.assertRecordValues(letter, [{"error": False}])
        self.assertTrue(letter.left_at)
        self.assertIn(letter.pdf_checksum, letter.sudo().sending_proof_ids.raw.decode())

    def test_what_failed_does_not_leave_beside_what_is_sent_again(self):
        letter = self._letter()
        failed = letter.sudo().mail_id
        failed.write({"state": "exception", "failure_type": "mail_smtp"})
        failed._postprocess_sent_message([], [], failure_reason="Connection refused", failure_type="mail_smtp")
        letter.action_send_mail()
        self.assertEqual((failed | letter.sudo().mail_id).mapped("state"), ["cancel", "outgoing"])
        failed.action_retry()
        self.assertEqual(failed.state, "cancel")

    def test_a_bounce_finds_the_letter(self):
        letter = self._letter()
        self._send(letter.sudo().mail_id)
        self._bounce(letter)
        self.assertTrue(letter.error)

    def test_what_left_is_kept_when_it_is_sent_again_on_another_day(self):
        """Left today and bounced; sent again three days later, taken by the queue one day after: today's file is kept with its
        proof, that of the third day never left."""
        letter = self._letter()
        self._send(letter.sudo().mail_id)
        first, checksum = letter.sudo().pdf_id, letter.pdf_checksum
        self._bounce(letter)
        with freeze_time(fields.Datetime.to_datetime(self._days(3)).replace(hour=12)):
            letter.action_send_mail()
            never_left = letter.sudo().pdf_id
        with freeze_time(fields.Datetime.to_datetime(self._days(4)).replace(hour=12)):
            self._send(letter.sudo().mail_id)
        self.assertRecordValues(letter, [{"date": self._days(4), "deadline": self._days(14), "error": False}])
        kept = letter.sudo().sending_proof_ids
        self.assertIn(first, kept)
        self.assertEqual(hashlib.sha256(first.raw).hexdigest(), checksum)
        self.assertNotIn(never_left, kept)
        with self._refused(UserError, "evidence"):
            first.with_user(self.collector).unlink()
        pieces = self.env["credit.evidence"]._collect_letters(letter.case_id, ["en_US"])
        checksums = [hashlib.sha256(piece.make()[0]).hexdigest() for piece in pieces]
        self.assertEqual(len(pieces), 4, "two letters that left, and a proof of each")
        self.assertEqual((checksums[0], checksums[2]), (checksum, letter.pdf_checksum))

    def test_what_is_sent_again_the_same_day_is_in_the_pack_once(self):
        letter = self._letter()
        self._send(letter.sudo().mail_id)
        self._bounce(letter)
        letter.action_send_mail()
        self._send(letter.sudo().mail_id)
        pieces = self.env["credit.evidence"]._collect_letters(letter.case_id, ["en_US"])
        self.assertEqual(len(pieces), 3, "the letter, and two proofs of sending")

    def test_who_may_and_to_whom(self):
        case = self._case(self._invoice(500, -40))
        letter = self.env["credit.case.letter"].with_user(self.collector).create({"case_id": case.id})
        with self._refused(AccessError, ""):
            letter.with_user(self._user("viewer")).action_send_mail()
        self.customer.email = False
        with self._refused(UserError, "no contact with a valid e-mail"):
            letter.action_send_mail()
        self.assertEqual(letter.state, "draft")
