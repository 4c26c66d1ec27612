from odoo import api, models

from ...tools.reply.automatic import is_automatic


class MailThread(models.AbstractModel):
    """Answers of programs are told from those of people while the headers of an e-mail are there."""

    _inherit = "mail.thread"

    @api.model
    def _message_route_process(self, message, message_dict, routes):
        records = self.with_context(credit_collection_automatic=is_automatic(message.get))
        return super(MailThread, records)._message_route_process(message, message_dict, routes)
