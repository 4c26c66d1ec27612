from email.message import EmailMessage

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import ReplyCommon


class IncomingCommon(ReplyCommon):
    """E-mails as they arrive."""

    def _receive(self, followup, text="", html="", subject=None, files=(), headers=(), sender=None, reference=None):
        """:return: the ``credit.reply`` of an e-mail with these parts"""
        mail = EmailMessage()
        mail["From"] = sender or "Careful Customer <accounts@careful.example.com>"
        mail["To"] = "Cora <catchall@example.com>"
        mail["Subject"] = subject or f"Re: {followup.subject}"
        mail["Message-Id"] = f"<incoming-{self.env['mail.message'].search_count([])}@careful.example.com>"
        if reference is None:
            reference = followup.sudo().message_id.message_id
        if reference:
            mail["In-Reply-To"] = mail["References"] = reference
        for name, value in headers:
            mail[name] = value
        if text or not html:
            mail.set_content(text)
        if html:
            mail.set_content(html, subtype="html") if not text else mail.add_alternative(html, subtype="html")
        for name, content in files:
            mail.add_attachment(content, maintype="application", subtype="pdf", filename=name)
        before = self.profile.reply_ids
        self.env["mail.thread"].message_process("credit.profile", mail.as_bytes())
        self._refresh()
        return (self.profile.reply_ids - before).with_user(self.collector)


