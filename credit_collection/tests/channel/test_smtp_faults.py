"""Mail servers that refuse, stay silent, turn one message away, take one and hang up: a real socket at the other end."""

import contextlib
import smtplib
import socket
import socketserver
import threading
from email import message_from_bytes
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..followup.common import DebtorsCase

SERVER = "odoo.addons.base.models.ir_mail_server"
MUTED = ("odoo.addons.mail.models.mail_mail", SERVER)


class Conversation(socketserver.StreamRequestHandler):
    """A mail server that behaves as ``server.fault`` says."""

    def handle(self):
        if self.server.fault == "silent":
            self.server.ended.wait(10)
            return
        self._say("220 ready")
        while line := self.rfile.readline():
            word = line[:4].upper()
            if word == b"RCPT" and self.server.turned_away and self.server.turned_away in line:
                self._say("550 mailbox unavailable")
            elif word == b"DATA":
                if not self._take():
                    return
            elif word == b"QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 ok")

    def _take(self):
        """:return: whether the conversation goes on"""
        self._say("354 go on")
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line)
        self.server.taken.append(message_from_bytes(b"".join(lines)))
        if self.server.fault == "hang up before the answer" and len(self.server.taken) == self.server.last:
            return False
        if self.server.fault == "busy":
            self._say("451 try again later")
            return True
        self._say("250 taken")
        return not (self.server.fault == "hang up after the answer" and len(self.server.taken) == self.server.last)

    def _say(self, text):
        self.wfile.write(f"{text}\r\n".encode())


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    fault, turned_away, last = "", b"", 0

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Conversation)
        self.taken, self.ended = [], threading.Event()


@tagged("post_install", "-at_install")
class TestSmtpFaults(DebtorsCase):

    def setUp(self):
        super().setUp()
        self.server = Server()
        thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        self.addCleanup(thread.join)
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)
        self.addCleanup(self.server.ended.set)
        self.env["ir.mail_server"].search([]).active = False
        self.mail_server = self.env["ir.mail_server"].create({
            "name": "Fault", "smtp_host": "127.0.0.1", "smtp_port": self.server.server_address[1], "smtp_encryption": "none"})
        self.followups = self._run(profiles=self.profiles)
        self.addresses = sorted(self.profiles.partner_id.mapped("email_normalized"))

    def _send(self):
        """Send what waits, as the scheduled action does.

        :return: whether the action came to its end
        """
        ended = True
        with (
            patch.object(self.registry["ir.mail_server"], "_disable_send", lambda _server: False),
            patch(f"{SERVER}.SMTP_TIMEOUT", 0.5),
            mute_logger(*MUTED),
        ):
            try:
                self._mails(self.followups).filtered(lambda mail: mail.state == "outgoing").send()
            except smtplib.SMTPServerDisconnected:
                ended = False
        self._refresh()
        return ended

    def _taken(self):
        return sorted(message["To"].split("<")[-1].strip(">") for message in self.server.taken)

    def _roll_back(self):
        """The scheduled action committed the first message, which is deleted, and is rolled back for the others."""
        mails = self._mails(self.followups)
        self.assertEqual(len(mails), len(self.addresses) - 1)
        mails.state = "outgoing"

    def _assert_failed_and_sent_on_request(self, reason):
        self.assertEqual(set(self.followups.mapped("state")), {"failed"})
        self.assertIn(reason, self.followups[0].error)
        self.assertFalse(self._run(6, profiles=self.profiles), "nobody gets the second letter before the first")
        self.server.fault = ""
        self.server.taken.clear()
        self.followups.action_retry()
        self._send()
        self.assertEqual(self._taken(), self.addresses, "once each")
        self.assertEqual(set(self.followups.mapped("state")), {"sent"})

    def test_server_that_works(self):
        self.assertTrue(self._send())
        self.assertEqual(self._taken(), self.addresses)

    def test_server_that_refuses_connections(self):
        with contextlib.closing(socket.socket()) as closed:
            closed.bind(("127.0.0.1", 0))
            self.mail_server.smtp_port = closed.getsockname()[1]
            self._send()
        self.mail_server.smtp_port = self.server.server_address[1]
        self._assert_failed_and_sent_on_request("refused")

    def test_server_that_says_nothing(self):
        self.server.fault = "silent"
        self._send()
        self._assert_failed_and_sent_on_request("timed out")

    def test_server_that_takes_no_message_now(self):
        self.server.fault = "busy"
        self._send()
        self._assert_failed_and_sent_on_request("451")

    def test_server_that_turns_one_address_away(self):
        self.server.turned_away = self.customer.email_normalized.encode()
        self._send()
        failed = self.followups.filtered(lambda followup: followup.state == "failed")
        self.assertEqual(failed.profile_id, self.profile)
        self.assertIn("550", failed.error)
        self.assertEqual(self._taken(), sorted(self.others.mapped("email_normalized")))

    def test_server_that_hangs_up_before_it_answers(self):
        """Nobody can know whether it kept the message: it is sent again, under the number by which the receiver knows it."""
        self.server.fault, self.server.last = "hang up before the answer", 2
        self.assertFalse(self._send())
        self.assertFalse(self.followups.filtered(lambda followup: followup.state == "failed"), "nothing is wrong with a letter")
        self.server.fault = ""
        self._roll_back()
        self.assertTrue(self._send())
        numbers = {}
        for message in self.server.taken:
            numbers.setdefault(message["To"], []).append(message["Message-Id"])
        self.assertEqual(len(numbers), len(self.addresses), "everybody got it")
        self.assertEqual(sorted(map(len, numbers.values())), [1] * (len(self.addresses) - 1) + [2])
        self.assertTrue(all(len(set(each)) == 1 for each in numbers.values()), "the same message")
        self.assertEqual(set(self.followups.mapped("state")), {"sent"})

    def test_server_that_hangs_up_after_a_message(self):
        self.server.fault, self.server.last = "hang up after the answer", 1
        self.assertFalse(self._send())
        self.server.fault = ""
        self._roll_back()
        self.assertTrue(self._send())
        self.assertEqual(self._taken(), self.addresses, "once each")
        self.assertEqual(set(self.followups.mapped("state")), {"sent"})
