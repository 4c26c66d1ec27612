from uuid import uuid4

from odoo import api, fields, models
from odoo.tools import LazyTranslate, plaintext2html

from odoo.addons.credit_collection.models.channel.letter_writer import LetterWriter
from odoo.addons.credit_collection.models.common.kept_text import keep
from odoo.addons.credit_collection.models.followup.credit_followup_channel import Channel

_lt = LazyTranslate(__name__)


class CreditFollowup(models.Model):
    """Follow-ups by text message."""

    _inherit = "credit.followup"

    sms_uuid = fields.Char(readonly=True, index="btree_not_null", copy=False, groups="base.group_system", exportable=False)

    @api.model
    def _get_channels(self):
        return [
            *super()._get_channels(),
            Channel(50, "sms", _lt("SMS"), "credit.followup.channel.sms", flag="send_sms", per_address=True),
        ]


class CreditFollowupChannelSms(models.AbstractModel):
    """Text messages, queued in bulk and sent by the job of core."""

    _name = "credit.followup.channel.sms"
    _inherit = "credit.followup.channel"
    _description = "Follow-ups by SMS"

    @api.model
    def _perform(self, cases, today):
        """Queue a text message for each case.

        :return: values of the follow-ups: the text, or why there is none
        """
        numbers = [self._find_number(case.profile, case.contact) for case in cases]
        refused = self._find_refused([number for _partner, number in numbers if number])
        writers, results, sms_vals = {}, [], []
        for case, (partner, number) in zip(cases, numbers, strict=True):
            if not number or number in refused:
                results.append({"state": "failed", "error": keep(self._explain_missing_number(case, number))})
                continue
            text = self._write_text(LetterWriter.get(self.env, writers, case), case, today)
            uuid = uuid4().hex
            sms_vals.append({"number": number, "body": text, "partner_id": partner.id, "uuid": uuid})
            results.append({
                "state": "sent", "contact_id": partner.id, "body": plaintext2html(text), "sms_uuid": uuid, "error": False,
            })
        # sudo: outgoing messages belong to the system; the tracker tells us of failures, also of those reported later.
        self.env["sms.tracker"].sudo().create([{"sms_uuid": vals["uuid"]} for vals in sms_vals])
        self.env["sms.sms"].sudo().create(sms_vals)
        return results

    @api.model
    def _rehearse(self, cases, today):
        writers = {}
        return [
            {**values, "body": plaintext2html(self._write_text(LetterWriter.get(self.env, writers, case), case, today))}
            for case, values in zip(cases, super()._rehearse(cases, today), strict=True)]

    @api.model
    def _find_left(self, followups):
        waiting = set(self._get_waiting(followups).mapped("uuid"))
        return super()._find_left(followups).filtered(lambda followup: followup.sms_uuid not in waiting)

    @api.model
    def _take_back(self, followups):
        self._get_waiting(followups).write({"state": "canceled"})

    @api.model
    def _get_waiting(self, followups):
        """:return: the text messages of these follow-ups that have not left"""
        uuids = list(filter(None, followups.mapped("sms_uuid")))
        return self.env["sms.sms"].sudo().search([("uuid", "in", uuids), ("state", "in", ("outgoing", "error"))])

    @api.model
    def _can_reach(self, case):
        _partner, number = self._find_number(case.profile, case.contact)
        return bool(number) and not self._find_refused([number])

    @api.model
    def _compose(self, case, today):
        return False, plaintext2html(self._write_text(LetterWriter.get(self.env, {}, case), case, today))

    @api.model
    def _rewrite(self, followup, message, case, today):
        """Bring a queued text up to date, as an e-mail is."""
        text = self._write_text(LetterWriter.get(self.env, {}, case), case, today)
        message.body = text
        return {"body": plaintext2html(text)}

    @api.model
    def _write_text(self, writer, case, today):
        return writer.fill_text(case.level.with_env(writer.env).sms_text, case, today)

    @api.model
    def _find_number(self, profile, contact):
        """:return: the first of contact and customer with a valid number, and that number, or False"""
        country = profile.partner_id.country_id or profile.company_id.country_id
        for partner in (contact, profile.partner_id):
            number = partner._phone_format(number=partner.phone, country=partner.country_id or country)
            if number:
                return partner, number
        return contact, False

    @api.model
    def _find_refused(self, numbers):
        """:return: those of ``numbers`` whose owner does not want text messages"""
        # sudo: who may follow up customers need not have access to the list.
        return set(self.env["phone.blacklist"].sudo().search([("number", "in", numbers)]).mapped("number"))

    @api.model
    def _explain_missing_number(self, case, number):
        if number:
            return _lt(
                "%(customer)s does not want text messages to %(number)s. Call, or skip this follow-up.",
                customer=case.profile.display_name, number=number,
            )
        return _lt(
            "%(customer)s has no valid phone number. Enter one on the contact or on the customer, then press Retry.",
            customer=case.profile.display_name,
        )
