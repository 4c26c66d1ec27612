from odoo import api, models
from odoo.exceptions import UserError

# What makes a message say something else.
TELLING = {"body", "subject", "author_id", "email_from", "date", "model", "res_id", "message_type", "subtype_id"}


class MailMessage(models.Model):
    """E-mails to and from customers, and what was logged about a decision, are evidence like the document they stand at.
    Notes of users are theirs."""

    _inherit = "mail.message"

    def write(self, vals):
        if TELLING & vals.keys():
            self._check_credit_evidence()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_credit_evidence(self):
        self._check_credit_evidence()

    def _check_credit_evidence(self):
        """:raise UserError: for users who would change or delete what was sent, received or logged"""
        if self.env.su:
            return
        ours = self.pool.descendants(["credit.roles.mixin"], "_inherit")
        # sudo: what kind of messages these are; the rights on them have been checked.
        if any(message.message_type != "comment" and message.model in ours for message in self.sudo()):
            raise UserError(self.env._("What was sent, received or logged is evidence and stays as it is."))
