import logging

from odoo import fields, models

from ..common.beside import try_to

_logger = logging.getLogger(__name__)


class CreditProfile(models.Model):
    _inherit = "credit.profile"

    reply_ids = fields.One2many("credit.reply", "profile_id", string="Replies")

    def _message_post_after_hook(self, message, msg_vals):
        """Read what the customer writes. An answer that cannot be read stays as it is."""
        result = super()._message_post_after_hook(message, msg_vals)
        if message.message_type == "email" and not message.author_id.user_ids.filtered(lambda user: not user.share):
            # sudo: incoming mail is processed for all companies; what was read is evidence.
            error = try_to(self.env, lambda: self.env["credit.reply"].sudo()._receive(self.sudo(), message.sudo()))
            if error:
                _logger.warning("the answer %s could not be read", message.id, exc_info=error)
        return result
