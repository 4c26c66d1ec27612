"""What becomes of the messages and activities of a follow-up: delivered or not, bounced, done."""

from odoo import api, models
from odoo.tools import LazyTranslate, html2plaintext

from ..common.kept_text import keep

_lt = LazyTranslate(__name__)

CUSTOMER_MAIL = "credit_collection.mail_message_subtype_customer_mail"
# The address is wrong; a mail server that is down is no reason to write a letter.
UNREACHABLE = ("mail_email_invalid", "mail_email_missing", "mail_bounce")


class MailMail(models.Model):
    _inherit = "mail.mail"

    def _postprocess_sent_message(self, success_pids, success_emails, failure_reason=False, failure_type=None):
        """A follow-up whose e-mail could not be delivered goes back to the worklist, with the reason."""
        if failure_type:
            # sudo: the mail queue runs for all companies; the state of a follow-up is evidence.
            followups = self.env["credit.followup"].sudo().search([("mail_id", "in", self.ids), ("state", "=", "sent")])
            # A mail server that cannot be reached fails many at once: core notes the reason on the mails alone.
            reason = failure_reason or self[:1].failure_reason
            followups._set_state("failed", error=keep(reason or _lt("The e-mail could not be delivered.")))
            if failure_type in UNREACHABLE:
                for today, group in followups._group_by_day().items():
                    group._owe_fallbacks(today)
        elif mails := self.filtered(lambda mail: mail.model == "credit.profile"):
            # sudo: as above. The next level is counted from the day on which the letter really left.
            followups = self.env["credit.followup"].sudo().search([("mail_id", "in", mails.ids), ("state", "=", "sent")])
            for today, group in followups._group_by_day().items():
                late = group.filtered(lambda followup, day=today: followup.date < day)
                self.env["credit.followup.round"].sudo()._count_from(late.profile_id, today)
        return super()._postprocess_sent_message(
            success_pids, success_emails, failure_reason=failure_reason, failure_type=failure_type
        )

    def _prepare_outgoing_list(self, mail_server=False, doc_to_followers=None):
        """Read again what a follow-up demands, and make its attachments, in the job that sends it; keep none of them.

        What is settled by now is not sent. What fails here makes core note the mail as failed, with the reason, and go on
        with the next one.
        """
        followup = self.env["credit.followup"]
        if self._withhold_in_test_mode() or self._withhold_from_who_left():
            return []
        if self.model == "credit.profile":
            # sudo: the mail queue runs for all companies, and its user may read neither follow-ups nor invoices.
            followup = followup.sudo().search([("mail_id", "=", self.id)], limit=1)
            if followup.state == "sent" and not followup._refresh_queued(self, followup.company_id._get_credit_today()):
                self.write({"state": "cancel", "failure_type": False, "failure_reason": False})
                return []
        emails = super()._prepare_outgoing_list(mail_server=mail_server, doc_to_followers=doc_to_followers)
        if followup and emails:
            attachments = followup._make_attachments()
            for email in emails:
                email["attachments"] = [*email["attachments"], *attachments]
        return emails

    def _withhold_in_test_mode(self):
        """What waited in the queue when the test mode began does not leave; colleagues get theirs.

        :return: whether this e-mail to a customer is withheld; then what it belongs to is not delivered
        """
        company = self._get_customer_company()
        vals = self.env["credit.followup.channel.mail"]._withhold(company) if company else {}
        return self._give_up(vals["failure_reason"]) if vals else False

    def _withhold_from_who_left(self):
        """What a customer owes is no business of a contact who left while the e-mail waited in the queue.

        :return: whether it is withheld; then what it belongs to is not delivered, and can be sent to somebody else
        """
        profile, Addressee = self._get_customer_profile(), self.env["credit.addressee"]
        # sudo: the mail queue runs for all companies.
        left = profile and self.sudo().recipient_ids.filtered(lambda contact: Addressee._has_left(profile, contact))
        return bool(left) and self._give_up(self.env._(
            "%(contact)s is no contact of %(customer)s any more: send it again.", contact=left[0].name,
            customer=profile.partner_id.name))

    def _give_up(self, reason):
        """:return: True, when this e-mail and what it belongs to have been noted as not sent"""
        self.write({"state": "cancel", "failure_reason": reason})
        self._postprocess_sent_message([], [], failure_reason=reason, failure_type="unknown")
        return True

    def _get_customer_company(self):
        """Hook: :return: the company whose e-mail to a customer this is; none for other e-mails"""
        return self._get_customer_profile().company_id

    def _get_customer_profile(self):
        """:return: the customer to whom this e-mail goes, for code; none for other e-mails"""
        # sudo: the mail queue runs for all companies.
        Profile_sudo = self.env["credit.profile"].sudo()
        if self.model != Profile_sudo._name or self.subtype_id != self.env.ref(CUSTOMER_MAIL):
            return Profile_sudo
        return Profile_sudo.browse(self.res_id).exists()


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    @api.model
    def _routing_handle_bounce(self, email_message, message_dict):
        """A follow-up whose e-mail came back goes back to the worklist."""
        result = super()._routing_handle_bounce(email_message, message_dict)
        message = message_dict.get("bounced_message")
        if message and message.model == "credit.profile":
            # sudo: incoming mail is processed for all companies; the state of a follow-up is evidence.
            self.env["credit.followup"].sudo()._receive_bounce(message, html2plaintext(message_dict.get("body") or ""))
        return result


class MailActivity(models.Model):
    _inherit = "mail.activity"

    def _action_done(self, feedback=False, attachment_ids=None):
        """A call that is done in the chatter is done on the worklist too."""
        result = super()._action_done(feedback=feedback, attachment_ids=attachment_ids)
        # sudo: the state of a follow-up is evidence, and a user who may close the activity has done the call.
        followups = self.env["credit.followup"].sudo().search([("activity_id", "in", self.ids), ("state", "=", "todo")])
        for today, group in followups._group_by_day().items():
            group._set_state("done", done_date=today, **({"note": feedback} if feedback else {}))
        return result
