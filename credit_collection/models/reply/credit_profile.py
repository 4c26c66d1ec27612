import logging

from odoo import fields, models

from ..common.beside import try_to

_logger = logging.getLogger(__name__)


class CreditProfile(models.Model):
    _inherit = "credit.profile"

    reply_ids = fields.One2many("credit.reply", "profile_id", string="Replies")
    reply_to_log_count = fields.Integer(string="Replies to Log", compute="_compute_reply_to_log_count")

    def _compute_reply_to_log_count(self):
        counts = dict(self.env["credit.reply"]._read_group(
            [("profile_id", "in", self.ids), ("state", "=", "proposed")], ["profile_id"], ["__count"]))
        for profile in self:
            profile.reply_to_log_count = counts.get(profile._origin, 0)

    def action_view_replies(self):
        """:return: the answers of the customer that wait"""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("credit_collection.credit_reply_action")
        return {**action, "domain": [("profile_id", "=", self.id)]}

    def _message_post_after_hook(self, message, msg_vals):
        """Read what the customer writes. An answer that cannot be read stays as it is."""
        result = super()._message_post_after_hook(message, msg_vals)
        if message.message_type == "email" and not message.author_id.user_ids.filtered(lambda user: not user.share):
            # sudo: incoming mail is processed for all companies; what was read is evidence.
            error = try_to(self.env, lambda: self.env["credit.reply"].sudo()._receive(self.sudo(), message.sudo()))
            if error:
                _logger.warning("the answer %s could not be read", message.id, exc_info=error)
        return result
