from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.credit_collection.tools.channel.letter_texts import NAMES, find_unknown


class CreditFollowupLevel(models.Model):
    _inherit = "credit.followup.level"

    send_webhook = fields.Boolean(string="Send Message", help="By the webhook of the company for messages to customers.")
    webhook_text = fields.Text(string="Message Text", translate=True)
    webhook_template = fields.Char(
        string="Template",
        help="Name of the approved template at WhatsApp. It gets the values of the placeholders of the text, in their order.",
    )

    @api.constrains("send_webhook", "webhook_text")
    def _check_webhook_text(self):
        for level in self:
            if level.send_webhook and not (level.webhook_text or "").strip():
                raise ValidationError(self.env._("Level “%(level)s” needs a text for its message.", level=level.name))
            if unknown := find_unknown(level.webhook_text):
                raise ValidationError(self.env._(
                    "Level “%(level)s”: unknown placeholder %(unknown)s in its message. Use one of %(names)s.",
                    level=level.name, unknown=", ".join(f"{{{name}}}" for name in unknown),
                    names=", ".join(f"{{{name}}}" for name in NAMES)))
