"""Several pytest processes that share the tests, each with a database, a port and files of its own."""
import contextlib
import json
import os
import resource
import shutil
import subprocess
import threading
from collections import deque
from concurrent.futures import ThreadPoolExecutor

from . import database, lifecycle
from .claims import Queue
from .console import CACHE, ROOT, DevError, step, write_if_changed
from .setup import free_ports
from .summary import Summary
from .venv import PYTHON, environment

DURATIONS = database.STATE / "durations.json"
TAIL = 30
# Classes together below this many seconds are not worth a second process, which needs some time to start.
WORTH_SECONDS = 40
UNKNOWN_FILE_SECONDS = 5
# More tours than these do not fail by chance.
MOST_UNSTABLE_TOURS = 3
LIFECYCLE = "upgrade and uninstall of the add-ons"
PYTEST = [str(PYTHON), "-m", "pytest", "-c", str(ROOT / "pyproject.toml"), "--rootdir", str(ROOT)]


class Worker:
    """One pytest process and what it has told so far."""

    def __init__(self, name, part, arguments, queue):
        self.name = name
        self.part = part
        self.arguments = ["-p", "devtools.share", *arguments]
        self.queue = queue
        self.groups = {}
        self.done = False
        self.log = database.LOGS / f"{name}.log"

    def run(self, summary):
        self.log.parent.mkdir(parents=True, exist_ok=True)
        ours, theirs = os.pipe()
        variables = environment(CREDIT_TEST_QUEUE=str(self.queue), CREDIT_TEST_EVENTS=str(theirs),
                                CREDIT_TEST_DATABASE=self.name)
        with open(self.log, "w") as log, open(ours) as events:
            process = subprocess.Popen([*PYTEST, *self.arguments], cwd=ROOT, env=variables, pass_fds=[theirs],
                                       stdin=subprocess.DEVNULL, stdout=log, stderr=log)
            os.close(theirs)
            for line in events:
                summary.take(json.loads(line), self)
            code = process.wait()
        if not self.done or code not in (0, 1, 2, 5):
            summary.fail(f"{self.name} ended with {code} while it ran {', '.join(self.groups) or 'nothing'}", self._tail())

    def _tail(self):
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-TAIL:])


def cores():
    """Return how many processes can work at once."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on macOS
        return os.cpu_count() or 1


def processor_seconds():
    """Return the processor time of the processes started so far; the database server is none of them."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def known_durations():
    try:
        return json.loads(DURATIONS.read_text())
    except (OSError, ValueError):
        return {}


