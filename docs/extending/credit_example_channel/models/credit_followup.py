"""The whole channel: a field of the level, a declaration, and a service."""

from odoo import api, fields, models
from odoo.tools import LazyTranslate

from odoo.addons.credit_collection.models.channel.letter_writer import LetterWriter
from odoo.addons.credit_collection.models.followup.credit_followup_channel import Channel

_lt = LazyTranslate(__name__)


class ResPartner(models.Model):
    _inherit = "res.partner"

    credit_fax = fields.Char(string="Fax")


class CreditFollowupLevel(models.Model):
    _inherit = "credit.followup.level"

    send_fax = fields.Boolean(string="Send Fax")


class CreditFollowup(models.Model):
    _inherit = "credit.followup"

    fax_ids = fields.One2many("credit.example.fax", "followup_id", string="Faxes")

    @api.model
    def _get_channels(self):
        return [
            *super()._get_channels(),
            Channel(60, "fax", _lt("Fax"), "credit.followup.channel.fax", flag="send_fax", per_address=True),
        ]


class CreditFollowupChannelFax(models.AbstractModel):
    _name = "credit.followup.channel.fax"
    _inherit = "credit.followup.channel"
    _description = "Follow-ups by Fax"

    @api.model
    def _perform(self, cases, today):
        writers, results = {}, []
        for case in cases:
            if self._can_reach(case):
                subject, body = LetterWriter.get(self.env, writers, case).compose_letter(case, today)
                results.append({"state": "sent", "subject": subject, "body": body, "error": False})
            else:
                results.append({"state": "failed", "error": self.env._(
                    "%(customer)s has no fax number.", customer=case.profile.display_name)})
        return results

    @api.model
    def _keep(self, followups):
        """Put the faxes into the queue, now that there are follow-ups to link them with."""
        self.env["credit.example.fax"].sudo().create([
            {"followup_id": followup.id, "number": followup.contact_id.credit_fax, "body": followup.body}
            for followup in followups if followup.state == "sent"])

    @api.model
    def _can_reach(self, case):
        return bool(case.contact.credit_fax)

    @api.model
    def _get_fallback(self, level, profile, contact):
        return "call" if "call" not in level._get_channels() else None

    @api.model
    def _compose(self, case, today):
        return LetterWriter.get(self.env, {}, case).compose_letter(case, today)

    @api.model
    def _rewrite(self, followup, message, case, today):
        subject, body = LetterWriter.get(self.env, {}, case).compose_letter(case, today)
        message.body = body
        return {"subject": subject, "body": body}
