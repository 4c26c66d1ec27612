from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import LazyTranslate

from odoo.addons.credit_collection.models.common.kept_text import keep

_lt = LazyTranslate(__name__)

LONGEST_TEXT = 4000


class CreditWebhookCall(models.Model):
    """What receivers report: what became of a message, what a customer answered, what a customer promised."""

    _inherit = "credit.webhook.call"

    @api.model
    def _get_effects(self):
        """:return: ``{event of a report: name of the method that does what follows}``"""
        return {
            "delivered": "_note_delivered", "failed": "_note_failed", "reply": "_note_reply", "promise": "_note_promise"}

    def _note_delivered(self, report):
        message = self._find_message(report)
        if message.state in ("pending", "sent", "parked"):
            message._set_state("delivered", next_try=False, error=False)

    def _note_failed(self, report):
        """A message that was taken and did not arrive: its follow-up failed, once."""
        message = self._find_message(report)
        if message.state not in ("pending", "sent"):
            return
        reason = self._get_line(report, "reason")
        problem = _lt("Not delivered: %(reason)s", reason=reason) if reason else _lt("Not delivered.")
        message._set_state("failed", next_try=False, error=keep(problem))
        message._report_undelivered(problem)

    def _note_reply(self, report):
        """What the customer wrote goes to the chatter, and is read as an e-mail is."""
        message = self._find_message(report)
        profile, text = message.profile_id, self._get_text(report, "text", LONGEST_TEXT)
        if not profile or not text:
            raise UserError(self.env._("The report names no customer of ours, or brings no text."))
        contact = message.contact_id or profile.partner_id
        posted = profile.message_post(
            body=text, author_id=contact.id, message_type="comment", subtype_xmlid="mail.mt_note")
        reply = self.env["credit.reply"]._receive(profile, posted)
        if message.followup_id:
            reply.followup_id = message.followup_id
            reply._read_again()

    def _note_promise(self, report):
        """What the customer promised there: it counts as in the portal, at once or after approval."""
        message = self._find_message(report)
        profile = message.profile_id
        if not profile:
            raise UserError(self.env._("The report names no customer of ours, or brings no text."))
        today = profile.company_id._get_credit_today()
        amount, day = self._get_amount(report, profile), self._get_day(report)
        promise = self.env["credit.promise"].create({
            "profile_id": profile.id, "source": "webhook", "date": today,
            "author_id": (message.contact_id or profile.partner_id).id,
            "user_id": self.env["credit.portal.account"]._get_responsible(profile).id,
            "note": self._get_text(report, "note", 1000) or False,
            "line_ids": [Command.set(self._choose_items(profile, message.followup_id, amount, today).ids)],
            "instalment_ids": [Command.create({"date": day, "amount": amount})],
        })
        promise._submit(today)

    # What a report says

    def _find_message(self, report):
        """:return: the message of this webhook that the report names, by its number, or the last one to the sender"""
        Message = self.env["credit.webhook.message"]
        uuid, sender = self._get_line(report, "message"), self._get_line(report, "from")
        domain = [("webhook_id", "=", self.webhook_id.id)]
        if uuid:
            message = Message.search([*domain, ("uuid", "=", uuid)])
        else:
            # Gateways write numbers without their plus sign.
            senders = [sender, f"+{sender.lstrip('+')}"]
            message = Message.search([*domain, ("recipient", "in", senders)], limit=1) if sender else Message
        if not message:
            raise UserError(self.env._("The report names no message of this webhook."))
        self.profile_id = message.profile_id
        return message

    @api.model
    def _get_line(self, report, name):
        return " ".join(self._get_text(report, name, 500).split())

    @api.model
    def _get_text(self, report, name, longest):
        value = report.get(name)
        if not isinstance(value, str):
            return ""
        # Neither zeros nor halves of letters can be kept.
        return value.encode("utf-8", "ignore").decode().replace("\0", "").strip()[:longest]

    @api.model
    def _get_amount(self, report, profile):
        value, currency = report.get("amount"), profile.currency_id
        named = self._get_line(report, "currency") or currency.name
        # Compared before it is rounded: a whole number may be longer than any amount. Nothing compares with NaN.
        is_amount = isinstance(value, (int, float)) and not isinstance(value, bool) and 0 < value < 1e15
        if not is_amount or named != currency.name or currency.compare_amounts(value, 0) <= 0:
            raise UserError(self.env._(
                "A promise needs an amount above zero, in %(currency)s.", currency=currency.name))
        return currency.round(value)

    @api.model
    def _get_day(self, report):
        try:
            day = fields.Date.to_date(self._get_line(report, "date"))
        except ValueError:
            day = None
        if not day:
            raise UserError(self.env._("A promise needs its day as YYYY-MM-DD."))
        return day

    @api.model
    def _choose_items(self, profile, followup, amount, today):
        """:return: the oldest items that ``amount`` pays, those of the follow-up first"""
        promisable = profile._get_promisable_items(today)
        amounts, chosen, covered = promisable._get_promisable_amounts(today), promisable.browse(), 0.0
        for line in (promisable & followup.line_ids) | promisable:
            if profile.currency_id.compare_amounts(covered, amount) >= 0:
                break
            chosen |= line
            covered += amounts[line]
        return chosen


class CreditPromise(models.Model):
    _inherit = "credit.promise"

    source = fields.Selection(selection_add=[("webhook", "Messenger")], ondelete={"webhook": "set mail"})

    def _is_of_customer(self):
        return super()._is_of_customer() or (
            self.source == "webhook" and self.author_id.commercial_partner_id == self.profile_id.partner_id)
