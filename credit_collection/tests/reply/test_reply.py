from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from .common import ReplyCommon


@tagged("post_install", "-at_install")
class TestReply(ReplyCommon):

    # Read and proposed, nothing more

    def test_answer_is_proposed_on_the_follow_up_and_nothing_follows(self):
        followup, _invoice = self._followed_up()
        reply = self._answer(followup, "We will pay 400.00 on Friday.")
        self.assertRecordValues(reply, [{
            "followup_id": followup.id, "state": "proposed", "kind": "promise", "amount": 400.0, "contact_id": self.customer.id,
            "date": self.today}])
        self.assertEqual(reply.found_date.weekday(), 4)
        self.assertEqual(reply.text.strip(), "We will pay 400.00 on Friday.")
        followup = followup.with_user(self.collector)
        self.assertEqual(followup.reply_id, reply)
        self.assertIn("400.00", followup.reply_proposal)
        self.assertFalse(followup.outcome)
        self.assertFalse(self.profile.promise_ids)
        self.assertIn("on Friday", self.profile.message_ids[0].body, "the text stays")

    def test_answer_that_nobody_understands_is_shown_as_such(self):
        followup, _invoice = self._followed_up()
        reply = self._answer(followup, "Thank you, I will look into it.")
        self.assertFalse(reply.kind)
        self.assertIn("Not understood", followup.with_user(self.collector).reply_proposal)
        with self.assertRaisesRegex(UserError, "Choose what the answer means"):
            reply.action_log()
        reply.kind = "paid"
        reply.action_log()
        self.assertEqual(followup.outcome, "paid")

    def test_answer_to_another_message_belongs_to_the_last_follow_up(self):
        followup, _invoice = self._followed_up()
        text = "We have already paid."
        self.profile.sudo().message_post(body=text, message_type="email", author_id=self.customer.id)
        self.assertRecordValues(self.profile.reply_ids, [{"followup_id": followup.id, "kind": "paid"}])

    def test_colleagues_who_answer_by_mail_are_not_read(self):
        followup, _invoice = self._followed_up()
        new_test_user(self.env, "credit_colleague", "base.group_user", email="colleague@example.com")
        self.assertFalse(self._answer(followup, "We will pay on Friday.", sender="colleague@example.com"))

    def test_quotes_of_mail_programs_do_not_count(self):
        self._followed_up()
        text = "<p>Thanks.</p><blockquote data-o-mail-quote=\"1\"><p>we have already paid</p></blockquote>"
        self.profile.sudo().message_post(body=text, body_is_html=True, message_type="email", author_id=self.customer.id)
        self.assertRecordValues(self.profile.reply_ids, [{"kind": False, "text": "Thanks."}])

    @mute_logger("odoo.addons.credit_collection.models.reply.credit_profile")
    def test_answer_that_cannot_be_read_is_kept(self):
        followup, _invoice = self._followed_up()
        self.patch(type(self.env["credit.reply"]), "_read_again", lambda replies: 1 / 0)
        self.assertFalse(self._answer(followup, "We will pay on Friday."))
        self.assertIn("on Friday", self.profile.message_ids[0].body)

    def test_chinese_answer(self):
        followup, invoices = self._followed_up(1000, 500)
        text = f"{invoices[1].name} 明天付款，人民币500元。"
        reply = self._answer(followup, text)
        self.assertRecordValues(reply, [
            {"kind": "promise", "found_date": self._days(1), "move_ids": invoices[1].ids, "amount": 0.0}])
        self.setup_other_currency("CNY", rates=[("2020-01-01", 7.0)])
        reply = self._answer(followup, text, number=2)
        self.assertEqual((reply.amount, reply.currency_id.name), (500, "CNY"))

    # One click

    def test_promise_is_logged_with_day_and_amount_filled_in(self):
        followup, invoices = self._followed_up(1000, 500)
        reply = self._answer(followup, f"We will pay 300.00 of {invoices[0].name} tomorrow.")
        action = reply.action_log()
        self.assertRecordValues(followup, [{"outcome": "promised", "note": reply.text}])
        self.assertEqual(followup.outcome_id.code, "promised")
        self.assertEqual((reply.state, reply.logged_by_id), ("logged", self.collector))
        self.assertFalse(self.profile.promise_ids)
        wizard = Form(self.env[action["res_model"]].with_user(self.collector).with_context(**action["context"])).save()
        self.assertRecordValues(wizard, [{"amount": 300.0, "date": self._days(1), "source": "mail"}])
        self.assertEqual(wizard.line_ids.move_id, invoices[0])
        wizard.action_open_promise()
        self.assertRecordValues(self.profile.promise_ids, [
            {"state": "open", "amount": 300.0, "followup_id": followup.id, "source": "mail"}])

    def test_promise_without_amount_is_over_what_was_demanded_and_no_more_is_promised_than_owed(self):
        followup, _invoices = self._followed_up(1000, 500)
        context = self._answer(followup, "We will pay tomorrow.").action_log()["context"]
        self.assertNotIn("default_amount", context)
        reply = self._answer(followup, "We will pay 9,000.00 tomorrow.", number=2)
        self.assertEqual(reply.action_log()["context"]["default_amount"], 1500)

    def test_amount_in_another_currency_is_converted(self):
        self.setup_other_currency("EUR", rates=[("2020-01-01", 0.5)])
        followup, _invoice = self._followed_up()
        reply = self._answer(followup, "We will pay EUR 200.00 tomorrow.")
        self.assertEqual((reply.amount, reply.currency_id.name), (200, "EUR"))
        self.assertEqual(reply.action_log()["context"]["default_amount"], 400)

    def test_dispute_names_the_invoice_and_the_reason(self):
        followup, invoices = self._followed_up(1000, 500)
        reply = self._answer(followup, f"The goods of {invoices[1].name} were damaged. We will not pay.")
        action = reply.action_log()
        self.assertEqual(followup.outcome, "disputed")
        wizard = Form(self.env[action["res_model"]].with_user(self.collector).with_context(**action["context"])).save()
        self.assertRecordValues(wizard, [{"move_id": invoices[1].id, "amount": 500.0, "note": reply.text}])
        self.assertEqual(wizard.reason_id.code, "quality")
        wizard.action_open_dispute()
        self.assertEqual(invoices[1].credit_dispute_ids.state, "open")

    def test_dispute_of_one_of_many_invoices_that_is_not_named_is_left_to_the_collector(self):
        followup, _invoices = self._followed_up(1000, 500)
        self.assertNotIn("default_move_id", self._answer(followup, "The goods were damaged.").action_log()["context"])

    def test_copies_are_sent_to_who_asked(self):
        followup, invoices = self._followed_up(1000, 500)
        reply = self._answer(
            followup, f"Please send me a copy of the invoice {invoices[0].name}.",
            sender="Carla Contact <carla@careful.example.com>")
        self.assertEqual(reply.contact_id, self.contact)
        before = self.env["mail.mail"].sudo().search([])
        reply.action_log()
        mail = self.env["mail.mail"].sudo().search([]) - before
        self.assertEqual(mail.recipient_ids, self.contact)
        self.assertEqual(len(mail.attachment_ids), 1)
        self.assertIn(invoices[0].name, mail.body_html)
        self.assertEqual((followup.outcome, followup.outcome_id.code), ("reached", "documents"))

    def test_statement_is_sent_to_who_asks_for_one(self):
        followup, _invoice = self._followed_up()
        self._answer(followup, "Please send us a statement of account.").action_log()
        self.assertRecordValues(self.env["credit.statement"].search([("profile_id", "=", self.profile.id)]), [
            {"kind": "open_item", "state": "sent"}])

    def test_in_test_mode_requests_are_logged_and_nothing_is_sent(self):
        followup, _invoice = self._followed_up()
        copy = self._answer(followup, "Please send me a copy of the invoice.")
        statement = self._answer(followup, "Please send us a statement of account.", number=2)
        self.company.credit_test_mode = True
        mails = self.env["mail.mail"].sudo().search([])
        for reply in (copy, statement):
            self.assertEqual(reply.action_log()["params"]["message"], "Test mode: not sent.")
            self.assertEqual(reply.state, "logged")
        self.assertEqual(self.env["mail.mail"].sudo().search([]), mails)
        self.assertFalse(self.env["credit.statement"].search([("profile_id", "=", self.profile.id)]))

    def test_absence_and_wrong_person_leave_a_next_step(self):
        followup, _invoice = self._followed_up()
        back = self._days(9)
        self._answer(followup, f"I am out of the office until {back:%Y-%m-%d}.").action_log()
        self.assertRecordValues(followup, [{"outcome": "unreachable", "next_date": back}])
        reply = self._answer(followup, "I am not responsible. Please contact ap@careful.example.com.", number=2)
        reply.action_log()
        # The first follow-up has its outcome: the second answer is a contact of its own.
        self.assertNotEqual(reply.followup_id, followup)
        self.assertIn("ap@careful.example.com", reply.followup_id.next_step)

    def test_logged_and_dismissed_once(self):
        followup, _invoice = self._followed_up()
        reply = self._answer(followup, "This was paid last week.")
        reply.action_dismiss()
        self.assertEqual((reply.state, followup.outcome), ("dismissed", False))
        self.assertFalse(followup.reply_id)
        with self.assertRaises(UserError):
            reply.action_log()
        reply.action_propose()
        reply.action_log()
        for act in (reply.action_log, reply.action_dismiss):
            with self.assertRaises(UserError):
                act()

    # Patterns are data

    def test_manager_teaches_a_phrase_and_reads_again(self):
        followup, _invoice = self._followed_up()
        reply = self._answer(followup, "The cows are on the way to your barn.")
        self.assertFalse(reply.kind)
        manager = self._user("manager")
        manager.group_ids += self.env.ref("credit_collection.credit_collection_group_shared")
        self.env["credit.reply.pattern"].with_user(manager).create({
            "name": "Cows", "kind": "paid", "phrases": "cows * on the way"})
        reply.action_propose()
        self.assertRecordValues(reply, [{"kind": "paid", "words": "The cows are on the way to your barn."}])
        trial = self.env["credit.reply.try"].with_user(manager).create({"text": "Cows on the way, 500 EUR on 2020-05-06"})
        self.assertRecordValues(trial, [{"kind": "paid"}])

    def test_archived_phrases_are_not_read_whoever_asked_first(self):
        """What is cached is the same for all: the list of archived patterns does not bring them back."""
        Pattern = self.env["credit.reply.pattern"]
        pattern = Pattern.search([("kind", "=", "paid")], limit=1)
        pattern.active = False
        keys = {phrases.key for phrases in Pattern.with_context(active_test=False)._get_all_phrases()}
        self.assertTrue(keys)
        self.assertNotIn(pattern.id, keys)

    def test_phrases_that_cannot_be_meant_are_refused(self):
        for phrases in ("(paid", "* *", "a * b * c * d * e", "x" * 300, " \n "):
            with self.assertRaises(ValidationError), self.env.cr.savepoint():
                self.env["credit.reply.pattern"].create({"name": "Wrong", "kind": "paid", "phrases": phrases})

    # Who

    def test_viewer_reads_and_does_nothing(self):
        followup, _invoice = self._followed_up()
        reply = self._answer(followup, "This was paid last week.").with_user(self._user("viewer"))
        self.assertEqual(reply.kind, "paid")
        for act in (reply.action_log, reply.action_dismiss, reply.action_propose):
            with self.assertRaises(AccessError):
                act()
        with self.assertRaises(AccessError):
            reply.kind = "promise"
        with self.assertRaises(AccessError):
            self.env["credit.reply.pattern"].with_user(self.collector).create(
                {"name": "Mine", "kind": "paid", "phrases": "x"})

    def test_collector_corrects_the_reading_not_the_text(self):
        followup, _invoice = self._followed_up()
        reply = self._answer(followup, "This was paid last week.")
        reply.write({"kind": "promise", "found_date": self._days(3)})
        for name, value in (("text", "We owe nothing"), ("state", "logged"), ("profile_id", False)):
            with self.assertRaises(AccessError):
                reply.write({name: value})

    def test_merged_customers_keep_their_replies(self):
        followup, _invoice = self._followed_up()
        reply = self._answer(followup, "This was paid last week.")
        other = self.env["res.partner"].create({"name": "Other", "is_company": True})
        other._get_credit_profiles()
        self.env["base.partner.merge.automatic.wizard"].create({})._merge((self.customer + other).ids, other)
        self._refresh()
        self.assertEqual(reply.exists().profile_id.partner_id, other)
