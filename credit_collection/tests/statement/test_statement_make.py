"""The dialog: one customer from the profile, many from the list, drafts or sent at once."""

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import StatementCommon


@tagged("post_install", "-at_install")
class TestStatementMake(StatementCommon):

    def _open(self, profiles, user=None):
        action = profiles.with_user(user or self.collector).action_make_statements()
        Make = self.env[action["res_model"]].with_user(user or self.collector).with_context(**action["context"])
        return Form(Make)

    def test_a_collector_drafts_and_looks(self):
        self._invoice(250, -10)
        make = self._open(self.profile)
        make.kind = "open_item"
        action = make.save().action_draft()
        statement = self.profile.statement_ids
        self.assertEqual(action["res_id"], statement.id)
        self.assertRecordValues(statement, [{"kind": "open_item", "state": "draft", "date_to": self.today}])
        self.assertEqual(self.profile.statement_count, 1)
        self.assertIn("250.00", statement.with_user(self.collector).balance_text)
        self.assertEqual(statement.with_user(self.collector).action_open_pdf()["type"], "ir.actions.report")
        self.assertIn(str(statement.id), statement.action_open_xlsx()["url"])

    def test_a_selection_is_sent_without_those_who_owe_nothing(self):
        self._invoice(250, -10)
        self._open(self.profile | self.other_profile).save().action_send()
        self.assertEqual(self.profile.statement_ids.state, "sent")
        self.assertFalse(self.other_profile.statement_ids)
        self.assertIn("/web/content/", self.profile.statement_ids.action_open_pdf()["url"])

    def test_nothing_to_tell_is_told(self):
        with self.assertRaisesRegex(UserError, "None of these customers"):
            self._open(self.other_profile).save().action_send()
        make = self._open(self.other_profile)
        make.skip_empty = False
        make.save().action_draft()
        self.assertEqual(self.other_profile.statement_ids.balance_text, "–")

    def test_viewers_make_none(self):
        viewer = self._user("viewer")
        with self.assertRaises(AccessError):
            self.profile.with_user(viewer).action_make_statements()

    def test_nobody_makes_statements_of_other_companies(self):
        """Neither by the dialog nor with a record of the other company in hand."""
        other = self.setup_other_company()["company"]
        self.env.user.company_ids = [Command.link(other.id)]
        theirs = self.customer._get_credit_profiles(other)
        make = self.env["credit.statement.make"].with_user(self.collector).create({
            "profile_ids": [Command.set(self.profile.ids)], "skip_empty": False})
        make.sudo().profile_ids = theirs
        self._invoice(250, -10)
        with self.assertRaises(UserError):
            make.action_draft()
        with self.assertRaises(AccessError):
            theirs.with_user(self.collector)._create_statements(self._days(-10), self.today)
        self.assertFalse(theirs.statement_ids)

    def test_the_answer_is_printed_with_what_the_ledger_says_now(self):
        invoice = self._invoice(250, -10)
        statement = self._as_of_today()
        statement.with_user(self.collector).action_send()
        statement._contest("Ann Buyer", "50 too much", 200.0, move=invoice)
        action = statement.with_user(self.collector).action_print_answer()
        content, _kind = self.env["ir.actions.report"].with_user(self.collector)._render_qweb_html(
            action["report_name"], statement.ids)
        text = content.decode().replace("\xa0", " ")
        for part in ("Ann Buyer", "50 too much", "250.00", "200.00", "50.00", statement.pdf_checksum):
            self.assertIn(part, text)
