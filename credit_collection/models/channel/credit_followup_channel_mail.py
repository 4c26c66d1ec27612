from odoo import api, fields, models
from odoo.fields import Command
from odoo.tools import SQL, LazyTranslate
from odoo.tools.mail import generate_tracking_message_id

from ..common.bulk import update_rows
from ..common.kept_text import keep
from ..followup.credit_followup_channel import Channel
from .credit_followup_queue import WITHHELD
from .letter_writer import LetterWriter

_lt = LazyTranslate(__name__)

# States of a mail that has not left.
WAITING = ("outgoing", "exception", "cancel")


class CreditFollowup(models.Model):
    _inherit = "credit.followup"

    # Not for export: queued mails are readable for administrators only.
    mail_id = fields.Many2one(
        "mail.mail", readonly=True, ondelete="set null", index="btree_not_null", exportable=False)
    message_id = fields.Many2one(
        "mail.message", string="Sent Message", readonly=True, ondelete="set null", index="btree_not_null",
        help="Outlives the outgoing e-mail, so that bounces and replies find the follow-up.",
    )

    @api.model
    def _get_channels(self):
        return [
            *super()._get_channels(),
            Channel(10, "mail", _lt("E-mail"), "credit.followup.channel.mail", flag="send_mail", per_address=True),
        ]

    # The text of an e-mail is copied from the mail: it is long, and PostgreSQL has it already.

    @api.model
    def _get_insert_values(self, name, vals_list):
        if name == "body":
            vals_list = [{**vals, "body": None} if vals.get("mail_id") else vals for vals in vals_list]
        return super()._get_insert_values(name, vals_list)

    @api.model
    def _get_insert_joins(self, names):
        if "mail_id" not in names:
            return super()._get_insert_joins(names)
        self.env["mail.mail"].flush_model(["body_html"])
        return SQL("%s LEFT JOIN mail_mail mail ON mail.id = evidence.mail_id", super()._get_insert_joins(names))

    @api.model
    def _get_insert_value(self, name, names):
        value = super()._get_insert_value(name, names)
        if name != "body" or "mail_id" not in names:
            return value
        return SQL("COALESCE(%s, %s)", value, self._hide_tokens_sql(
            SQL.identifier("mail", "body_html"), SQL.identifier("evidence", "access_token"),
            SQL.identifier("evidence", "account_token")))