@tagged("post_install", "-at_install")
class TestReplyIncoming(IncomingCommon):
    """E-mails as they arrive, by their References, and who may see and do what with them."""

    def test_html_alone_is_read_without_what_it_quotes(self):
        followup, _invoice = self._followed_up()
        reply = self._receive(followup, html=(
            "<div>Hello Cora,<br>we will pay <b>300.00</b> tomorrow.</div><div><br></div>"
            '<div class="gmail_quote"><blockquote>we have already paid, goods were damaged</blockquote></div>'))
        self.assertRecordValues(reply, [{
            "kind": "promise", "amount": 300.0, "found_date": self._days(1), "followup_id": followup.id, "other_kinds": ""}])
        self.assertNotIn("damaged", reply.text)

    def test_quote_of_outlook_is_cut_at_its_header(self):
        followup, _invoice = self._followed_up()
        reply = self._receive(followup, text=(
            "Please send me a copy of the invoice.\n\nFrom: Cora <cora@example.com>\nSent: Monday\nSubject: Reminder\n\n"
            "If you have already paid, disregard this."))
        self.assertRecordValues(reply, [{"kind": "copy", "text": "Please send me a copy of the invoice."}])

    def test_attachment_without_a_word_is_left_to_the_reader(self):
        followup, _invoice = self._followed_up()
        reply = self._receive(followup, files=[("transfer.pdf", b"%PDF-1.4 paid")])
        self.assertRecordValues(reply, [{"kind": False, "state": "proposed"}])
        self.assertEqual(reply.message_id.sudo().attachment_ids.mapped("name"), ["transfer.pdf"])

    def test_absence_is_read_from_the_subject_of_an_automatic_answer(self):
        followup, _invoice = self._followed_up()
        reply = self._receive(
            followup, text="I will pay attention to your mail later.", subject=f"Automatic reply: {followup.subject}",
            headers=[("Auto-Submitted", "auto-replied"), ("X-Auto-Response-Suppress", "All")])
        self.assertEqual(reply.kind, "absence")

    @mute_logger("odoo.addons.mail.models.mail_thread")
    def test_bounce_is_no_answer(self):
        followup, _invoice = self._followed_up()
        reference = followup.sudo().message_id.message_id
        bounce = (
            "Return-Path: <>\nFrom: MAILER-DAEMON@careful.example.com (Mail Delivery System)\nTo: bounce@example.com\n"
            "Subject: Undelivered Mail Returned to Sender\nMessage-Id: <bounce-1@careful.example.com>\nMIME-Version: 1.0\n"
            'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n'
            "--b\nContent-Type: text/plain\n\nYour message was already paid attention to, but could not be delivered.\n"
            "--b\nContent-Type: message/delivery-status\n\nFinal-Recipient: rfc822; accounts@careful.example.com\n"
            "Action: failed\nStatus: 5.1.1\n\n"
            f"--b\nContent-Type: text/rfc822-headers\n\nMessage-Id: {reference}\nTo: accounts@careful.example.com\n\n--b--\n")
        self.env["mail.thread"].message_process("credit.profile", bounce)
        self.assertFalse(self.profile.reply_ids)

    def test_text_of_a_megabyte_is_kept_in_part_and_read(self):
        followup, _invoice = self._followed_up()
        reply = self._receive(followup, text="We will pay tomorrow.\n\n" + "Very long words. " * 60_000)
        self.assertEqual((reply.kind, reply.found_date), ("promise", self._days(1)))
        self.assertLessEqual(len(reply.text), 20_000)
        self.assertEqual(len(reply.summary), 252)
        self.assertTrue(followup.with_user(self.collector).reply_text.endswith("…"))

    def test_stranger_is_read_and_gets_no_documents(self):
        followup, _invoice = self._followed_up()
        other = self.env["res.partner"].create({"name": "Other Company", "email": "boss@other.example.com", "is_company": True})
        reply = self._receive(followup, text="Please send me a copy of the invoice.", sender="boss@other.example.com")
        self.assertRecordValues(reply, [{"kind": "copy", "contact_id": other.id}])
        before = self.env["mail.mail"].sudo().search([])
        reply.action_log()
        self.assertEqual((self.env["mail.mail"].sudo().search([]) - before).recipient_ids, self.customer)

    def test_note_of_a_colleague_is_not_read(self):
        self._followed_up()
        text = "They have already paid."
        self.profile.with_user(self.collector).message_post(body=text, message_type="comment")
        self.assertFalse(self.profile.reply_ids)

    def test_refusal_is_logged_with_a_next_step(self):
        followup, _invoice = self._followed_up()
        reply = self._receive(followup, text="Unfortunately we cannot pay at the moment.")
        self.assertEqual(reply.kind, "refused")
        reply.action_log()
        self.assertEqual((followup.outcome_id.code, followup.next_date), ("refused", self.today))
        self.assertFalse(self.profile.promise_ids)

    # Who

    def test_salesperson_and_other_companies_see_no_replies(self):
        followup, _invoice = self._followed_up()
        reply = self._receive(followup, text="We have already paid.")
        with self.assertRaises(AccessError):
            reply.with_user(self._user("salesperson")).read(["text"])
        company = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = new_test_user(
            self.env, "credit_elsewhere", "credit_collection.credit_collection_group_manager", company_id=company.id,
            company_ids=[(6, 0, company.ids)])
        self.assertFalse(self.env["credit.reply"].with_user(stranger).search([("id", "=", reply.id)]))
        with self.assertRaises(AccessError):
            reply.with_user(stranger).read(["text"])
        for act in ("action_log", "action_dismiss", "action_propose"):
            with self.assertRaises(AccessError):
                getattr(reply.with_user(stranger), act)()

    def test_what_was_received_is_written_by_nobody(self):
        followup, _invoice = self._followed_up()
        reply = self._receive(followup, text="We have already paid.").with_user(self._user("manager"))
        for name, value in (
            ("text", "We owe nothing"), ("words", "x"), ("date", self._days(-9)), ("contact_id", self.contact.id),
            ("message_id", False), ("logged_by_id", self.env.uid), ("pattern_id", False), ("followup_id", False),
        ):
            with self.subTest(name), self.assertRaises(AccessError):
                reply.write({name: value})
        with self.assertRaises(AccessError):
            reply.create({"profile_id": self.profile.id, "date": self.today})
        with self.assertRaises(AccessError):
            reply.unlink()

    def test_patterns_belong_to_managers(self):
        pattern = self.env.ref("credit_collection.credit_reply_pattern_paid_en")
        for user in (self.collector, self._user("viewer")):
            with self.assertRaises(AccessError):
                pattern.with_user(user).phrases = "x"
            with self.assertRaises(AccessError):
                self.env["credit.reply.try"].with_user(user).create({"text": "paid"})
            self.assertTrue(pattern.with_user(user).phrases)