def worth(files, durations):
    """Return how many processes these test files are worth: files that have never run count a little."""
    seconds = 0
    for path in files:
        known = [value for group, value in durations.items() if group == path or group.startswith(f"{path}::")]
        seconds += sum(known) if known else UNKNOWN_FILE_SECONDS
    return max(1, int(seconds // WORTH_SECONDS))


def remember(durations):
    """Keep how long the classes took; those of other runs stay."""
    known = {**known_durations(), **{group: round(seconds, 1) for group, seconds in durations.items()}}
    kept = {group: seconds for group, seconds in sorted(known.items()) if (ROOT / group.partition("::")[0]).exists()}
    write_if_changed(DURATIONS, json.dumps(kept, indent=0))


class Run:
    """One run of the tests by ``jobs`` processes."""

    def __init__(self, workspace, name, jobs, *, reuse):
        self.workspace = workspace
        self.name = name
        self.jobs = jobs
        self.reuse = reuse
        self.queue = CACHE / "queue" / f"{name}-{os.getpid()}"
        self.summary = None
        self.spent_before = processor_seconds()
        self.extras = deque()
        self.lock = threading.Lock()

    def run(self, own, targets, others, *, check_lifecycle, apart=None):
        """Run our own tests, then the add-ons' in all processes; return the exit code of all together.

        :param apart: (function, paths) of tests for another database: the function makes it, returns (workspace, name)
        """
        self.summary = Summary(quiet="-q" in others, parts=1 + bool(own) + bool(apart))
        with self._queue(), self._databases() as configs:
            if check_lifecycle:
                self.extras.append(self._check_lifecycle)
            if own:
                worker = Worker(f"{self.name}_own", "own", ["-p", "no:odoo", *own, *others], self.queue)
                self.extras.append(lambda: worker.run(self.summary))
            if apart:
                self.extras.append(lambda: self._test_apart(*apart, others))
            self._run_all([self._worker(database_name, "addons", config, [*targets, *others])
                           for database_name, config in configs.items()])
            self._repeat_tours(*next(iter(configs.items())))
        if not others and not any("::" in path for path in targets):
            remember(self.summary.durations)
        self.summary.close(slowest(others), processor_seconds() - self.spent_before)
        return self.summary.code()

    def _worker(self, database_name, part, config, arguments):
        return Worker(database_name, part, [
            "-p", "odoo", f"--odoo-config={config}", f"--odoo-database={database_name}", "--odoo-http", *arguments], self.queue)

    def _test_apart(self, set_up, paths, others):
        try:
            workspace, name = set_up()
        except DevError as error:
            self.summary.fail("database of the worked examples", str(error), "failed")
            return
        config = workspace.write_config(name, free_ports(1)[0])
        self._worker(name, "apart", config, [*paths, *others]).run(self.summary)

    def _run_all(self, workers):
        """Run all slots to their end; when interrupted, let each process end with the class that it runs."""
        with ThreadPoolExecutor(self.jobs) as pool:
            slots = [pool.submit(self._slot, index, worker) for index, worker in enumerate(workers)]
            try:
                for slot in slots:
                    slot.result()
            except BaseException:
                Queue(self.queue).halt.touch()
                raise

    def _repeat_tours(self, database_name, config):
        """Run the few tours that failed once more, each by itself; one that passes now is told, and fails nothing."""
        if len(self.summary.tours) > MOST_UNSTABLE_TOURS:
            return
        command = [*PYTEST, "-p", "odoo", f"--odoo-config={config}", f"--odoo-database={database_name}", "--odoo-http", "-q"]
        variables = environment(CREDIT_TEST_DATABASE=database_name)
        for nodeid in list(self.summary.tours):
            with step(f"running {nodeid} again, by itself"):
                again = subprocess.run(
                    [*command, nodeid], cwd=ROOT, env=variables, stdin=subprocess.DEVNULL, capture_output=True)
            if not again.returncode:
                self.summary.excuse_tour(nodeid)

    def _slot(self, index, worker):
        """Do what is to be done beside the tests, but not in the last slot, then run tests."""
        while index < self.jobs - 1:
            with self.lock:
                extra = self.extras.popleft() if self.extras else None
            if extra is None:
                break
            extra()
        worker.run(self.summary)

    def _check_lifecycle(self):
        try:
            lifecycle.check(self.workspace, self.name)
        except DevError as error:
            self.summary.fail(LIFECYCLE, str(error), "failed")
        else:
            self.summary.count("passed")

    @contextlib.contextmanager
    def _queue(self):
        shutil.rmtree(self.queue, ignore_errors=True)
        self.queue.mkdir(parents=True)
        (self.queue / "durations.json").write_text(json.dumps(known_durations()))
        try:
            yield
        finally:
            shutil.rmtree(self.queue)

    @contextlib.contextmanager
    def _databases(self):
        """Have a copy of the database for each process; yield {name: configuration}."""
        names = [f"{self.name}_w{number}" for number in range(1, self.jobs + 1)]
        with step(f"copying the database {self.name} for {self.jobs} processes"):
            for name in names:
                database.follow(self.name, name)
        ports = free_ports(self.jobs)
        configs = {name: self.workspace.write_config(name, port) for name, port in zip(names, ports, strict=True)}
        try:
            yield configs
        finally:
            if not self.reuse:
                for name, config in configs.items():
                    database.drop(name)
                    config.unlink()


def slowest(arguments):
    """Return the number that pytest's option --durations asks for."""
    given = [argument.partition("=")[2] for argument in arguments if argument.startswith("--durations=")]
    given += [value for option, value in zip(arguments, arguments[1:], strict=False) if option == "--durations"]
    return int(given[-1]) if given else 0
