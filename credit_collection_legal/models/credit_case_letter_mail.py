from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import LazyTranslate, format_date, format_datetime

from odoo.addons.credit_collection.models.common.kept_text import KeptText, keep

_lt = LazyTranslate(__name__)


class CreditCaseLetter(models.Model):
    """A lawyer's letter that leaves by e-mail, with its PDF: its text is that of the day on which it leaves, and what shows
    that it left is kept."""

    _inherit = "credit.case.letter"

    contact_id = fields.Many2one("res.partner", string="Addressed To", readonly=True, ondelete="set null", copy=False)
    mailed_to = fields.Char(string="E-mailed To", readonly=True, copy=False)
    left_at = fields.Datetime(string="Left On", readonly=True, copy=False, help="When the mail server took it.")
    error = KeptText(string="Not Delivered", readonly=True, copy=False)
    sending_proof_ids = fields.Many2many(
        "ir.attachment", "credit_case_letter_sending_rel", "letter_id", "attachment_id", string="Proof of Sending",
        readonly=True, copy=False, help="And the files that left before the letter was sent again.")
    # Not for export: queued mails are readable for administrators only.
    mail_id = fields.Many2one(
        "mail.mail", readonly=True, ondelete="set null", index="btree_not_null", exportable=False, copy=False)
    message_id = fields.Many2one(
        "mail.message", string="Sent Message", readonly=True, ondelete="set null", index="btree_not_null", copy=False,
        help="Outlives the outgoing e-mail, so that bounces find the letter.")

    def action_send_mail(self):
        """Send drafts by e-mail to the contact of ``credit.addressee``, and again what was not delivered.

        :raise UserError: in test mode, without a valid address, and what forbids to send it on paper
        """
        self.case_id._check_collector()
        self.company_id._check_credit_live()
        for letter in self:
            today = letter.company_id._get_credit_today()
            if letter.state != "sent" or not letter.error:
                letter._check_sendable(today)
            contact = self.env["credit.addressee"]._find(letter.profile_id)[letter.profile_id]
            if not contact.email_normalized:
                raise UserError(self.env._(
                    "%(customer)s has no contact with a valid e-mail address.", customer=letter.profile_id.display_name))
            letter.sudo()._send_mail(contact, today)  # sudo: the right has been checked; what was sent is evidence.

    def _send_mail(self, contact, today):
        # What failed before does not leave beside the one that is sent now.
        self.mail_id.filtered(lambda mail: mail.state in ("outgoing", "exception")).cancel()
        if self.state == "draft":
            self._keep(today)
        else:
            if self.left_at:
                # What left is evidence beside its proof, whatever is written anew from now on.
                self.sending_proof_ids = [Command.link(self.pdf_id.id)]
            self._renew(today)
        subject, body = self.env["credit.notice"]._render(self.profile_id, contact, self._compose)
        [mail] = self.env["credit.followup.channel.mail"]._create_mails(
            [(self.profile_id, contact, subject, body, False)], [self.pdf_id])
        self.write({
            "contact_id": contact.id, "mailed_to": contact.email_formatted, "error": False, "left_at": False,
            "mail_id": mail.id, "message_id": mail.mail_message_id.id})

    def _compose(self, env):
        """:return: subject and values of the e-mail, in the language of ``env``"""
        letter = self.with_env(env)
        return self._get_subject(), {
            "lines": [
                env._("enclosed is our letter %(number)s. It demands %(amount)s until %(date)s.", number=self._get_number(),
                      amount=letter.claim_text, date=format_date(env, self.deadline)),
                env._("Please pay by this day, or give us your reasons in writing.")]}

    # When it leaves

    def _renew(self, today):
        """It leaves later than it was written: text, PDF and deadline are those of the day on which it leaves.

        :raise UserError: its own deadline is over, or nothing is claimed any more
        """
        if self.has_own_deadline and self.deadline <= today:
            raise UserError(self.env._("The deadline of a letter lies ahead."))
        if self.currency_id.compare_amounts(self.case_id.total_claim, 0) <= 0:
            raise UserError(self.env._("Nothing is open in “%(case)s” any more.", case=self.case_id.display_name))
        if self.date != today:
            self._keep_text(today)
            self.step_id.date_deadline = self.deadline

    def _refresh_queued(self, mail):
        """The queue takes the e-mail: what waited since another day is written anew.

        :return: whether it may leave
        """
        today = self.company_id._get_credit_today()
        if self.date == today:
            return True
        try:
            self._renew(today)
        except UserError as error:
            self._mark_failed(str(error))
            return False
        _subject, body = self.env["credit.notice"]._render(self.profile_id, self.contact_id, self._compose)
        mail.write({"body_html": body, "attachment_ids": [Command.set(self.pdf_id.ids)]})
        return True

    def _keep_proof(self, mail):
        """Keep as a file what shows that it left: when, to whom, with which file."""
        now = fields.Datetime.now()
        message = mail.mail_message_id
        rows = (
            (self.env._("Letter"), self._get_number()), (self.env._("Subject"), message.subject),
            (self.env._("From"), message.email_from), (self.env._("To"), self.mailed_to),
            (self.env._("Taken by the mail server (UTC)"), format_datetime(self.env, now, tz="UTC")),
            ("Message-ID", message.message_id), (self.env._("File"), self.pdf_id.name), ("SHA-256", self.pdf_checksum))
        proof = self.env["ir.attachment"].create({
            "name": self.env._("Proof of sending %(number)s.txt", number=self._get_number()),
            "raw": "".join(f"{label}: {value}\n" for label, value in rows).encode(), "mimetype": "text/plain",
            "res_model": self._name, "res_id": self.id})
        self.write({"left_at": now, "error": False, "sending_proof_ids": [Command.link(proof.id)]})

    def _mark_failed(self, reason):
        """Note why these letters did not reach the customer, and tell who is responsible of the case."""
        for letter in self:
            letter.error = keep(reason)
            user = letter.case_id._get_responsible()
            env = letter.with_context(lang=user.lang or self.env.lang).env
            letter.case_id.activity_schedule(
                "mail.mail_activity_data_todo", letter.company_id._get_credit_today(), user_id=user.id,
                summary=env._("Lawyer's letter %(number)s was not delivered", number=letter._get_number()))


