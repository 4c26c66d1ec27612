"""Tries mutations: ``mutate_run.py CONFIG [DATABASE]``, mutations as lines of JSON on stdin, what saw each on stdout.

Runs under the virtual environment's Python. Each mutation lives in a forked process of its own, which ends with the first
test that fails. First come the tests that need no database, then, with a database, those of the rooms that use the module.
A test runs for a mutation only when it passes without one and runs the changed statement.
"""
import contextlib
import importlib
import inspect
import json
import logging
import os
import pickle
import re
import signal
import sys
import threading
import time
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from devtools import mutants  # noqa: E402
from devtools.mutations import Mutation, find_modules  # noqa: E402

SECONDS, BASE_SECONDS = 300, 3000
TOOL = 4  # a number that sys.monitoring leaves to anybody


def prepare(config_file, database):
    """Load Odoo and our tests; with a database also its registry."""
    import hypothesis

    from odoo.modules.module import initialize_sys_path
    from odoo.tools import config

    config.parse_config(["-c", config_file, *(["-d", database] if database else [])], setup_logging=False)
    logging.getLogger().handlers = [logging.NullHandler()]
    initialize_sys_path()
    # A failing example ends the process; making it smaller is no use, and nothing is kept in a file.
    hypothesis.settings.register_profile("mutate", database=None, derandomize=True, deadline=None,
                                         phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate])
    hypothesis.settings.load_profile("mutate")
    threading.current_thread().testing = True
    if database:
        from odoo.modules.registry import Registry

        Registry(database)
    config["test_enable"] = True
    for addon in sorted({path.split("/")[0] for path in find_modules(ROOT)}):
        importlib.import_module(f"odoo.addons.{addon}.tests")


class Result:
    """Makes a result for Odoo's suites that notes which tests fail, and stops at the first if asked to."""

    def __new__(cls, stop, on_start, on_stop):
        from odoo.tests.result import OdooTestResult

        class Noted(OdooTestResult):
            failed = ()

            def startTest(self, test):
                super().startTest(test)
                on_start(test)

            def stopTest(self, test):
                super().stopTest(test)
                on_stop()

            def addError(self, test, err):
                # A part of a test (``subTest``) has an id of its own: what failed is the whole.
                self.failed += ((str(getattr(test, "test_case", test).id()), str(test.id())),)
                self.shouldStop = stop

            addFailure = addError

            def log(self, *args, **kwargs):
                pass

        return Noted()


def run_suite(tests, stop, on_start=lambda test: None, on_stop=lambda: None):
    """Run tests; return pairs of the id of a test that failed and of the part of it that did."""
    from odoo.tests.suite import OdooSuite

    result = Result(stop, on_start, on_stop)
    OdooSuite(tests).run(result)
    return result.failed


def in_child(function, seconds):
    """Return what ``function`` returns in a forked process, None when that dies or takes longer than ``seconds``."""
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        os.close(reader)
        try:
            signal.alarm(seconds)
            nowhere = os.open(os.devnull, os.O_RDWR)
            os.dup2(nowhere, 1)
            os.dup2(nowhere, 2)
            answer = pickle.dumps(function())
            with os.fdopen(writer, "wb") as pipe:
                pipe.write(answer)
        finally:
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        answer = pipe.read()
    os.waitpid(child, 0)
    return pickle.loads(answer) if answer else None


class Tests:
    """The tests of our add-ons and which statements of the pure modules each of them runs."""

    def __init__(self, with_database):
        self.with_database = with_database
        self.known, self.seconds = {}, {}

    @cached_property
    def classes(self):
        from odoo.tests import BaseCase

        found = []
        fresh = [BaseCase]
        while fresh:
            below = fresh.pop().__subclasses__()
            fresh += below
            found += [each for each in below if re.match(r"odoo\.addons\.credit_collection\w*\.tests\.", each.__module__)]
        return sorted(set(found), key=lambda each: (each.__module__, each.__name__))

    def is_pure(self, each):
        """Whether a class needs no database: its set-up is that of Odoo's simplest class, or it tests ``tools/`` alone."""
        from odoo.tests import BaseCase, TransactionCase

        return not issubclass(each, TransactionCase) and (
            each.setUpClass.__func__ is BaseCase.setUpClass.__func__ or ".test_tools_" in each.__module__)

    def groups(self, mutation):
        """Return the groups of classes to try for a mutation, one after the other."""
        yield "unit", [each for each in self.classes if self.is_pure(each)]
        if self.with_database:
            from odoo.tests import HttpCase

            for place in places(mutation.path):
                yield place, [each for each in self.classes if not self.is_pure(each) and not issubclass(each, HttpCase)
                              and each.__module__.startswith(f"odoo.addons.{place}.")]

    def find(self, mutation):
        """Yield (group, tests) that run the changed statement."""
        for name, classes in self.groups(mutation):
            if name not in self.known:
                self.known[name], self.seconds[name] = measure(classes)
            # The first one that fails ends the search: the quick ones go first.
            quick_first = sorted(classes, key=lambda each: self.seconds[name].get(_get_name(each), 0.0))
            tests = [test for test in loaded(quick_first)
                     if runs(self.known[name].get(str(test.id()), {}).get(mutation.path, ()), mutation)
                     or mutation.lines is None and str(test.id()) in self.known[name] and names(test, mutation.path)]
            if tests:
                yield name, tests


