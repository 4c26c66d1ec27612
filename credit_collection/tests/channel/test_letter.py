from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..followup.common import FollowupCommon
from .common import ADDRESS, LetterCommon


@tagged("post_install", "-at_install")
class TestLetter(LetterCommon):
    def test_letter_is_written_printed_and_posted(self):
        self._invoice(1000, -10)
        letter = self._run()
        self.assertRecordValues(letter, [{
            "channel": "letter", "state": "todo", "contact_id": self.customer.id, "printed_date": False}])
        self.assertIn("Text 1", letter.body)
        with self.assertRaisesRegex(UserError, "print the letter first"):
            letter.action_mark_posted()
        action = letter.action_print_letters()
        self.assertEqual(action["report_name"], "credit_collection.report_followup_letters")
        self.assertRecordValues(letter, [{
            "printed_date": self.today, "state": "todo", "deadline_date": self._days(7)}])
        letter.action_mark_posted()
        self.assertRecordValues(letter, [{"state": "sent", "done_date": self.today}])
        self.assertTrue(letter.action_print_letters(), "a posted letter can be printed again, as it was")

    def test_each_channel_of_a_batch_keeps_its_own_text(self):
        """What is written in one statement: sent and failed e-mails, and letters."""
        self.level_1.write({"send_mail": True, "payment_link": True})
        unreachable = self.env["res.partner"].create({"name": "No \\\"E-mail\" {1}", **ADDRESS})
        for partner in self.customer | unreachable:
            self._invoice(1000, -10, partner=partner)
        followups = self._run(profiles=self.profile | unreachable._get_credit_profiles())
        sent = self._of(followups, "mail").filtered(lambda followup: followup.state == "sent")
        mail, token = self._mails(sent), sent.sudo().access_token
        self.assertIn(f"/credit/pay/{token}", mail.body_html)
        self.assertEqual(sent.body, sent._hide_tokens(mail.body_html, token, sent.sudo().account_token))
        failed = self._of(followups, "mail") - sent
        self.assertRecordValues(failed, [{"state": "failed", "profile_id": unreachable._get_credit_profiles().id}])
        self.assertFalse(failed.body)
        letters = self._of(followups, "letter")
        self.assertEqual(len(letters), 2)
        for letter in letters:
            self.assertIn("Text 1", letter.body)
            self.assertNotIn("background-color:#f3f4f6;font-family", letter.body, "not the e-mail")

    def test_printed_letter_demands_what_is_open_then(self):
        invoice, other = self._invoice(1000, -10), self._invoice(300, -10)
        letter = self._run()
        self._pay(invoice, 400)
        self._pay(other)
        self._refresh()
        letter.action_print_letters()
        self.assertEqual(letter.amount_due, 600.0)
        self.assertIn("600.00", letter.body)
        self.assertNotIn(other.name, letter.body)

    def test_settled_letter_is_not_printed(self):
        invoice = self._invoice(1000, -10)
        letter = self._run()
        self._pay(invoice)
        self._refresh()
        with self.assertRaisesRegex(UserError, "no letter to print"), self.env.cr.savepoint():
            letter.action_print_letters()
        partner = self.env["res.partner"].create({"name": "Other", **ADDRESS})
        self._invoice(100, -10, partner=partner)
        other = self._run(profiles=partner._get_credit_profiles())
        action = (letter | other).action_print_letters()
        self.assertEqual(action["context"]["active_ids"], other.ids)
        self.assertEqual(letter.state, "skipped")

    def test_day_of_letters_is_one_file_with_each_on_paper_of_the_company(self):
        partner = self.env["res.partner"].create({"name": "Other", **ADDRESS, "street": "2 Debtor Lane"})
        self._invoice(1000, -10)
        self._invoice(100, -10, partner=partner)
        letters = self._run(profiles=self.profile | partner._get_credit_profiles())
        letters.action_print_letters()
        html = self.env["ir.actions.report"]._render_qweb_html(
            "credit_collection.action_report_followup_letters", letters.ids)[0].decode()
        self.assertEqual(html.count('class="article'), 2)
        for text in ("1 Payment Road", "2 Debtor Lane", "Text 1", "Our reference"):
            self.assertIn(text, html)

    def test_printing_takes_the_same_queries_for_many(self):
        partners = self.env["res.partner"].create([{"name": f"Debtor {number}", **ADDRESS} for number in range(12)])
        self._invoices([(100, -10, partner) for partner in partners])
        letters = self._run(profiles=partners._get_credit_profiles())
        counts = []
        for group in (letters[:2], letters[2:]):
            self._refresh()
            before = self.env.cr.sql_log_count
            self.env["credit.followup.channel.letter"].sudo()._perform(
                list(group.sudo()._get_cases_now(self.today).values()), self.today)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 1)

    def test_missing_postal_address_is_named(self):
        self.customer.street = False
        self._invoice(1000, -10)
        letter = self._run()
        self.assertEqual(letter.state, "failed")
        self.assertIn("postal address", letter.error)
        self.customer.street = "1 Payment Road"
        self._refresh()
        letter.action_retry()
        self.assertRecordValues(letter, [{"state": "todo", "error": False, "contact_id": self.customer.id}])

    def test_visit_is_scheduled_with_its_script(self):
        self.level_1.write({"send_letter": False, "schedule_visit": True, "call_script": "<p>Ask for the owner</p>"})
        self._invoice(1000, -10)
        visit = self._run()
        self.assertRecordValues(visit, [{"channel": "visit", "state": "todo"}])
        self.assertIn("Ask for the owner", visit.activity_id.note)
        self.assertEqual(
            visit.activity_id.activity_type_id, self.env.ref("credit_collection.mail_activity_type_followup_visit"))
        visit.outcome = "promised"
        visit.action_done()
        self.assertEqual(visit.state, "done")

    def test_letter_of_the_level_is_owed_when_followed_up_by_hand(self):
        self.level_1.send_mail = True
        self._invoice(1000, -10)
        self._refresh()
        wizard = self.env["credit.followup.now"].create({"profile_id": self.profile.id, "level_id": self.level_1.id})
        wizard.action_confirm()
        self.assertRecordValues(self.profile.followup_ids.sorted("channel"), [
            {"channel": "letter", "state": "todo"}, {"channel": "mail", "state": "sent"}])

    def test_letters_are_the_collectors(self):
        viewer = new_test_user(self.env, "letter_viewer", groups="credit_collection.credit_collection_group_viewer")
        self._invoice(1000, -10)
        letter = self._run().with_user(viewer)
        for method in ("action_print_letters", "action_mark_posted"):
            with self.assertRaises(AccessError):
                getattr(letter, method)()


