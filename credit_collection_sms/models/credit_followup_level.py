from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.credit_collection.tools.channel.letter_texts import NAMES, find_unknown


class CreditFollowupLevel(models.Model):
    _inherit = "credit.followup.level"

    send_sms = fields.Boolean(string="Send SMS")
    sms_text = fields.Text(
        string="SMS Text",
        translate=True,
        help="Texts of more than 160 characters, or 70 with non-Latin characters, are sent and charged in parts.",
    )

    @api.constrains("send_sms", "sms_text")
    def _check_sms_text(self):
        for level in self:
            if level.send_sms and not (level.sms_text or "").strip():
                raise ValidationError(self.env._("Level “%(level)s” needs a text for its SMS.", level=level.name))
            unknown = find_unknown(level.sms_text)
            if unknown:
                raise ValidationError(
                    self.env._(
                        "Level “%(level)s”: unknown placeholder %(unknown)s in its SMS. Use one of %(names)s.",
                        level=level.name,
                        unknown=", ".join(f"{{{name}}}" for name in unknown),
                        names=", ".join(f"{{{name}}}" for name in NAMES),
                    )
                )
