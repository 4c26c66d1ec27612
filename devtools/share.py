"""A pytest plugin for workers that share one list of tests; runs in the virtual environment.

Every worker collects the same tests. Each takes the next class that no other has taken, the longest first, so that all
end at about the same time. What happens goes as lines of JSON to the process that started the worker.
"""
import json
import os

import pytest

from .claims import Queue

# Seconds that a test takes whose class has never run.
UNKNOWN_SECONDS = 0.5


def group_of(nodeid):
    """Return the file and the class of a test: what is set up once and so runs in one worker."""
    return nodeid.partition("[")[0].rpartition("::")[0]


def longest_first(items, durations):
    """Return [(group, tests)] of the collected tests, the group first that took the longest when it last ran."""
    groups = {}
    for item in items:
        groups.setdefault(group_of(item.nodeid), []).append(item)

    def rank(entry):
        group, tests = entry
        return -durations.get(group, UNKNOWN_SECONDS * len(tests)), group

    return sorted(groups.items(), key=rank)


class Worker:
    """The plugin of one worker."""

    def __init__(self, queue, events):
        self.queue = queue
        self.events = events
        self.deselected = 0

    def tell(self, event, **values):
        self.events.write(json.dumps({"event": event, **values}) + "\n")
        self.events.flush()

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session):
        """Replace pytest's own loop; the next test is always known, since it decides what is torn down."""
        if session.testsfailed and not session.config.option.continue_on_collection_errors:
            raise session.Interrupted("errors during collection")
        tests = self._tests(session.items)
        test = next(tests, None)
        while test is not None:
            following = next(tests, None)
            test.config.hook.pytest_runtest_protocol(item=test, nextitem=following)
            if session.shouldfail or session.shouldstop:
                self.queue.halt.touch()
                raise session.Failed(session.shouldfail or session.shouldstop)
            test = following
        return True

    def _tests(self, items):
        for group, tests in longest_first(items, self.queue.durations()):
            if self.queue.take(group):
                self.tell("take", group=group, count=len(tests))
                yield from tests

    def pytest_deselected(self, items):
        self.deselected += len(items)

    def pytest_collection_finish(self, session):
        self.tell("collected", count=len(session.items), deselected=self.deselected)

    def pytest_collectreport(self, report):
        if report.failed:
            self.tell("broken", nodeid=report.nodeid, text=report.longreprtext, message=message_of(report))

    @pytest.hookimpl(trylast=True)
    def pytest_runtest_logreport(self, report):
        category, letter, _word = self.config.hook.pytest_report_teststatus(report=report, config=self.config)
        values = {}
        if report.failed:
            values = {"text": report.longreprtext, "sections": report.sections, "message": message_of(report)}
        elif report.skipped:
            values = {"message": message_of(report)}
        self.tell("test", nodeid=report.nodeid, group=group_of(report.nodeid), when=report.when, category=category,
                  letter=letter, seconds=round(report.duration, 3), **values)

    def pytest_warning_recorded(self, warning_message, nodeid):
        self.tell("warning", nodeid=nodeid, text=f"{warning_message.category.__name__}: {warning_message.message}",
                  place=f"{warning_message.filename}:{warning_message.lineno}")

    def pytest_configure(self, config):
        self.config = config

    def pytest_sessionfinish(self, exitstatus):
        self.tell("done", code=int(exitstatus))


def message_of(report):
    """Return one line about a test that failed or was skipped."""
    if isinstance(report.longrepr, tuple):
        return report.longrepr[2].removeprefix("Skipped: ")
    try:
        text = report.longrepr.reprcrash.message
    except AttributeError:
        text = report.longreprtext
    return text.strip().partition("\n")[0]


def keep_configured_port():
    """Let pytest-odoo listen on the port of the worker's configuration, not on one that seems free just now."""
    import pytest_odoo

    from odoo.tools import config

    pytest_odoo._get_available_random_port = lambda: config["http_port"]


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config):
    number = int(os.environ["CREDIT_TEST_EVENTS"])
    os.set_inheritable(number, False)
    config.pluginmanager.register(Worker(Queue(os.environ["CREDIT_TEST_QUEUE"]), os.fdopen(number, "w")), "worker")
    if config.pluginmanager.hasplugin("odoo"):
        keep_configured_port()
