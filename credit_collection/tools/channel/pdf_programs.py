"""A program for PDFs that hangs is ended, so that nobody else's message waits for that of one customer."""

import contextlib
import logging
import threading
import time

import psutil

_logger = logging.getLogger(__name__)

# Odoo waits for as long as the limits of its workers allow, 120 seconds by default: ending the worker would undo the work on
# all, and the next one would hang at the same document.
LONGEST = 90
PROGRAM = "wkhtmltopdf"


@contextlib.contextmanager
def limited():
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