@tagged("post_install", "-at_install")
class TestFallback(LetterCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.level_1.write({"send_mail": True, "send_letter": False, "fallback": "letter"})
        cls._invoice(1000, -10)

    def _bounce(self, followup):
        message = followup.sudo().message_id
        self._mails(followup).write({"state": "sent"})
        self.env["mail.thread"].message_process("credit.profile", "\r\n".join([
            "From: MAILER-DAEMON@careful.example.com", "To: bounce@example.com", "Subject: Undelivered Mail",
            "MIME-Version: 1.0", "Message-Id: <bounce-4711@careful.example.com>",
            'Content-Type: multipart/report; report-type=delivery-status; boundary="B"', "",
            "--B", "Content-Type: text/plain; charset=utf-8", "", "User unknown in mailbox table", "",
            "--B", "Content-Type: message/delivery-status", "", "Reporting-MTA: dns; careful.example.com", "",
            "Final-Recipient: rfc822; accounts@careful.example.com", "Action: failed", "Status: 5.1.1", "",
            "--B", "Content-Type: text/rfc822-headers", "", f"Message-Id: {message.message_id}", "", "--B--", "",
        ]))
        self._refresh()

    def test_missing_address_owes_a_letter(self):
        self.customer.email = False
        followups = self._run()
        self.assertRecordValues(followups.sorted("channel"), [
            {"channel": "letter", "state": "todo", "is_fallback": True},
            {"channel": "mail", "state": "failed", "is_fallback": False}])

    def test_without_any_address_a_call_is_owed(self):
        self.customer.write({"email": False, "street": False})
        self.assertEqual(set(self._run().mapped("channel")), {"mail", "call"})

    def test_bounce_is_shown_and_owes_a_letter_once(self):
        followup = self._run()
        self._bounce(followup)
        self.assertEqual(followup.state, "failed")
        self.assertIn("accounts@careful.example.com came back", followup.error)
        self.assertIn("User unknown", followup.error)
        letter = self._of(self.profile.followup_ids, "letter")
        self.assertRecordValues(letter, [{"state": "todo", "is_fallback": True, "amount_due": 1000.0}])
        self._bounce(followup)
        self.assertEqual(len(self.profile.followup_ids), 2, "nothing twice")
        self.assertFalse(self._run(20), "the next level waits for the letter")

    def test_bounce_of_what_is_paid_owes_nothing(self):
        followup = self._run()
        self._pay(followup.line_ids.move_id)
        self._bounce(followup)
        self.assertFalse(self._of(self.profile.followup_ids, "letter"))

    def test_posted_letter_ends_the_failed_mail(self):
        self.customer.email = False
        followups = self._run()
        letter = self._of(followups, "letter")
        letter.action_print_letters()
        letter.action_mark_posted()
        self.assertRecordValues(followups.sorted("channel"), [
            {"channel": "letter", "state": "sent"}, {"channel": "mail", "state": "skipped"}])
        self.assertEqual(self._run(20).level_id, self.level_2)

    def test_mail_sent_after_all_ends_the_letter(self):
        self.customer.email = False
        followups = self._run()
        self.customer.email = "new@careful.example.com"
        self._refresh()
        self._of(followups, "mail").action_retry()
        self.assertRecordValues(followups.sorted("channel"), [
            {"channel": "letter", "state": "skipped"}, {"channel": "mail", "state": "sent"}])

    def test_broken_mail_server_owes_no_letters(self):
        followup = self._run()
        self._mails(followup)._postprocess_sent_message([], [], failure_reason="down", failure_type="mail_smtp")
        self.assertRecordValues(self.profile.followup_ids, [{"channel": "mail", "state": "failed"}])

    def test_invalid_address_found_when_sending_owes_a_letter(self):
        followup = self._run()
        self._mails(followup)._postprocess_sent_message([], [], failure_reason="x", failure_type="mail_email_invalid")
        self.assertEqual(set(self.profile.followup_ids.mapped("channel")), {"mail", "letter"})


@tagged("post_install", "-at_install")
class TestReply(FollowupCommon):
    def _reply(self, between=None):
        """Follow up, and answer as the customer.

        :param between: called when the e-mail has left
        :return: the answer on the profile
        """
        self._invoice(1000, -10)
        followup = self._run()
        message = followup.sudo().message_id
        self._mails(followup).unlink()
        if between:
            between()
        self.env["mail.thread"].message_process("credit.profile", "\r\n".join([
            "From: Careful Customer <accounts@careful.example.com>", "To: Cora <catchall@example.com>",
            f"Subject: Re: {followup.subject}", "Message-Id: <reply-1@careful.example.com>",
            f"In-Reply-To: {message.message_id}", f"References: {message.message_id}", "MIME-Version: 1.0",
            "Content-Type: text/plain; charset=utf-8", "", "We pay on Friday.", "",
            "> On Monday you wrote: please pay", "",
        ]))
        self._refresh()
        return self.profile.message_ids[0]

    def test_reply_is_no_internal_note_whoever_follows_the_customer_now(self):
        self.profile.collector_id = False
        successor = new_test_user(
            self.env, "successor", groups="credit_collection.credit_collection_group_collector",
            email="successor@example.com", notification_type="inbox")
        reply = self._reply(lambda: self.profile.write({"collector_id": successor.id}))
        self.assertEqual(reply.subtype_id, self.env.ref("mail.mt_comment"))
        self.assertIn(successor.partner_id, reply.notified_partner_ids)

    def test_chatter_says_what_the_message_is(self):
        self._invoice(1000, -10)
        message = self._run().sudo().message_id
        self.assertFalse(message._is_empty())
        self.assertEqual(message.subtype_id.with_context(lang="en_US").description, "E-mail to the customer")

    def test_reply_of_the_customer_lands_on_the_profile_and_the_collector_is_told(self):
        collector = new_test_user(
            self.env, "reader", groups="credit_collection.credit_collection_group_collector",
            email="reader@example.com", notification_type="inbox")
        self.profile.collector_id = collector
        before = self.customer.message_ids
        reply = self._reply()
        self.assertIn("We pay on Friday", reply.body)
        self.assertEqual(reply.author_id, self.customer)
        self.assertIn(collector.partner_id, reply.notified_partner_ids)
        self.assertEqual(self.customer.message_ids, before, "nothing on the contact")
