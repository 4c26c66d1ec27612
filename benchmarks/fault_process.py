"""A process of its own that does one task on a database, and may be killed at any moment: ``fault_process.py DATABASE``.

It loads the registry, says ``ready`` and waits. A line of JSON ``[name, arguments]`` on stdin starts a task of
``fault_tasks.py``, ``fault_works.py`` or ``fault_customers.py``; the outcome, or the error, comes back as a line of JSON.
"""
import json
import os
import select
import subprocess
import sys
import time
import traceback
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from devtools.venv import PYTHON, environment  # noqa: E402

READY = "ready"
LONGEST = 900


class Process:
    """The other side of such a process."""

    def __init__(self, name, **variables):
        self.process = subprocess.Popen(
            [str(PYTHON), str(Path(__file__).resolve()), name], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env=environment(ODOO_RC=os.environ["ODOO_RC"], **variables), cwd=ROOT)

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        self.kill()

    def wait_until_ready(self):
        assert self._read(LONGEST) == READY, "the process did not start"
        return self

    def start(self, task, *arguments):
        self.process.stdin.write(json.dumps([task, arguments]) + "\n")
        self.process.stdin.flush()

    def get(self, seconds=LONGEST):
        """Return ``{"value": …}`` or ``{"error": …}``; None while the task runs, or when the process has died."""
        line = self._read(seconds)
        return json.loads(line) if line else None

    def do(self, task, *arguments):
        """Return what the task returns; raise when it fails."""
        self.start(task, *arguments)
        outcome = self.get() or {"error": "the process died"}
        if "error" in outcome:
            raise AssertionError(f"{task}: {outcome['error']}")
        return outcome["value"]

    def kill(self):
        """What ``kill -9`` does."""
        self.process.kill()
        self.process.wait()

    def _read(self, seconds):
        found, _, _ = select.select([self.process.stdout], [], [], max(seconds, 0))
        return self.process.stdout.readline().strip() if found else ""


def serve(name):
    from benchmarks import fault_customers, fault_tasks, fault_works
    from benchmarks.timing import load_registry

    registry = load_registry(name)
    print(READY, flush=True)
    for line in sys.stdin:
        task, arguments = json.loads(line)
        start = time.monotonic()
        try:
            module = next(each for each in (fault_tasks, fault_works, fault_customers) if hasattr(each, task))
            outcome = {"value": getattr(module, task)(registry, *arguments)}
        except Exception as error:  # noqa: BLE001 - told to the other side
            outcome = {"error": f"{type(error).__name__}: {error}", "trace": traceback.format_exc()}
        print(json.dumps({**outcome, "seconds": time.monotonic() - start}), flush=True)


if __name__ == "__main__":
    serve(sys.argv[1])