def runs(lines, mutation):
    if mutation.lines is None:
        return bool(lines)
    return any(mutation.lines[0] <= line <= mutation.lines[1] for line in lines)


def names(test, path):
    """Whether the module of a test imports from the module ``path``: it may look at constants alone."""
    name = ".".join(Path(path).with_suffix("").parts[1:])
    return f"{name} import" in inspect.getsource(sys.modules[type(test).__module__])


def loaded(classes):
    from unittest import TestLoader

    return [test for each in classes for test in TestLoader().loadTestsFromTestCase(each)]


def places(path):
    """Return where to look for scenarios of a module: the room of the module, then the rooms that import it."""
    addon, _tools, *rest = Path(path).with_suffix("").parts
    name = ".".join(("tools", *rest))
    own = f"{addon}.tests.{rest[0]}" if len(rest) > 1 else f"{addon}.tests"
    found = [own]
    pattern = re.compile(rf"(?:\.|{addon}\.){re.escape(name)} import")
    for file in sorted(ROOT.glob("credit_collection*/*/**/*.py")):
        user, kind, *parts = file.relative_to(ROOT).parts
        if kind != "tests" and pattern.search(file.read_text(encoding="utf-8")):
            within = f".{parts[0]}" if len(parts) > 1 and (ROOT / user / "tests" / parts[0]).is_dir() else ""
            found += [place for place in [f"{user}.tests{within}"] if place not in found]
    return found


class Watch:
    """Notes which lines of the pure modules each test runs, those of the set-up of its class included."""

    def __init__(self):
        self.paths = {mutants.module_of(path).__file__: path for path in find_modules(ROOT)}
        self.seen, self.of_class, self.between = {}, {}, {}
        self.current = self.between
        self.seconds, self.running = {}, None
        self.watched = sys.version_info >= (3, 12)
        if self.watched:
            sys.monitoring.use_tool_id(TOOL, "mutate")
            sys.monitoring.register_callback(TOOL, sys.monitoring.events.LINE, self.on_line)
            for path in self.paths.values():
                for code in mutants.codes(path):
                    sys.monitoring.set_local_events(TOOL, code, sys.monitoring.events.LINE)

    def on_line(self, code, line):
        self.current.setdefault(self.paths[code.co_filename], set()).add(line)
        return sys.monitoring.DISABLE

    def on_start(self, test):
        self.running = _get_name(type(test)), time.monotonic()
        # What ran since the last test is the set-up of a class: it counts for all tests of that.
        ran = self.of_class.setdefault(type(test), {path: set(lines) for path, lines in self.between.items()})
        self.current = self.seen[str(test.id())] = {path: set(lines) for path, lines in ran.items()}
        if not self.watched:  # an older Python does not tell: as if every test ran everything
            self.current.update(dict.fromkeys(self.paths.values(), range(1, 10000)))
        self._begin()

    def on_stop(self):
        name, began = self.running
        self.seconds[name] = self.seconds.get(name, 0.0) + time.monotonic() - began
        self.between.clear()
        self.current = self.between
        self._begin()

    def _begin(self):
        if self.watched:
            sys.monitoring.restart_events()


def _get_name(each):
    return f"{each.__module__}.{each.__qualname__}"


def measure(classes):
    """Return ``{id of a passing test: {path: lines that it runs}}`` and ``{name of a class: seconds that its tests take}``."""
    def work():
        watch = Watch()
        failed = {test for test, _part in run_suite(loaded(classes), False, watch.on_start, watch.on_stop)}
        return {test: lines for test, lines in watch.seen.items() if test not in failed}, watch.seconds

    print(f"{len(classes)} classes without a mutation …", file=sys.stderr, flush=True)
    found = in_child(work, BASE_SECONDS)
    if found is None:
        raise SystemExit("the tests do not end without a mutation")
    return found


def try_mutation(tests, mutation):
    """Return (group, test) that sees the mutation; (None, None) when none does."""
    for name, todo in tests.find(mutation):
        def work(todo=todo):
            try:
                mutants.apply(mutation)
            except Exception as error:  # noqa: BLE001 - a module that cannot even be loaded
                return (("import", f"import: {error!r}"),)
            return run_suite(todo, True)

        failed = in_child(work, SECONDS)
        if failed is None:
            return name, "does not end"
        if failed:
            return name, failed[0][1]
    return None, None


def main(config_file, database=None):
    todo = [json.loads(line) for line in sys.stdin]
    with contextlib.redirect_stdout(sys.stderr):
        prepare(config_file, database)
    tests = Tests(bool(database))
    for values in todo:
        mutation = Mutation(**{**values, "lines": values["lines"] and tuple(values["lines"])})
        if database:
            from odoo.sql_db import close_all

            close_all()  # no process shares a connection with another
        group, test = try_mutation(tests, mutation)
        print(json.dumps({"mutation": str(mutation), "group": group, "test": test}), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
