from odoo import fields, models


class MailMail(models.Model):
    _inherit = "mail.mail"

    def _postprocess_sent_message(self, success_pids, success_emails, failure_reason=False, failure_type=None):
        """A follow-up whose e-mail could not be delivered goes back to the worklist, with the reason."""
        today = fields.Date.context_today(self)
        if failure_type:
            # sudo: the mail queue runs for all companies; the state of a follow-up is evidence.
            followups = self.env["credit.followup"].sudo().search([("mail_id", "in", self.ids), ("state", "=", "sent")])
            followups._set_state("failed", error=failure_reason or self.env._("The e-mail could not be delivered."))
        elif late := self.filtered(lambda mail: mail.model == "credit.profile" and mail.create_date.date() < today):
            # sudo: as above. The next level is counted from the day on which the letter really left.
            followups = self.env["credit.followup"].sudo().search([("mail_id", "in", late.ids)])
            followups.profile_id._count_followups_from(today)
        return super()._postprocess_sent_message(
            success_pids, success_emails, failure_reason=failure_reason, failure_type=failure_type
        )
