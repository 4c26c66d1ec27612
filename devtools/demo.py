"""``./dev demo``: a database with every add-on, the demonstration run, then the user interface."""
import os
import subprocess
import sys

from . import database
from .console import ROOT, DevError, say
from .ledger import get_arguments
from .setup import check_port, prepare
from .venv import PYTHON, environment

ENGLISH = "en_US"
RUN = ROOT / "devtools" / "demo_run.py"


def demo(options):
    if options.serve:
        check_port(options.port)
    if options.ledger:
        if options.lang != ENGLISH:
            raise DevError("The company of --lang zh_CN has a ledger of its own.", "leave out --ledger or --lang")
        check_ledger(options)
    lang = options.lang if options.lang != ENGLISH else None
    name = options.database or ("credit_ledger" if options.ledger else f"credit_demo_{lang[:2]}" if lang else "credit_demo")
    database.check_name(name)
    workspace = prepare(options.addons)
    database.fresh(workspace, name, demo=not (options.ledger or lang), lang=lang)
    config = workspace.write_config(name)
    code = subprocess.run([str(PYTHON), str(RUN), *run_arguments(options, config, name)], env=environment(),
                          stdin=subprocess.DEVNULL).returncode
    if code or not options.serve:
        return code
    if options.as_of:
        say(f"the run above is that of {options.as_of}; the screens count from today, other days are in Reporting > Aging")
    return serve(config, name, options.port)


def check_ledger(options):
    """Validate the ledger before anything else is done: its errors take a second to find, the set-up takes minutes."""
    ledger = options.ledger
    if not ledger.is_file():
        raise DevError(f"There is no file {ledger}.", "give the path of a CSV file with the ledger")
    say(f"checking {ledger}")
    done = subprocess.run([sys.executable, str(RUN), "--ledger", str(ledger.resolve()), "--check", *get_arguments(options)],
                          stdout=sys.stderr)
    if done.returncode:
        raise DevError(f"{ledger} cannot be used.", "do what is said above for each problem")


def run_arguments(options, config, name):
    arguments = ["--config", str(config), "--database", name]
    if options.lang != ENGLISH:
        arguments += ["--lang", options.lang]
    if options.ledger:
        arguments += ["--ledger", str(options.ledger.resolve()), *get_arguments(options)]
    if options.as_of:
        arguments += ["--as-of", options.as_of]
    if options.workbook:
        arguments += ["--workbook", str(options.workbook.resolve())]
    if options.json:
        arguments.append("--json")
    return arguments


def serve(config, name, port):
    """Become the Odoo server of ``name``. Scheduled actions stay off, so that the numbers stay those just printed."""
    say(f"open http://127.0.0.1:{port} and log in as admin with the password admin; Ctrl-C stops the server")
    command = [str(PYTHON), "-m", "odoo", "server", "-c", str(config), "-d", name, f"--http-port={port}",
               "--log-level=warn"]
    os.execve(command[0], command, environment())