class CreditFollowupChannelMail(models.AbstractModel):
    """E-mails to customers: one per customer, rendered from a stored page, sent by the mail queue."""

    _name = "credit.followup.channel.mail"
    _inherit = "credit.followup.channel"
    _description = "Follow-ups by E-mail"

    @api.model
    def _perform(self, cases, today):
        """Render and queue an e-mail for each case.

        :return: list of the values that the follow-ups take over: state, mail and text, or the error
        """
        Followup, writers, results, letters = self.env["credit.followup"], {}, [], []
        copies = self.env["credit.addressee"]._get_copies(cases)
        reached = [case for case in cases if self._can_reach(case)]
        accounts = iter(self.env["credit.account.link"]._give([(case.profile, case.contact) for case in reached], today))
        for case in cases:
            if not self._can_reach(case):
                results.append({"state": "failed", "error": keep(self._explain_missing_address(case))})
                continue
            writer = LetterWriter.get(self.env, writers, case)
            token, account = Followup._make_token() if case.level.payment_link else None, next(accounts)
            subject, body = writer.compose(case, today, token, account)
            results.append({
                "state": "sent", "subject": subject, "body": Followup._hide_tokens(body, token, account), "error": False,
                **Followup._prepare_access_vals(case.level, token, today, account),
            })
            letters.append((case.profile, case.contact, subject, body, copies.get(case.profile, False)))
        sent = [(case, values) for case, values in zip(cases, results, strict=True) if values["state"] == "sent"]
        deadlines = Followup._schedule_deadlines([case for case, _values in sent], today)
        for mail, deadline, (_case, values) in zip(self._create_mails(letters), deadlines, sent, strict=True):
            values.update(mail_id=mail.id, message_id=mail.mail_message_id.id, **deadline)
        return results

    @api.model
    def _rehearse(self, cases, today):
        writers, results = {}, super()._rehearse(cases, today)
        for case, values in zip(cases, results, strict=True):
            values["subject"], values["body"] = LetterWriter.get(self.env, writers, case).compose(
                case, today, "preview" if case.level.payment_link else None)
            if not self._can_reach(case):
                values["error"] = keep(self._explain_missing_address(case))
        return results

    @api.model
    def _find_left(self, followups):
        # A sent mail deletes itself; what waits, or was stopped, is still there.
        return super()._find_left(followups).filtered(lambda followup: followup.mail_id.state not in WAITING)

    @api.model
    def _take_back(self, followups):
        followups.mail_id.filtered(lambda mail: mail.state in WAITING).cancel()

    @api.model
    def _can_reach(self, case):
        return bool(case.contact.email_normalized)

    @api.model
    def _get_fallback(self, level, profile, contact):
        if level.fallback == "none":
            return None
        Addressee = self.env["credit.addressee"]
        has_address = Addressee._has_postal_address(Addressee._get_letter_contact(profile, contact))
        channel = "letter" if level.fallback == "letter" and has_address else "call"
        # What the level does anyhow is not done twice.
        return channel if not {channel, "letter"} & set(level._get_channels()) else None

    @api.model
    def _compose(self, case, today):
        # Addresses with a token are made when the message is sent: these open nothing.
        token = "preview" if case.level.payment_link else None
        return LetterWriter.get(self.env, {}, case).compose(case, today, token, "preview")

    @api.model
    def _rewrite(self, followup, message, case, today):
        writer = LetterWriter.get(self.env, {}, case)
        tokens = followup.access_token, followup.account_token
        subject, body = writer.compose(case, today, *tokens)
        message.write({"subject": subject, "body_html": body})
        return {"subject": subject, "body": followup._hide_tokens(body, *tokens)}

    @api.model
    def _explain_missing_address(self, case):
        return _lt(
            "%(customer)s has no valid e-mail address. Enter one on the customer or on a contact of type "
            "Invoice Address, then press Retry.",
            customer=case.profile.display_name,
        )

    # Outgoing mails

    @api.model
    def _create_mails(self, letters, attachments=None):
        """Queue e-mails to customers; replies land on the credit profile.

        :param letters: list of ``(profile, contact, subject, body, addresses of copies or False)``
        :param attachments: list of ``ir.attachment``, what goes with each of them; without, the job that sends makes them
        :return: the mails, in the order of ``letters``
        """
        # Before the mails: their defaults take twice as long when each mail creates its own message.
        senders = {
            (company, collector): self._prepare_sender_vals(company, collector)
            for company, collector in {(profile.company_id, profile._get_collector()) for profile, *_letter in letters}
        }
        messages_vals = [
            self._prepare_message_vals(profile, subject, senders[profile.company_id, profile._get_collector()])
            for profile, _contact, subject, _body, _copies in letters
        ]
        for vals, files in zip(messages_vals, attachments or (), strict=bool(attachments)):
            vals["attachment_ids"] = [Command.set(files.ids)]
        messages = self.env["mail.message"].create([
            {**vals, "res_id": False, "message_id": generate_tracking_message_id(f"{vals['res_id']}-{vals['model']}")}
            for vals in messages_vals
        ])
        # Given afterwards: for each record that messages are created of, core asks a hundred models whether it is theirs.
        update_rows(messages, {"res_id": [vals["res_id"] for vals in messages_vals]}, stamp=False)
        self.env["credit.profile"].invalidate_model(["message_ids", "website_message_ids"], flush=False)
        return self.env["mail.mail"].create([
            {**self._prepare_mail_vals(message, contact, body, copies), **self._withhold(profile.company_id)}
            for message, (profile, contact, _subject, body, copies) in zip(messages, letters, strict=True)
        ])

    @api.model
    def _withhold(self, company):
        """:return: values of a mail of the company that must not leave: it is in test mode"""
        if not company._is_credit_test_mode():
            return {}
        return {"state": "cancel", "failure_reason": self.env._(WITHHELD)}

    @api.model
    def _prepare_message_vals(self, profile, subject, sender_vals):
        return {
            "subject": subject,
            # Says in the chatter of the profile what this is, in place of a body: the text is in the e-mail.
            "subtype_id": self.env["ir.model.data"]._xmlid_to_res_id(
                "credit_collection.mail_message_subtype_customer_mail"),
            "model": profile._name,
            "res_id": profile.id,
            "message_type": "email_outgoing",
            **sender_vals,
        }

    @api.model
    def _prepare_sender_vals(self, company, collector):
        sender = collector.email_formatted or company.email_formatted or self.env.user.email_formatted
        return {
            "email_from": sender,
            # Given, because core would look up the alias for each mail; known references bring replies to the profile.
            "reply_to": self._get_reply_address(company) or sender,
            "author_id": (collector.partner_id or company.partner_id).id,
        }

    @api.model
    def _get_reply_address(self, company):
        """Hook: :return: the address to which customers of the company answer, formatted; else the sender's is used"""
        return company.catchall_formatted

    @api.model
    def _prepare_mail_vals(self, message, contact, body, copies):
        return {
            "mail_message_id": message.id,
            "email_cc": copies,
            "body_html": body,
            "recipient_ids": [Command.set(contact.ids)],
            "state": "outgoing",
            "auto_delete": True,
            # The message outlives the queue, so that replies find the profile.
            "is_notification": True,
        }
