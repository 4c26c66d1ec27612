from ..followup.common import FollowupCommon


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
