from datetime import UTC, datetime
from uuid import uuid4

from odoo import api, fields, models
from odoo.tools import LazyTranslate, plaintext2html

from odoo.addons.credit_collection.models.channel.letter_writer import LetterWriter
from odoo.addons.credit_collection.models.common.kept_text import keep
from odoo.addons.credit_collection.models.followup.credit_followup_channel import Channel

from ..tools.formats import Event, write_body

_lt = LazyTranslate(__name__)


class CreditFollowup(models.Model):
    """Follow-ups by messenger."""

    _inherit = "credit.followup"

    webhook_uuid = fields.Char(
        readonly=True, index="btree_not_null", copy=False, groups="base.group_system", exportable=False)
    webhook_message_ids = fields.One2many("credit.webhook.message", "followup_id", string="Messages")

    @api.model
    def _get_channels(self):
        return [
            *super()._get_channels(),
            Channel(
                55, "webhook", _lt("Messenger"), "credit.followup.channel.webhook", flag="send_webhook", per_address=True),
        ]


class CreditFollowupChannelWebhook(models.AbstractModel):
    """Messages to customers, put into the outbox in bulk and sent by its job."""

    _name = "credit.followup.channel.webhook"
    _inherit = "credit.followup.channel"
    _description = "Follow-ups by Messenger"

    @api.model
    def _perform(self, cases, today):
        """Put a message for each case into the outbox.

        :return: values of the follow-ups: the text, or why there is none
        """
        addresses = self._find_addresses(cases)
        writers, results, vals_list = {}, [], []
        for case, (partner, address) in zip(cases, addresses, strict=True):
            problem = self._find_problem(case, partner, address)
            if not problem:
                writer = LetterWriter.get(self.env, writers, case)
                values = writer.get_placeholders(self._get_text(writer, case), case, today)
                problem = self._explain_empty(case, values)
            if problem:
                results.append({"state": "failed", "error": keep(problem)})
                continue
            vals = self._prepare_message_vals(writer, case, values, partner, address, today)
            vals_list.append(vals)
            results.append({
                "state": "sent", "body": plaintext2html(vals["text"]), "webhook_uuid": vals["uuid"], "error": False})
        # sudo: the outbox belongs to the system.
        self.env["credit.webhook.message"].sudo().create(vals_list)
        return results

    @api.model
    def _keep(self, followups):
        """Link the messages with their follow-ups, now that there are any."""
        by_uuid = {followup.webhook_uuid: followup for followup in followups.sudo() if followup.state == "sent"}
        for message in self.env["credit.webhook.message"].sudo().search([("uuid", "in", list(filter(None, by_uuid)))]):
            message.followup_id = by_uuid[message.uuid]

    @api.model
    def _rehearse(self, cases, today):
        """Show the message of each case, and why it would not be sent."""
        writers, results = {}, super()._rehearse(cases, today)
        for case, values, (partner, address) in zip(cases, results, self._find_addresses(cases), strict=True):
            writer = LetterWriter.get(self.env, writers, case)
            text = self._get_text(writer, case)
            problem = self._find_problem(case, partner, address) or self._explain_empty(
                case, writer.get_placeholders(text, case, today))
            values.update(body=plaintext2html(writer.fill_text(text, case, today)), error=keep(problem) if problem else False)
        return results

    @api.model
    def _find_left(self, followups):
        waiting = self._get_waiting(followups).followup_id
        return super()._find_left(followups).filtered(
            lambda followup: followup.state != "sent" or followup not in waiting)

    @api.model
    def _take_back(self, followups):
        self._get_waiting(followups)._set_state("canceled", next_try=False)

    @api.model
    def _get_waiting(self, followups):
        """:return: the messages of these follow-ups that have not left; one that was tried may have arrived"""
        # sudo: the outbox belongs to the system.
        return self.env["credit.webhook.message"].sudo().search(
            [("followup_id", "in", followups.ids), ("state", "=", "pending"), ("tries", "=", 0)])

    @api.model
    def _can_reach(self, case):
        [(partner, address)] = self._find_addresses([case])
        return not self._find_problem(case, partner, address)

    @api.model
    def _get_fallback(self, level, profile, contact):
        """An e-mail with the same demand, if the level does not send one anyhow, else what the level does without e-mail."""
        mail = self.env["credit.followup.channel.mail"]
        if "mail" not in level._get_channels() and contact.email_normalized:
            return "mail"
        return mail._get_fallback(level, profile, contact)

    @api.model
    def _compose(self, case, today):
        writer = LetterWriter.get(self.env, {}, case)
        return False, plaintext2html(writer.fill_text(self._get_text(writer, case), case, today))

    @api.model
    def _rewrite(self, followup, message, case, today):
        """Bring a message that was not tried yet up to date, as an e-mail is."""
        writer = LetterWriter.get(self.env, {}, case)
        values = writer.get_placeholders(self._get_text(writer, case), case, today)
        vals = self._prepare_message_vals(
            writer, case, values, message.contact_id, message.recipient, today, message.uuid)
        message.write({"text": vals["text"], "body": vals["body"]})
        return {"body": plaintext2html(vals["text"])}

    @api.model
    def _get_text(self, writer, case):
        return case.level.with_env(writer.env).webhook_text

    @api.model
    def _prepare_message_vals(self, writer, case, values, partner, address, today, uuid=None):
        profile, company, now = case.profile, case.profile.company_id, datetime.now(UTC)
        webhook = self._get_gateway(company)
        text = writer.fill_text(self._get_text(writer, case), case, today)
        event = Event(
            uuid=uuid or str(uuid4()), code="reminder", time=now.isoformat(timespec="seconds"), text=text, to=address,
            language=writer.env.lang or "en_US", template=case.level.webhook_template or "",
            parameters=tuple(values.items()),
            data={
                "company": {"id": company.id, "name": company.name},
                "customer": {
                    "id": profile.partner_id.id, "name": profile.partner_id.name,
                    "reference": profile._get_followup_reference()},
                "amount": company.currency_id.round(case.amount_due), "currency": company.currency_id.name,
                "days_overdue": case.days_overdue,
            })
        return {
            "webhook_id": webhook.id, "kind": webhook.kind, "uuid": event.uuid, "event": event.code,
            "occurred_on": now.replace(tzinfo=None), "profile_id": profile.id, "contact_id": partner.id,
            "recipient": address, "text": text, "body": write_body(webhook.kind, event),
        }

    # Whether and where

    @api.model
    def _get_gateway(self, company):
        Webhook = self.env["credit.webhook"].sudo()  # sudo: collectors need not know its address.
        return Webhook.browse(Webhook._get_gateway_id(company.root_id.id) or ())

    @api.model
    def _find_addresses(self, cases):
        """:return: list of ``(contact, address of the contact at the messenger or False)``, in the order of ``cases``"""
        found = [self._find_address(case.profile, case.contact) for case in cases]
        # sudo: who may follow up customers need not have access to the list.
        refused = set(self.env["phone.blacklist"].sudo().search(
            [("number", "in", [address for _partner, address in found if address])]).mapped("number"))
        return [(partner, False if address in refused else address) for partner, address in found]

    @api.model
    def _find_address(self, profile, contact):
        """:return: the first of contact and customer who can be written to, and where, or False"""
        if contact.credit_no_messenger or profile.partner_id.credit_no_messenger:
            return contact, False
        country = profile.partner_id.country_id or profile.company_id.country_id
        for partner in (contact, profile.partner_id):
            if partner.credit_messenger and partner.credit_messenger.strip():
                return partner, partner.credit_messenger.strip()
            number = partner._phone_format(number=partner.phone, country=partner.country_id or country)
            if number:
                return partner, number
        return contact, False

    @api.model
    def _find_problem(self, case, partner, address):
        """:return: why no message can be sent, or None"""
        customer = case.profile.display_name
        if not self._get_gateway(case.profile.company_id):
            return _lt(
                "%(company)s has no webhook for messages to customers. Enter one in the configuration, then press Retry.",
                company=case.profile.company_id.name)
        if address:
            return None
        if self._find_address(case.profile, case.contact)[1] or partner.credit_no_messenger or (
            case.profile.partner_id.credit_no_messenger
        ):
            return _lt(
                "%(customer)s does not want messages by messenger. Call, or skip this follow-up.", customer=customer)
        return _lt(
            "%(customer)s has neither messenger ID nor valid phone number. Enter one on the contact or on the customer, then "
            "press Retry.", customer=customer)

    @api.model
    def _explain_empty(self, case, values):
        """:return: that placeholders have no value, or None: gateways refuse such messages, and customers do not understand
            them"""
        empty = [f"{{{name}}}" for name, value in values.items() if not value.strip()]
        return empty and _lt(
            "%(customer)s: the message was not sent, because there is nothing to fill in for %(names)s. Complete it on the "
            "customer or change the text of the level, then press Retry.",
            customer=case.profile.display_name, names=", ".join(empty)) or None
