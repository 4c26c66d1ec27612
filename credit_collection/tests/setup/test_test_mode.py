from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common import FollowupCommon


@tagged("post_install", "-at_install")
class TestTestMode(FollowupCommon):
    """A company that begins: everything is decided and written, nothing reaches a customer until it goes live."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.credit_test_mode = True
        cls.level_1.write({"send_mail": True, "send_letter": True, "activity_type_id": cls.env.ref(
            "credit_collection.mail_activity_type_followup_call").id, "notify_salesperson": True})
        cls.customer.write({"street": "Main Street 1", "city": "Springfield", "user_id": cls.env.user.id})
        cls.profile.invalidate_recordset()

    def _count_messages(self):
        self.env.flush_all()
        return (
            self.env["mail.mail"].sudo().search_count([("state", "=", "outgoing")]),
            self.env["mail.activity"].search_count([]))

    def test_a_run_in_test_mode_writes_everything_and_sends_nothing(self):
        self._invoice(500, -10)
        before = self._count_messages()
        followups = self._run()
        self.assertEqual(set(followups.mapped("state")), {"test"})
        self.assertEqual(set(followups.mapped("channel")), {"mail", "letter", "call"})
        self.assertEqual(self._count_messages(), before)
        mail = followups.filtered(lambda followup: followup.channel == "mail")
        self.assertIn("Reminder 1", mail.subject)
        self.assertIn("500", mail.body)
        self.assertEqual(mail.amount_due, 500)
        self.assertFalse(mail.mail_id)

    def test_levels_go_on_in_test_mode_and_begin_anew_when_it_ends(self):
        self._invoice(500, -10)
        self._run()
        self._run(days=10)
        self.assertEqual(self.profile.followup_level_id, self.level_2)
        self.company.action_credit_go_live()
        self.assertFalse(self.company.credit_test_mode)
        self.assertFalse(self.profile.followup_level_id)
        self.assertFalse(self.profile.last_followup_date)
        followups = self._run()
        self.assertEqual(followups.level_id, self.level_1)
        self.assertEqual(followups.filtered(lambda followup: followup.channel == "mail").state, "sent")

    def test_what_was_sent_before_the_test_mode_counts_after_it(self):
        self.company.credit_test_mode = False
        self._invoice(500, -10)
        sent = self._run()
        self.company.credit_test_mode = True
        self._run(days=10)
        self.assertEqual(self.profile.followup_level_id, self.level_2)
        self.company.action_credit_go_live()
        self.assertEqual(self.profile.followup_level_id, self.level_1)
        self.assertEqual(self.profile.last_followup_date, sent[0].date)

    def test_a_test_is_no_evidence_of_a_reminder(self):
        invoice = self._invoice(500, -10)
        self._run()
        self.assertFalse(self.env["credit.followup"].search([
            ("line_ids", "in", invoice.line_ids.ids), ("state", "in", ("sent", "done"))]))
        with self.assertRaises(UserError):
            self.env["credit.followup"].search([("profile_id", "=", self.profile.id)])[:1]._set_state("sent")

    def test_other_messages_are_stopped_and_statements_say_why(self):
        self._invoice(500, -10)
        mails = self.env["credit.notice"]._queue([(self.profile, lambda env: ("Hello", {"lines": ["Text"]}))])
        self.assertEqual(mails[self.profile].state, "cancel")
        statement = self.profile._create_statements(self._days(-30), self._days(0))
        with self.assertRaisesRegex(UserError, "test mode"):
            statement.action_send()
        self.assertEqual(statement.state, "draft")

    def test_what_waits_in_the_queue_when_it_begins_does_not_leave(self):
        self.company.credit_test_mode = False
        self._invoice(500, -10)
        followup = self._run().filtered(lambda followup: followup.channel == "mail")
        statement = self.profile._create_statements(self._days(-30), self._days(0))
        statement.action_send()
        mails = followup.sudo().mail_id + statement.sudo().mail_id
        self.assertEqual(mails.mapped("state"), ["outgoing", "outgoing"])
        self.company.credit_test_mode = True
        Server, left = self.registry["ir.mail_server"], []
        with (
            patch.object(Server, "_disable_send", lambda _self: False),
            patch.object(Server, "_connect__", lambda *_args, **_kwargs: None),
            patch.object(Server, "send_email", lambda _self, message, **_kwargs: left.append(message["To"])),
        ):
            mails.send()
        self.assertFalse(left)
        self.assertEqual((followup.state, followup.error), ("failed", "Test mode: not sent."))
        self.assertEqual(statement.error, "Test mode: not sent.")
        self.company.action_credit_go_live()
        followup.action_retry()
        self.assertEqual(followup.state, "sent")

    def test_an_order_over_the_limit_is_marked_and_let_through(self):
        self.profile.write({"limit_mode": "limited", "credit_limit": 100})
        order = self._order(500)
        order.action_confirm()
        self.assertEqual((order.state, order.credit_state), ("sale", "warned"))
        self.company.action_credit_go_live()
        order = self._order(500)
        order.action_confirm()
        self.assertEqual((order.state, order.credit_state), ("draft", "held"))

    def test_another_company_is_live(self):
        other = self.env["res.company"].create({"name": "Other Company"})
        self.assertFalse(other._is_credit_test_mode())
        branch = self.env["res.company"].create({"name": "Branch", "parent_id": self.company.id})
        self.assertTrue(branch._is_credit_test_mode())

    def test_managers_do_not_go_live_for_another_company(self):
        other = self.env["res.company"].create({"name": "Another Company", "credit_test_mode": True})
        with self.assertRaises(AccessError):
            other.with_user(self._user("manager")).action_credit_go_live()
        self.assertTrue(other.credit_test_mode)

    def test_only_managers_go_live(self):
        for user in (self._user("collector"), self._user("salesperson")):
            with self.assertRaises(AccessError):
                self.company.with_user(user).action_credit_go_live()
        self.company.with_user(self._user("manager")).action_credit_go_live()
        self.assertFalse(self.company.credit_test_mode)


@tagged("post_install", "-at_install")
class TestUndoRun(FollowupCommon):
    """The first run went out with the wrong text: it is undone as far as nothing has left."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls._user("manager")

    def _get_run(self):
        self.env.flush_all()
        return self.env["credit.followup.run"].search([("company_id", "=", self.company.id)], limit=1)

    def test_a_run_is_undone_and_done_again(self):
        self.level_1.activity_type_id = self.env.ref("credit_collection.mail_activity_type_followup_call")
        self._invoice(500, -10)
        followups = self._run()
        mail, activity = followups.sudo().mail_id, followups.activity_id
        self.assertEqual(mail.state, "outgoing")
        self._get_run().with_user(self.manager).action_undo()
        self.assertEqual(mail.state, "cancel")
        self.assertFalse(activity.exists())
        self.assertEqual(set(followups.mapped("state")), {"skipped"})
        self.assertIn("undone", followups[0].note)
        self.assertFalse(self.profile.followup_level_id)
        again = self._run()
        self.assertEqual(again.level_id, self.level_1)
        self.assertEqual(set(again.mapped("state")), {"sent", "todo"})

    def test_a_later_run_is_undone_down_to_the_level_before(self):
        self._invoice(500, -10)
        first = self._run()
        first.sudo().mail_id.write({"state": "sent"})
        self._run(days=10)
        self.assertEqual(self.profile.followup_level_id, self.level_2)
        self._get_run().with_user(self.manager).action_undo()
        self.assertEqual(self.profile.followup_level_id, self.level_1)
        self.assertEqual(self.profile.last_followup_date, first.date)
        self.assertEqual(first.state, "sent")

    def test_a_run_is_undone_after_the_payment_came(self):
        invoice = self._invoice(500, -10)
        followups = self._run()
        mail = followups.sudo().mail_id
        self._pay(invoice)
        self._refresh()
        self._get_run().with_user(self.manager).action_undo()
        self.assertEqual((set(followups.mapped("state")), mail.state), ({"skipped"}, "cancel"))
        self.assertRecordValues(self.profile, [{"followup_level_id": False, "last_followup_date": False}])
        self.assertFalse(self._run())

    def test_customers_who_have_got_something_keep_theirs(self):
        other = self._create_others()[0]
        self._invoice(500, -10)
        self._invoice(300, -10, partner=other)
        profiles = self.profile | other._get_credit_profiles()
        self._run(profiles=profiles)
        left = self.env["credit.followup"].search([("profile_id", "=", self.profile.id)])
        left.sudo().mail_id.unlink()
        notice = self._get_run().with_user(self.manager).action_undo()
        self.assertEqual(left.state, "sent")
        self.assertEqual(self.profile.followup_level_id, self.level_1)
        self.assertFalse((profiles - self.profile).followup_level_id)
        self.assertIn("1 stay", notice["params"]["message"])

    def test_only_the_last_run_and_only_what_has_not_left(self):
        self._invoice(500, -10)
        first = self._run()
        run = self._get_run()
        self._run(days=10)
        with self.assertRaisesRegex(UserError, "last run"):
            run.with_user(self.manager).action_undo()
        self._get_run().with_user(self.manager).action_undo()
        first.sudo().mail_id.unlink()
        with self.assertRaisesRegex(UserError, "left already"):
            run.with_user(self.manager).action_undo()

    def test_only_managers_undo_a_run(self):
        self._invoice(500, -10)
        followups = self._run()
        with self.assertRaises(AccessError):
            self._get_run().with_user(self._user("collector")).action_undo()
        self.assertEqual(followups.state, "sent")
        self.assertEqual(followups.date, fields.Date.to_date(self._days(0)))
