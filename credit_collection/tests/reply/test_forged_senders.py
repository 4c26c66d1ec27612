"""The sender of an e-mail can be forged: whoever writes as a customer gets nothing that the customer does not get."""

from odoo.tests import tagged

from .common import ADDRESS, KNOWN, ReceivablesCommon

FORGER = "payments@careful-example.com"


@tagged("post_install", "-at_install")
class TestForgedSenders(ReceivablesCommon):

    def _forge(self, text, sender=KNOWN):
        reply, _unassigned = self._write(text, sender=sender, to=f"{ADDRESS}, Ann <{FORGER}>", headers=[
            ("Reply-To", FORGER), ("Cc", f"Bob <bob@careful-example.com>, {FORGER}"), ("Return-Path", FORGER)])
        return reply.with_user(self.collector)

    def _get_suggested(self, profile=None):
        profile = (profile or self.profile).with_user(self.collector)
        recipients = profile._message_get_suggested_recipients(reply_discussion=True)
        return [recipient["email"] for recipient in recipients]

    def test_copies_go_to_the_address_on_file(self):
        reply = self._forge(f"Please send us a copy of {self.invoice.name}.")
        self.assertEqual(reply.kind, "copy")
        before = self.env["mail.mail"].search([])
        reply.action_log()
        mail = self.env["mail.mail"].search([]) - before
        self.assertRecordValues(mail, [{"recipient_ids": self.customer.ids, "email_to": False, "email_cc": False}])
        self.assertNotIn(FORGER, mail.reply_to)

    def test_statement_goes_to_the_address_on_file(self):
        reply = self._forge("Please send us a statement of account.")
        self.assertTrue(reply.pattern_id.wants_statement)
        before = self.env["mail.mail"].search([])
        reply.action_log()
        self.profile.sudo().statement_ids._send(self.today)
        mail = self.env["mail.mail"].search([]) - before
        self.assertTrue(mail)
        self.assertEqual(mail.recipient_ids, self.customer)
        self.assertFalse(any(mail.mapped("email_cc")) or any(mail.mapped("email_to")))

    def test_who_answers_in_the_thread_is_proposed_nobody_but_the_customer(self):
        reply = self._forge("Please send me the contract.")
        self.assertIn(FORGER, reply.message_id.sudo().incoming_email_cc, "what core proposes to write to")
        self.assertEqual(self._get_suggested(), ["accounts@careful.example.com"])

    def test_contacts_of_other_customers_are_proposed_to_nobody_who_answers(self):
        self.env["res.partner"].create({"name": "Forger", "email": FORGER})
        ann = self.env["res.partner"].create({
            "name": "Ann", "email": "ann@careful.example.com", "parent_id": self.customer.id})
        self._forge("Please send me the contract.", sender=ann.email_formatted)
        self.assertEqual(set(self._get_suggested()), {"accounts@careful.example.com", "ann@careful.example.com"})

    def test_sender_of_a_message_that_was_assigned_is_proposed_to_nobody(self):
        _reply, unassigned = self._write(f"We have paid {self.invoice.name}.", sender=FORGER)
        unassigned.with_user(self.collector).action_assign()
        self.assertTrue(self.profile.reply_ids)
        self.assertEqual(self._get_suggested(), ["accounts@careful.example.com"])

    def test_mail_programs_of_colleagues_add_nobody_to_their_answer(self):
        self.collector.notification_type = "email"
        self.profile.message_subscribe(self.collector.partner_id.ids)
        before = self.env["mail.mail"].search([])
        self._forge("Please send me the contract.")
        mail = self.env["mail.mail"].search([]) - before
        self.assertEqual(mail.recipient_ids, self.collector.partner_id)
        self.assertNotIn("careful-example.com", f"{mail.headers} {mail.reply_to} {mail.email_cc}")

    def test_what_a_stranger_writes_as_a_customer_changes_nothing_by_itself(self):
        followup = self._run()
        before = self.profile.read(["on_hold", "exposure_total", "overdue_amount"])
        for text in (
            f"We dispute {self.invoice.name}: the goods were damaged.", "We will pay 1,000.00 tomorrow.",
            "We have already paid.", "Our new address is x@careful-example.com, please write there.",
        ):
            with self.subTest(text):
                reply = self._forge(text)
                self.assertEqual(reply.state, "proposed")
        self.assertFalse(self.profile.dispute_ids)
        self.assertFalse(self.profile.promise_ids)
        self.assertFalse(followup.outcome)
        self.assertEqual(self.profile.read(["on_hold", "exposure_total", "overdue_amount"]), before)
        self.assertEqual(self.env["credit.addressee"]._find(self.profile)[self.profile], self.customer)
        self.assertEqual(self.customer.email, "accounts@careful.example.com")
