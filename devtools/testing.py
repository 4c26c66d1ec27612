"""``./dev test``: the tool's own tests, then the add-ons' tests in a fresh database."""
import re
import subprocess
from pathlib import Path

from . import database, lifecycle
from .console import ROOT, say
from .setup import prepare
from .venv import PYTHON, environment

OWN_TESTS = ROOT / "devtools" / "tests"
# pytest options whose value is the next argument, and so never a path to tests.
TAKES_VALUE = {"-k", "-m", "-p", "-o", "-c", "-W", "-r", "-n", "--tb", "--maxfail", "--durations", "--deselect",
               "--ignore", "--junitxml", "--odoo-extra", "--odoo-log-level", "--log-level", "--log-cli-level"}


def split_paths(arguments):
    """Return (paths, other arguments) of a pytest command line."""
    paths, others, previous = [], [], ""
    for argument in arguments:
        is_path = (not argument.startswith("-") and previous not in TAKES_VALUE
                   and Path(re.sub(r"::.*", "", argument)).exists())
        (paths if is_path else others).append(argument)
        previous = argument
    return paths, others


def is_own(path):
    return OWN_TESTS.parent in [place := Path(re.sub(r"::.*", "", path)).resolve(), *place.parents]


def test(arguments, *, name, folders, reuse, further=()):
    """Run the tests and return one exit code for all of them."""
    paths, others = split_paths(arguments)
    own = [path for path in paths if is_own(path)] if paths else [str(OWN_TESTS)]
    of_addons = [path for path in paths if not is_own(path)]
    need_odoo = bool(of_addons) or not paths
    workspace = prepare(folders, programs=need_odoo)
    codes = []
    if own:
        codes.append(run_pytest(["-p", "no:odoo", *own, *others]))
    if need_odoo and workspace.addons:
        codes.append(test_addons(workspace, of_addons, others, name=name, reuse=reuse, further=further))
    elif need_odoo:
        say("there is no add-on to test yet")
    return combine(codes, selective=bool(others))


def test_addons(workspace, paths, others, *, name, reuse, further=()):
    database.check_name(name)
    make = database.reuse if reuse else database.fresh
    make(workspace, name, demo=False)
    database.add(workspace, name, further)
    if not paths and not reuse:
        lifecycle.check(workspace, name)
    config = workspace.write_config(name)
    targets = paths or [str(addon.path) for addon in workspace.addons]
    return run_pytest(["-p", "odoo", f"--odoo-config={config}", f"--odoo-database={name}", "--odoo-http",
                       *targets, *others])


def run_pytest(arguments):
    command = [str(PYTHON), "-m", "pytest", "-c", str(ROOT / "pyproject.toml"), "--rootdir", str(ROOT), *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment(), stdin=subprocess.DEVNULL).returncode


def combine(codes, *, selective):
    """Return one exit code: the first failure; 5, no test found, only when a selection matched in no part at all."""
    tolerated = (0, 5) if selective and 0 in codes else (0,)
    return next((code for code in codes if code not in tolerated), 0)