class MailMail(models.Model):
    _inherit = "mail.mail"

    def _find_case_letters(self):
        # sudo: the mail queue runs for all companies; letters are evidence.
        return self.env["credit.case.letter"].sudo().search([("mail_id", "in", self.ids), ("state", "!=", "draft")])

    def _prepare_outgoing_list(self, mail_server=False, doc_to_followers=None):
        if self.model == "credit.profile" and (letter := self._find_case_letters()[:1]) and not letter._refresh_queued(self):
            self.write({"state": "cancel", "failure_type": False, "failure_reason": False})
            return []
        return super()._prepare_outgoing_list(mail_server=mail_server, doc_to_followers=doc_to_followers)

    def _postprocess_sent_message(self, success_pids, success_emails, failure_reason=False, failure_type=None):
        """What left is proved; what could not be sent is told."""
        for letter in self._find_case_letters():
            # Of what we kept from leaving, core tells neither success nor failure.
            if success_pids or success_emails:
                if not letter.left_at:
                    letter._keep_proof(letter.mail_id)
            elif failure_type:
                letter._mark_failed(
                    failure_reason or letter.mail_id.failure_reason or _lt("The e-mail could not be delivered."))
        return super()._postprocess_sent_message(
            success_pids, success_emails, failure_reason=failure_reason, failure_type=failure_type)


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    def _routing_handle_bounce(self, email_message, message_dict):
        """A letter whose e-mail came back is listed as not delivered."""
        result = super()._routing_handle_bounce(email_message, message_dict)
        message = message_dict.get("bounced_message")
        if message and message.model == "credit.profile":
            # sudo: incoming mail is processed for all companies; letters are evidence.
            self.env["credit.case.letter"].sudo().search([("message_id", "=", message.id)])._mark_failed(
                _lt("The e-mail could not be delivered."))
        return result
