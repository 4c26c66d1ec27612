from odoo import api, fields, models


class CreditFollowup(models.Model):
    """The answers to a follow-up, and what is proposed as its outcome."""

    _inherit = "credit.followup"

    reply_ids = fields.One2many("credit.reply", "followup_id", string="Replies")
    reply_id = fields.Many2one("credit.reply", string="Reply to Log", compute="_compute_reply_id")
    reply_proposal = fields.Char(string="Proposed Outcome", compute="_compute_reply_id")
    reply_text = fields.Char(string="Reply", compute="_compute_reply_id")

    @api.depends("reply_ids.state", "reply_ids.kind", "reply_ids.found_date", "reply_ids.amount", "reply_ids.move_ids")
    @api.depends_context("lang")
    def _compute_reply_id(self):
        for followup in self:
            reply = followup.reply_ids.filtered(lambda reply: reply.state == "proposed")[:1]
            followup.update({"reply_id": reply, "reply_proposal": reply.proposal, "reply_text": reply.summary})

    def action_log_reply(self):
        """Log what the last answer was read to mean, see ``credit.reply.action_log``."""
        self.ensure_one()
        return self.reply_id.action_log()

    def action_dismiss_reply(self):
        """Leave the last answer as it is."""
        self.reply_id.action_dismiss()
