"""Whole Odoo servers that share one database, with a load balancer in front: ``fault_node.py BATCH OPTIONS OF ODOO``.

Each server runs scheduled actions and, where asked, the jobs of the queue. Batches are small, so that there are many of them.
"""
import contextlib
import http.client
import os
import select
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from devtools.console import CACHE  # noqa: E402
from devtools.setup import free_port  # noqa: E402
from devtools.venv import PYTHON, environment  # noqa: E402

LONGEST_START = 180
BATCH = 100
# The modules of the jobs that a night is made of here, and the size of their batches there.
SIZES = {
    "followup.credit_followup_round_candidates": "FOLLOWUP_BATCH", "score.credit_scorecard": "BATCH",
    "alert.credit_alert_rule_evaluation": "BATCH", "worklist.credit_rank": "BATCH", "forecast.credit_cash_in": "BATCH",
}


class Node:
    """A server: it is ready when it answers, and may be killed at any moment."""

    def __init__(self, name, options=(), *, balancer=None, capacity=None, batch=BATCH):
        self.port = free_port()
        variables = {}
        load = "base,web"
        if balancer:
            load += ",queue_job"
            variables = {"ODOO_QUEUE_JOB_CHANNELS": f"root:{capacity},root.credit:{capacity}",
                         "ODOO_QUEUE_JOB_HOST": "127.0.0.1", "ODOO_QUEUE_JOB_PORT": str(balancer.port)}
        self.log = CACHE / "log" / f"{name}-{self.port}.log"
        with open(self.log, "w") as log:
            self.process = subprocess.Popen(
                [str(PYTHON), str(Path(__file__).resolve()), str(batch), "-c", os.environ["ODOO_RC"],
                 "-d", name, f"--db-filter=^{name}$", f"--http-port={self.port}", f"--load={load}", "--workers=0",
                 "--max-cron-threads=1", *options],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=environment(**variables), cwd=ROOT)

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        self.kill()

    def wait_until_ready(self):
        end = time.monotonic() + LONGEST_START
        while time.monotonic() < end:
            assert self.process.poll() is None, f"the server did not start, see {self.log}"
            with contextlib.suppress(OSError, http.client.HTTPException):
                connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
                connection.request("GET", "/web/health")
                if connection.getresponse().status == 200:
                    return self
            time.sleep(0.2)
        raise AssertionError(f"the server does not answer, see {self.log}")

    def kill(self):
        """What ``kill -9`` does."""
        self.process.kill()
        self.process.wait()


class Balancer:
    """Gives each connection to the server with the fewest requests at work; passes a dead one over, as any balancer does."""

    def __init__(self):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.busy = {}
        self.lock = threading.Lock()
        threading.Thread(target=self._accept, daemon=True).start()

    def add(self, node):
        self.busy[node.port] = 0

    def close(self):
        self.listener.close()

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                client, _address = self.listener.accept()
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _connect(self):
        with self.lock:
            for port in sorted(self.busy, key=self.busy.get):
                with contextlib.suppress(OSError):
                    server = socket.create_connection(("127.0.0.1", port), timeout=5)
                    server.settimeout(None)
                    self.busy[port] += 1
                    return server, port
        raise OSError("no server answers")

    def _serve(self, client):
        with contextlib.suppress(OSError), client:
            server, port = self._connect()
            try:
                with server:
                    self._pass_on(client, server)
            finally:
                with self.lock:
                    self.busy[port] -= 1

    @staticmethod
    def _pass_on(client, server):
        """Copy both ways until the server has answered; a client that left does not end its request."""
        sides = [client, server]
        while server in sides:
            for side in select.select(sides, [], [])[0]:
                data = b""
                with contextlib.suppress(OSError):
                    data = side.recv(65536)
                if not data:
                    sides.remove(side)
                    continue
                with contextlib.suppress(OSError):
                    (server if side is client else client).sendall(data)


def serve(batch, options):
    """Become a server of Odoo whose batches are of this size; 0: of the usual one."""
    from odoo.cli.command import main
    from odoo.modules.registry import Registry

    original = Registry.new.__func__

    def new(cls, *args, **kwargs):
        registry = original(cls, *args, **kwargs)
        for name, size in (SIZES if batch else {}).items():
            module = sys.modules.get(f"odoo.addons.credit_collection.models.{name}")
            if module:
                setattr(module, size, batch)
        return registry

    Registry.new = classmethod(new)
    sys.argv = ["odoo", "server", *options]
    main()


if __name__ == "__main__":
    serve(int(sys.argv[1]), sys.argv[2:])
