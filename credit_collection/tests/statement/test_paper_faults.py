"""No disk space, and a PDF program that is killed: it costs the customers it concerns a message, nothing is half sent."""

import errno
import glob
import os
import signal
import subprocess
import tempfile
import time
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.base.models.ir_actions_report import _wkhtml

from ..followup.common import DebtorsCase

REPORTS = "odoo.addons.base.models.ir_actions_report"


def no_space(*_args, **_kwargs):
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@tagged("post_install", "-at_install")
class TestPaperFaults(DebtorsCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.level_1.attach_statement = True

    def _send(self, followups):
        """Send what waits; one connection to the mail server takes it.

        :return: addresses that got an e-mail with their statement
        """
        sent = []
        MailServer = self.registry["ir.mail_server"]

        def take(_server, message, *_args, **_kwargs):
            names = [part.get_filename() for part in message.walk() if part.get_filename()]
            sent.append((message["To"], len(names)))
            return message["Message-Id"]

        with (
            patch.object(MailServer, "_disable_send", lambda _server: False),
            patch.object(MailServer, "_connect__", lambda *_args, **_kwargs: None),
            patch.object(MailServer, "send_email", take),
            mute_logger("odoo.addons.mail.models.mail_mail"),
        ):
            self._mails(followups).filtered(lambda mail: mail.state == "outgoing").send()
        self._refresh()
        return sent

    def _make_faulty(self, faulty, fault):
        """Let the reports of the customer ``faulty`` fail."""
        Report = self.registry["ir.actions.report"]
        render = Report._render_qweb_pdf

        def render_or_fail(report, ref, res_ids=None, data=None):
            if faulty.id in (res_ids or ()):
                fault()
            return render(report, ref, res_ids, data)

        return patch.object(Report, "_render_qweb_pdf", render_or_fail)

    def test_full_disk_fails_for_those_whose_paper_could_not_be_written(self):
        followups = self._run(profiles=self.profiles)
        with self._make_faulty(self.profile, no_space):
            sent = self._send(followups)
        failed = followups.filtered(lambda followup: followup.state == "failed")
        self.assertEqual(failed.profile_id, self.profile)
        self.assertIn("No space left on device", failed.error)
        self.assertEqual([count for _address, count in sent], [1] * len(self.others), "no message without its paper")
        self.assertFalse(self._run(6, profiles=self.profile), "the level is not passed before it was told")
        failed.action_retry()
        self.assertEqual(len(self._send(failed)), 1)
        self.assertEqual(set(followups.mapped("state")), {"sent"})

    def test_full_disk_for_all_loses_nothing(self):
        followups = self._run(profiles=self.profiles)
        with patch.object(self.registry["ir.actions.report"], "_render_qweb_pdf", no_space):
            self.assertFalse(self._send(followups))
        self.assertEqual(set(followups.mapped("state")), {"failed"})
        followups.action_retry()
        self.assertEqual(len(self._send(followups)), len(self.profiles))

    @mute_logger(REPORTS)
    def test_killed_program_says_so_and_leaves_no_file(self):
        def killed(args):
            with open(args[-1], "wb") as half:
                half.write(b"%PDF-1.4 half a pag")
            return subprocess.CompletedProcess(args, -9, stdout="", stderr="")

        followups = self._run(profiles=self.profile)
        Report = self.env.registry["ir.actions.report"]
        render = Report._render_qweb_pdf
        written = []

        def watch(args):
            written.extend(each for each in args if os.path.isabs(each) and os.path.exists(each))
            return killed(args)

        with (
            patch(f"{REPORTS}._run_wkhtmltopdf", watch),
            patch.object(Report, "_render_qweb_pdf", lambda report, *args, **kwargs: render(
                report.with_context(force_report_rendering=True), *args, **kwargs)),
        ):
            self.assertFalse(self._send(followups))
        self.assertEqual(followups.state, "failed")
        self.assertIn("-9", followups.error)
        self.assertTrue(written)
        self.assertFalse([path for path in written if path.startswith("/tmp") and os.path.exists(path)])

    @mute_logger(REPORTS, "odoo.addons.credit_collection.tools.channel.pdf_programs")
    def test_program_that_hangs_is_ended_and_nobody_else_waits(self):
        folder = self.enterContext(tempfile.TemporaryDirectory())
        program, hang = os.path.join(folder, "wkhtmltopdf"), os.path.join(folder, "hang")
        with open(program, "w") as script:
            # Hangs once, then writes its file, the last argument.
            script.write(f"#!/bin/sh\nif rm {hang} 2> /dev/null; then sleep 60; fi\n"
                         "for file; do :; done\nprintf '%%PDF-1.4 page' > $file\n")
        os.chmod(program, 0o755)
        open(hang, "w").close()
        elder = os.path.join(self.enterContext(tempfile.TemporaryDirectory()), "wkhtmltopdf")
        with open(elder, "w") as script:
            script.write("#!/bin/sh\nsleep 60\n")
        os.chmod(elder, 0o755)
        others = subprocess.Popen([elder], start_new_session=True)
        self.addCleanup(others.wait)
        self.addCleanup(os.killpg, others.pid, signal.SIGKILL)
        followups = self._run(profiles=self.profiles)
        Report = self.env.registry["ir.actions.report"]
        render = Report._render_qweb_pdf
        before = set(glob.glob(os.path.join(tempfile.gettempdir(), "report.*")))
        begin = time.monotonic()
        with (
            patch(f"{REPORTS}._wkhtml", lambda: _wkhtml()._replace(bin=program)),
            patch("odoo.addons.credit_collection.tools.channel.pdf_programs.LONGEST", 1),
            patch.object(Report, "_render_qweb_pdf", lambda report, *args, **kwargs: render(
                report.with_context(force_report_rendering=True), *args, **kwargs)),
        ):
            sent = self._send(followups)
        self.assertLess(time.monotonic() - begin, 50)
        failed = followups.filtered(lambda followup: followup.state == "failed")
        self.assertEqual(len(failed), 1)
        self.assertIn("-9", failed.error)
        self.assertIsNone(others.poll(), "a long document of somebody else that was begun before")
        self.assertEqual([count for _address, count in sent], [1] * (len(self.profiles) - 1), "no message without its paper")
        self.assertFalse(set(glob.glob(os.path.join(tempfile.gettempdir(), "report.*"))) - before, "no half file")
