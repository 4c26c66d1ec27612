"""What was sent, received or logged stays in the chatter; notes of users are theirs."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import CreditCommon

NOTE = "Typo"


@tagged("post_install", "-at_install")
class TestEvidenceMessages(CreditCommon):

    def setUp(self):
        super().setUp()
        self.collector = self._user("collector")

    def _check_kept(self, message):
        message = message.with_user(self.collector)
        with self.assertRaises(UserError):
            message.unlink()
        with self.assertRaises(UserError):
            message.write({"body": "We never wrote this"})
        self.assertTrue(message.exists())

    def test_the_message_of_a_sent_statement_stays(self):
        self._invoice(100, -5)
        statement = self.profile._create_statements(self._days(-30), self.today, "open_item")
        statement.with_user(self.collector).action_send()
        self._check_kept(statement.message_id)

    def test_what_was_logged_of_a_promise_stays(self):
        invoice = self._invoice(100, -5)
        promise = self.env["credit.promise"].create({
            "profile_id": self.profile.id, "line_ids": [(6, 0, self._open_item(invoice).ids)],
            "instalment_ids": [(0, 0, {"date": self._days(5), "amount": 100})]})
        promise._message_log(body="Entered in the portal")
        self._check_kept(promise.message_ids[0])

    def test_the_files_of_a_sent_message_stay(self):
        files = self.env["ir.attachment"].create([
            {"name": f"{kind}.pdf", "raw": b"Reminder", "res_model": "credit.profile", "res_id": self.profile.id}
            for kind in ("sent", "noted")])
        text = "Please pay"
        sent = self.profile.message_post(body=text, message_type="email_outgoing", attachment_ids=files[0].ids)
        self.profile.message_post(body=text, message_type="comment", attachment_ids=files[1].ids)
        kept, own = files.with_user(self.collector)
        for change in (
            kept.unlink, lambda: kept.write({"raw": b"Never written"}), lambda: kept.write({"name": "other.pdf"}),
            lambda: sent.with_user(self.collector).write({"attachment_ids": [(5,)]}),
            lambda: sent.with_user(self.collector).write({"is_internal": True}),
        ):
            with self.assertRaises(UserError):
                change()
        self.assertEqual(sent.attachment_ids.raw, b"Reminder")
        own.write({"raw": b"Looked"})
        own.unlink()
        self.assertFalse(own.exists())

    def test_nobody_enters_what_a_customer_is_to_have_written(self):
        profile = self.profile.with_user(self.collector)
        forged = {"body": "I owe it", "author_id": self.customer.id}
        Message = self.env["mail.message"].with_user(self.collector)
        vals = {**forged, "model": "credit.profile", "res_id": profile.id}
        for act in (
            lambda: profile.message_post(**forged, message_type="email"),
            lambda: Message.create({**vals, "message_type": "email"}),
            lambda: Message.with_context(default_message_type="email").create(vals),
        ):
            with self.assertRaises(AccessError):
                act()
        self.assertFalse(self.profile.reply_ids)

    def test_what_was_logged_stays_at_every_document_of_ours(self):
        names = [
            name for name, model in self.env.items()
            if name.startswith("credit.") and not model._abstract and hasattr(model, "message_post")]
        self.assertGreater(len(names), 10)
        for name in names:
            message = self.env["mail.message"].sudo().new({"model": name, "message_type": "notification"})
            with self.subTest(name), self.assertRaises(UserError):
                message.sudo(False)._check_credit_evidence()

    def test_a_note_of_the_user_is_their_own(self):
        note = self.profile.with_user(self.collector).message_post(body=NOTE, message_type="comment")
        note.write({"body": "No typo"})
        note.unlink()
        self.assertFalse(note.exists())

    def test_messages_elsewhere_are_as_before(self):
        message = self.customer.message_post(body=NOTE, message_type="notification")
        message.with_user(self.env.ref("base.user_admin")).unlink()
        self.assertFalse(message.exists())
