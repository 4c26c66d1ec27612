from odoo import models
from odoo.exceptions import RedirectWarning

ATTEMPTS = ("call", "visit")


class MailActivity(models.Model):
    _inherit = "mail.activity"

    def action_feedback(self, feedback=False, attachment_ids=None):
        self._ask_for_outcome(feedback)
        return super().action_feedback(feedback=feedback, attachment_ids=attachment_ids)

    def action_feedback_schedule_next(self, feedback=False, attachment_ids=None):
        self._ask_for_outcome(feedback)
        return super().action_feedback_schedule_next(feedback=feedback, attachment_ids=attachment_ids)

    def _ask_for_outcome(self, feedback):
        """:raise RedirectWarning: when a call to a customer would be finished without a word about what came of it"""
        if (feedback or "").strip():
            return
        # sudo: a user who finishes the activity is asked, also without the right to see the follow-up.
        followup_sudo = self.env["credit.followup"].sudo().search([
            ("activity_id", "in", self.ids), ("state", "=", "todo"), ("outcome", "=", False),
            ("channel", "in", ATTEMPTS)], limit=1)
        if followup_sudo and self.env.user.has_group("credit_collection.credit_collection_group_collector"):
            raise RedirectWarning(
                self.env._("%(call)s: what was the outcome?", call=followup_sudo.display_name),
                self.env.ref("credit_collection.credit_contact_log_action").id, self.env._("Log the Contact"),
                {"default_followup_id": followup_sudo.id, "default_profile_id": followup_sudo.profile_id.id})
