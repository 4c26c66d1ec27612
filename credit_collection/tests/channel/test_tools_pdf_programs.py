"""A program for PDFs that hangs is ended after 90 seconds; others are left alone."""

from unittest.mock import patch

from odoo.tests import BaseCase
from odoo.tools import mute_logger

from ...tools.channel import pdf_programs


class Program:
    """A process started by this one, perhaps with processes of its own."""

    def __init__(self, pid, name="wkhtmltopdf", children=()):
        self.pid, self._name, self._children, self.is_ended = pid, name, children, False

    def name(self):
        return self._name

    def children(self, recursive=False):
        return list(self._children) if recursive else []

    def kill(self):
        self.is_ended = True


class Clock:
    """Time in which documents are made: the watch looks at ``moments`` (seconds), then all documents are done."""

    def __init__(self, moments):
        self.moments, self.now, self.waits = list(moments), None, []

    def wait(self, seconds):
        self.waits.append(seconds)
        if not self.moments:
            return True
        self.now = self.moments.pop(0)
        return False

    def monotonic(self):
        return self.now


class TestPdfPrograms(BaseCase):

    def _watch(self, programs, moments, others=()):
        clock = Clock(moments)
        with (
            patch.object(pdf_programs.psutil.Process, "children", lambda process: programs),
            patch.object(pdf_programs.time, "monotonic", clock.monotonic),
            mute_logger(pdf_programs.__name__),
        ):
            pdf_programs._watch(clock, set(others))
        return clock

    def test_a_program_is_ended_once_it_has_run_for_90_seconds(self):
        for last, is_ended in ((1089.9, False), (1090.0, True)):
            program = Program(5)
            self._watch([program], [1000.0, 1045.0, last])
            with self.subTest(last=last):
                self.assertEqual(program.is_ended, is_ended)

    def test_what_a_program_started_ends_with_it(self):
        below = Program(6, "sh")
        self._watch([Program(5, children=[below])], [0.0, 90.0])
        self.assertTrue(below.is_ended)

    def test_other_programs_and_those_that_ran_before_are_left_alone(self):
        before, editor = Program(5), Program(7, "soffice")
        self._watch([before, editor], [0.0, 100.0, 200.0], others=[5])
        self.assertEqual((before.is_ended, editor.is_ended), (False, False))

    def test_it_looks_every_9_seconds(self):
        self.assertEqual(self._watch([], [0.0]).waits, [9.0, 9.0])
