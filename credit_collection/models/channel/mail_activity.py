from odoo import models


class MailActivity(models.Model):
    _inherit = "mail.activity"

    def _action_done(self, feedback=False, attachment_ids=None):
        """A call that is done in the chatter is done on the worklist too."""
        result = super()._action_done(feedback=feedback, attachment_ids=attachment_ids)
        # sudo: the state of a follow-up is evidence, and a user who may close the activity has done the call.
        followups = self.env["credit.followup"].sudo().search([("activity_id", "in", self.ids), ("state", "=", "todo")])
        for today, group in followups._group_by_day().items():
            group._set_state("done", done_date=today, **({"note": feedback} if feedback else {}))
        return result
