import logging

from odoo import api, fields, models

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

    def _message_get_suggested_recipients_batch(self, *args, **kwargs):
        """Only addresses on file of the customer are proposed to a colleague who writes, and those of other colleagues: whom an
        e-mail names as sender or copy, nobody has checked."""
        suggested = super()._message_get_suggested_recipients_batch(*args, **kwargs)
        partners = self.env["res.partner"].browse(
            recipient["partner_id"] for recipients in suggested.values() for recipient in recipients if recipient["partner_id"])
        colleagues = set(partners.filtered(lambda partner: not partner.partner_share).ids)
        for profile in self:
            theirs = partners.filtered(lambda partner, own=profile: partner.commercial_partner_id == own.partner_id)
            known = colleagues.union(theirs.ids)
            suggested[profile.id] = [recipient for recipient in suggested[profile.id] if recipient["partner_id"] in known]
        return suggested

    def _notify_by_email_get_headers(self, headers=None):
        """Whom an e-mail names is not added when a colleague answers all in their mail program, either."""
        headers = super()._notify_by_email_get_headers(headers=headers)
        headers.pop("X-Msg-To-Add", None)
        return headers

    @api.model
    def _routing_check_route(self, message, message_dict, route, raise_exception=True):
        """A message to the address for receivables that answers none of ours goes to the thread of the customer who writes,
        or to the messages to assign. What our own addresses and programs of strangers answer goes nowhere."""
        route = super()._routing_check_route(message, message_dict, route, raise_exception=raise_exception)
        if not route or route[1] or not route[4]:
            return route
        _model, _thread_id, values, user_id, alias = route
        # sudo: incoming mail is processed for all companies.
        company = self.env["res.company"].sudo().browse((values or {}).get("company_id")).exists() or self.env.company
        return self.env["credit.sender"].sudo()._route(company.root_id, message, message_dict, (values, user_id, alias))
