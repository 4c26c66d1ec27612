from uuid import uuid4

from odoo import api, fields, models
from odoo.tools import plaintext2html

from odoo.addons.credit_collection.models.channel.letter_writer import LetterWriter


class CreditFollowup(models.Model):
    """Follow-ups by text message, queued in bulk and sent by the job of core."""

    _inherit = "credit.followup"

    channel = fields.Selection(selection_add=[("sms", "SMS")], ondelete={"sms": "cascade"})
    sms_uuid = fields.Char(readonly=True, index="btree_not_null", copy=False, groups="base.group_system", exportable=False)

    @api.model
    def _perform_cases(self, cases, contacts, today):
        results = super()._perform_cases(cases, contacts, today)
        chosen = [(case, contacts[case.profile]) for case in cases if "sms" in case.channels]
        if chosen:
            results["sms"] = self._queue_texts(chosen, today)
        return results

    @api.model
    def _queue_texts(self, addressed, today):
        """Queue a text message for each ``(case, contact)``.

        :return: ``{profile: values of the follow-up}``: the text, or why there is none
        """
        numbers = {case.profile: self._find_number(case.profile, contact) for case, contact in addressed}
        refused = self._find_refused([number for _partner, number in numbers.values() if number])
        writers, results, sms_vals = {}, {}, []
        for case, contact in addressed:
            partner, number = numbers[case.profile]
            if not number or number in refused:
                results[case.profile] = {"state": "failed", "error": self._explain_missing_number(case, number)}
                continue
            lang = self._get_language(case, contact)
            writer = writers.get(lang) or writers.setdefault(lang, LetterWriter(self.env, lang))
            text = writer.fill_text(case.level.with_env(writer.env).sms_text, case, today)
            uuid = uuid4().hex
            sms_vals.append({"number": number, "body": text, "partner_id": partner.id, "uuid": uuid})
            results[case.profile] = {
                "state": "sent", "contact_id": partner.id, "body": plaintext2html(text), "sms_uuid": uuid, "error": False,
            }
        # sudo: outgoing messages belong to the system; the tracker tells us of failures, also of those reported later.
        self.env["sms.tracker"].sudo().create([{"sms_uuid": vals["uuid"]} for vals in sms_vals])
        self.env["sms.sms"].sudo().create(sms_vals)
        return results

    def _rewrite_queued(self, mail, case, today):
        """Bring a queued text up to date, as an e-mail is."""
        if self.channel != "sms":
            return super()._rewrite_queued(mail, case, today)
        writer = LetterWriter(self.env, self._get_language(case, self.contact_id or self.partner_id))
        text = writer.fill_text(self.level_id.with_env(writer.env).sms_text, case, today)
        self.write({
            "amount_due": case.amount_due, "days_overdue": case.days_overdue, "body": plaintext2html(text),
            "line_ids": [fields.Command.set([item.id for item in case.items])],
        })
        mail.body = text
        return None

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
            return self.env._(
                "%(customer)s does not want text messages to %(number)s. Call, or skip this follow-up.",
                customer=case.profile.display_name, number=number,
            )
        return self.env._(
            "%(customer)s has no valid phone number. Enter one on the contact or on the customer, then press Retry.",
            customer=case.profile.display_name,
        )
