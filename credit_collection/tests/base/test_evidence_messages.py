"""What was sent, received or logged stays in the chatter; notes of users are theirs."""

from odoo.exceptions import UserError
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

    def test_a_note_of_the_user_is_their_own(self):
        note = self.profile.with_user(self.collector).message_post(body=NOTE, message_type="comment")
        note.write({"body": "No typo"})
        note.unlink()
        self.assertFalse(note.exists())

    def test_messages_elsewhere_are_as_before(self):
        message = self.customer.message_post(body=NOTE, message_type="notification")
        message.with_user(self.env.ref("base.user_admin")).unlink()
        self.assertFalse(message.exists())
