from odoo import api, models
from odoo.tools import html2plaintext


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    @api.model
    def _routing_handle_bounce(self, email_message, message_dict):
        """A follow-up whose e-mail came back goes back to the worklist."""
        result = super()._routing_handle_bounce(email_message, message_dict)
        message = message_dict.get("bounced_message")
        if message and message.model == "credit.profile":
            # sudo: incoming mail is processed for all companies; the state of a follow-up is evidence.
            self.env["credit.followup"].sudo()._receive_bounce(message, html2plaintext(message_dict.get("body") or ""))
        return result
