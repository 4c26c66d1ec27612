from email.message import EmailMessage

from ..followup.common import FollowupCommon

ADDRESS = "receivables@books.example.com"
KNOWN = "Careful Customer <accounts@careful.example.com>"


class ReplyCommon(FollowupCommon):
    """Customers who answer the e-mail of a follow-up."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.collector = cls._user("collector")

    def _followed_up(self, *amounts):
        """:return: the follow-up over invoices of these amounts, and the invoices"""
        invoices = self.env["account.move"].concat(*(self._invoice(amount, -10) for amount in amounts or (1000,)))
        return self._run(), invoices

    def _answer(self, followup, text, sender="Careful Customer <accounts@careful.example.com>", subject=None, number=1):
        """The customer answers the e-mail of the follow-up.

        :return: the ``credit.reply``, as the collector sees it
        """
        message = followup.sudo().message_id
        before = self.profile.reply_ids
        self.env["mail.thread"].message_process("credit.profile", "\r\n".join([
            f"From: {sender}", "To: Cora <catchall@example.com>", f"Subject: {subject or 'Re: ' + followup.subject}",
            f"Message-Id: <reply-{number}@careful.example.com>", f"In-Reply-To: {message.message_id}",
            f"References: {message.message_id}", "MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8", "", text, "",
            "> On Monday you wrote: please pay, we have already paid, goods were damaged", "",
        ]))
        self._refresh()
        return (self.profile.reply_ids - before).with_user(self.collector)


class ReceivablesCommon(ReplyCommon):
    """E-mails to the address for receivables of the company."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.alias_domain_id = cls.env["mail.alias.domain"].create({"name": "books.example.com"})
        cls.company.credit_alias_name = "receivables"
        cls.Unassigned = cls.env["credit.unassigned.message"]
        cls.followup, cls.number = cls.env["credit.followup"], 0

    def setUp(self):
        super().setUp()
        self.invoice = self._invoice(1000, -10)

    def _write(self, text, sender=KNOWN, to=ADDRESS, subject="Your invoices", files=(), headers=(), profile=None):
        """A message arrives.

        :return: the replies of the customer and the messages to assign that came of it
        """
        mail = EmailMessage()
        type(self).number += 1
        mail["From"], mail["To"], mail["Subject"] = sender, to, subject
        mail["Message-Id"] = f"<receivables-{self.number}@careful.example.com>"
        for name, value in headers:
            mail[name] = value
        mail.set_content(text)
        for name, content in files:
            mail.add_attachment(content, maintype="application", subtype="pdf", filename=name)
        profile = profile or self.profile
        replies, unassigned = profile.reply_ids, self.Unassigned.search([])
        mails, own = self.env["mail.mail"].search([]), self.company.partner_id | self.env["res.users"].search([]).partner_id
        self.env["mail.thread"].message_process(False, mail.as_bytes())
        self._refresh()
        sent = self.env["mail.mail"].search([]) - mails
        self.assertFalse(
            sent.filtered(lambda mail: mail.email_to or mail.recipient_ids - own), "no customer or stranger gets an answer")
        return profile.reply_ids - replies, self.Unassigned.search([]) - unassigned
