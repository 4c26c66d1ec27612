"""Follow Up Now: gap and addressee by the functions of the run, any level with a reason, chosen invoices only."""

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common import FollowupCommon


@tagged("post_install", "-at_install")
class TestFollowUpNow(FollowupCommon):

    def _wizard(self, **vals):
        self._refresh()
        return self.env["credit.followup.now"].create({"profile_id": self.profile.id, **vals})

    def test_second_reminder_on_the_day_of_the_first_is_questioned(self):
        self._invoice(1000, -30)
        self._run()
        wizard = self._wizard(level_id=self.level_2.id)
        self.assertIn("next level is due on", wizard.objection)
        self.assertFalse(wizard.warning, "a question, no bar")
        wizard.reason = "The customer has asked for it"
        wizard.action_confirm()
        self.assertRecordValues(self.profile.followup_ids.filtered(lambda f: f.level_id == self.level_2), [
            {"state": "sent", "manual_reason": "The customer has asked for it"}])

    def test_level_that_is_due_is_not_questioned(self):
        self._invoice(1000, -10)
        self.assertFalse(self._wizard().objection)

    def test_level_done_comes_again_with_a_reason(self):
        self._invoice(1000, -10)
        self._run()
        wizard = self._wizard(level_id=self.level_1.id)
        self.assertIn("already", wizard.objection)
        with self.assertRaisesRegex(UserError, "enter a justification"):
            wizard.action_confirm()
        wizard.reason = "The first one went to the wrong department"
        wizard.action_confirm()
        self.assertRecordValues(self.profile.followup_ids.sorted("id"), [
            {"level_id": self.level_1.id, "repeat_number": 0, "state": "sent"},
            {"level_id": self.level_1.id, "repeat_number": 1, "state": "sent"},
        ])

    def test_form_asks_for_the_reason(self):
        self._invoice(1000, -30)
        self._run()
        form = Form(self.env["credit.followup.now"].with_context(default_profile_id=self.profile.id))
        form.level_id = self.level_2
        with self.assertRaises(AssertionError):
            form.save()
        form.reason = "The customer has asked for it"
        self.assertTrue(form.save().objection)

    def test_about_chosen_invoices_only(self):
        first, second = self._invoice(1000, -10), self._invoice(300, -7)
        wizard = self._wizard()
        wizard.line_ids -= self._open_item(first)
        self.assertRecordValues(wizard, [{"amount_due": 300, "days_overdue": 7}])
        self.assertNotIn(first.name, wizard.preview)
        wizard.action_confirm()
        followup = self.profile.followup_ids
        self.assertRecordValues(followup, [{"amount_due": 300, "line_ids": self._open_item(second).ids}])
        self.assertNotIn(first.name, followup.body)
