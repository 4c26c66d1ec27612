"""Situations that people reported in public about answers by e-mail; the address stands beside each."""

from odoo.tests import BaseCase, tagged

from ...tools.reply.automatic import is_automatic
from ...tools.reply.text import get_own_text
from .test_reply_incoming import IncomingCommon


class TestPublicReportsOnTexts(BaseCase):

    def test_header_of_a_quote_in_another_language(self):
        # github.com/twentyhq/twenty/issues/25315
        for header in (
            "Fra: Cora <cora@example.com>\nSendt: 4. maj 2026 10:00\nTil: Ann\nEmne: Reminder",
            "De : Cora\nEnvoyé : lundi 4 mai 2026 10:00\nÀ : Ann\nObjet : Reminder",
            "De: Cora\nEnviado: lunes 10:00\nPara: Ann\nAsunto: Reminder",
            "差出人: Cora <cora@example.com>\n送信日時: 2026年5月4日 10:00\n宛先: Ann\n件名: Reminder",
            "*Od:* Cora <cora@example.com>\n*Wysłano:* 4 maja 2026 10:00\n*Do:* Ann",
            "*From:* Cora Collector\n*Sent:* Monday",
            "Le lun. 4 mai 2026 à 10:00, Cora <cora@example.com> a écrit :",
            "El lun, 4 may 2026 a las 10:00, Cora\n(<cora@example.com>) escribió:",
            "2026年5月4日(月) 10:00 Cora <cora@example.com>:",
        ):
            with self.subTest(header):
                self.assertEqual(get_own_text(f"Thanks.\n\n{header}\n\nDisregard this if paid."), "Thanks.")

    def test_answer_below_the_quote_is_read(self):
        # github.com/freescout-help-desk/freescout/issues/3314
        for wrote in (
            "On 04/05/2026 10:00, Cora wrote:", "Am 04.05.26 um 10:00 schrieb Cora:", "Cora 于2026年5月4日 10:00写道：",
        ):
            text = f"{wrote}\n> Please pay.\n>\n> Cora\n\nWe pay on Friday.\n-- \nAnn"
            self.assertEqual(get_own_text(text), "We pay on Friday.")
        # github.com/github/email_reply_parser/issues/40
        text = "Here's a reply\n\nOn Tuesday, February 10, 2015 4:25 PM, Test <a@example.com> wrote:\n\nAnd the parent"
        self.assertEqual(get_own_text(text), "Here's a reply")

    def test_lists_of_the_own_text_are_no_header(self):
        # github.com/chatmail/core/issues/2496
        for text in (
            "Bank: ABC\nAccount: 12345\nAmount: 500 EUR\nDay: 5 May 10:30", "Please write to Ann <a@example.com>:\nThanks",
            "Invoice: 12\nStatus: paid\nContact: ann@example.com", "Sent from my iPhone",
            # github.com/mailgun/talon/issues/129
            "Sorry. Here they are:-\n\nVisa\n\n06/17\n\nHope all is well now.",
            "Sent: 4 May by bank transfer.\nPlease check.", "From: our account 123\nAmount: 500\nDay: 4 May\n\nPaid yesterday.",
        ):
            self.assertEqual(get_own_text(text), text)

    def test_headers_of_programs(self):
        # github.com/mysociety/fixmystreet/issues/2336, github.com/Probesys/bileto/issues/815
        for headers, expected in (
            ({"auto-submitted": "auto-replied"}, True), ({"auto-submitted": "Auto-Generated; owner-email=a@b.c"}, True),
            ({"x-autoreply": "yes"}, True), ({"precedence": "auto_reply"}, True), ({"auto-submitted": "no"}, False),
            ({}, False),
            # github.com/osTicket/osTicket/pull/5320
            ({"x-auto-response-suppress": "All"}, False), ({"precedence": "bulk"}, False),
        ):
            self.assertEqual(is_automatic(headers.get), expected, headers)


@tagged("post_install", "-at_install")
class TestPublicReports(IncomingCommon):

    def test_program_promises_nothing(self):
        # github.com/mysociety/fixmystreet/issues/2336
        followup, _invoice = self._followed_up()
        text = "Thank you for your message. All invoices will be paid on the 25th."
        reply = self._receive(followup, text=text, headers=[("Auto-Submitted", "auto-generated")])
        self.assertRecordValues(reply, [{"kind": False, "is_automatic": True, "proposal": "Automatic reply"}])
        reply.action_propose()
        self.assertFalse(reply.kind, "read again")
        reply = self._receive(followup, text=text)
        self.assertRecordValues(reply, [{"kind": "promise", "is_automatic": False}])

    def test_answer_below_the_quote_of_a_page_is_read(self):
        # github.com/freescout-help-desk/freescout/issues/3314
        followup, _invoice = self._followed_up()
        reply = self._receive(followup, html=(
            '<div class="moz-cite-prefix">On 04/05/2026 10:00, Cora wrote:<br></div>'
            '<blockquote type="cite">if you have already paid, disregard this</blockquote><p>We will pay tomorrow.</p>'))
        self.assertRecordValues(reply, [{"kind": "promise", "found_date": self._days(1), "text": "We will pay tomorrow."}])

    def test_answer_below_the_quote_of_a_text_is_read(self):
        # github.com/freescout-help-desk/freescout/issues/3314
        followup, _invoice = self._followed_up()
        reply = self._receive(followup, text=(
            "On 04/05/2026 10:00, Cora wrote:\n> if you have already paid,\n> disregard this\n\nWe will pay tomorrow."))
        self.assertRecordValues(reply, [{"kind": "promise", "found_date": self._days(1), "text": "We will pay tomorrow."}])

    def test_header_of_outlook_in_bold_is_cut(self):
        # github.com/kvannotten/mailstrip/issues/5
        followup, _invoice = self._followed_up()
        reply = self._receive(followup, html=(
            "<p>Please send me a copy of the invoice.</p><div><div><p><b>From:</b> Cora &lt;cora@example.com&gt;<br>"
            "<b>Sent:</b> Monday 10:00<br><b>To:</b> Ann<br><b>Subject:</b> Reminder</p></div></div>"
            "<p>We have already paid the goods.</p>"))
        self.assertRecordValues(reply, [{"kind": "copy", "other_kinds": "", "text": "Please send me a copy of the invoice."}])
