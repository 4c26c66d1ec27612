"""A program for PDFs that hangs is ended, so that nobody else's message waits for that of one customer."""

import contextlib
import logging
import threading
import time

import psutil

from odoo import api, models

_logger = logging.getLogger(__name__)

# Odoo waits for as long as the limits of its workers allow, 120 seconds by default: ending the worker would undo the work on
# all, and the next one would hang at the same document.
LONGEST = 90
PROGRAM = "wkhtmltopdf"


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    @api.model
    def _run_wkhtmltopdf(self, bodies, report_ref=False, *args, **kwargs):
        report_sudo = self._get_report(report_ref) if report_ref else self
        is_ours = (report_sudo.model or "").startswith("credit.") or self.env.context.get("credit_paper")
        with _limited() if is_ours else contextlib.nullcontext():
            return super()._run_wkhtmltopdf(bodies, report_ref, *args, **kwargs)


@contextlib.contextmanager
def _limited():
    """End the program when it runs for too long; core then raises an error for its documents."""
    done = threading.Event()
    others = {program.pid for program in _find_programs()}
    watch = threading.Thread(target=_watch, args=[done, others], daemon=True)
    watch.start()
    try:
        yield
    finally:
        done.set()
        watch.join()


def _watch(done, others):
    """End the PDF programs of this process that run for too long, with what they started.

    In a server of one process those of other users may be among them: they have hung for as long. ``others``, the numbers of
    those that were there before, are long documents of somebody else.
    """
    since = {}
    while not done.wait(LONGEST / 10):
        now = time.monotonic()
        for program in _find_programs():
            if program.pid not in others and now - since.setdefault(program.pid, now) >= LONGEST:
                _end(program)


def _find_programs():
    for program in psutil.Process().children():
        with contextlib.suppress(psutil.Error):
            if program.name().startswith(PROGRAM):
                yield program


def _end(program):
    _logger.warning("%s has been running for %d s and is ended", PROGRAM, LONGEST)
    with contextlib.suppress(psutil.Error):
        for each in [*program.children(recursive=True), program]:
            each.kill()
