"""``./dev screenshot``: serve a database for a moment and let Chromium save a picture of one page."""
import contextlib
import json
import shutil
import subprocess
import time
import urllib.error
import urllib.request

from . import database, system
from .console import ROOT, DevError
from .setup import free_port, prepare
from .venv import PYTHON, environment


def screenshot(options):
    name = options.database or "credit_demo"
    database.check_exists(name)
    with serving(name) as base:
        return take(base, name, file=options.file, **{
            key: getattr(options, key) for key in ("path", "login", "width", "height", "lang", "click")})


@contextlib.contextmanager
def serving(name):
    """Serve a database for a while; give the address."""
    workspace = prepare()
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    server = _serve(workspace, name, port)
    try:
        _wait(server, base, name)
        yield base
    finally:
        server.terminate()
        server.wait()


def take(base, name, *, file, **order):
    """Save one picture of a served database; return the exit code of the browser."""
    order = {
        **order, "base": base, "database": name, "file": str(file.resolve()),
        "browser": next(path for path in map(shutil.which, system.BROWSERS) if path),
    }
    return subprocess.run([str(PYTHON), "-m", "devtools.browser", json.dumps(order)], cwd=ROOT).returncode


def _serve(workspace, name, port):
    database.LOGS.mkdir(parents=True, exist_ok=True)
    command = [PYTHON, "-m", "odoo", "server", "-c", workspace.write_config(name), "-d", name, f"--http-port={port}"]
    with open(database.LOGS / f"{name}-screenshot.log", "w") as log:
        return subprocess.Popen([str(part) for part in command], stdout=log, stderr=log, stdin=subprocess.DEVNULL,
                                env=environment())


def _wait(server, base, name):
    for _attempt in range(240):
        if server.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{base}/web/login", timeout=60):
                return
        except urllib.error.HTTPError:
            break
        except OSError:
            time.sleep(0.25)
    raise DevError(f"Odoo does not serve the database {name}.", f"read .cache/log/{name}-screenshot.log")
