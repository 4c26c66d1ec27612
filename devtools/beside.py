"""Install our add-ons beside those of others, before and after them, run what depends on it, and uninstall ours again.

Whatever our add-ons cause has to be quiet: no warning when they are installed or uninstalled, nothing left behind.
"""
import ast
import re
import subprocess

from . import database, lifecycle, peers
from .addons import find_addons
from .console import ROOT, DevError, say, step
from .setup import prepare
from .source import addons_directories
from .testing import test_addons
from .venv import PYTHON, environment

# What others change most: holds, exposure, statements.
TESTS = ("hold", "exposure", "statement")
ROOTS = {"account", "sale"}


def beside(which, tests):
    """Try our add-ons beside those of the ``community`` (devtools/peers.txt) or of ``odoo``, or uninstall them with the
    ``data`` of the demo; return an exit code.

    :param bool tests: also run the tests of some rooms with the others installed
    """
    workspace = prepare([], programs=tests)
    if which == "data":
        return uninstall_demo(workspace)
    if which == "community":
        folder = peers.download()
        workspace.addons_path.append(folder)
        others = peers.find_peers(folder)
    else:
        others = find_related(workspace)
    say(f"{len(others)} add-ons: {', '.join(others)}")
    name = f"credit_beside_{which}"
    if which == "community":
        _install_both(workspace, name, workspace.names, others)
    theirs, said = _install_both(workspace, name, others, workspace.names)
    code = test_addons(workspace, [f"credit_collection/tests/{room}" for room in TESTS], [], name=name,
                       check_lifecycle=False) if tests else 0
    with step("uninstalling our add-ons"):
        lifecycle.uninstall(workspace, name, theirs, said)
    database.drop(name)
    return code


def uninstall_demo(workspace):
    """Fill a database by the demo and its run, then uninstall our add-ons: the ledger stays as it is."""
    name = "credit_beside_data"
    database.fresh(workspace, name, demo=True)
    config = workspace.write_config(name)
    command = [str(PYTHON), str(ROOT / "devtools" / "demo_run.py"), "--config", str(config), "--database", name]
    with step("running the demo"):
        done = subprocess.run(command, env=environment(), stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode:
        raise DevError(f"The demo failed:\n{done.stderr[-2000:]}", "see ./dev demo")
    with step("uninstalling our add-ons with their data"):
        lifecycle.uninstall_with_data(workspace, name)
    database.drop(name)
    return 0


def _install_both(workspace, name, first, second):
    """Install ``first``, then ``second`` into a new database. What is not ours may say of itself what it likes: what it says
    when it is installed does not count when it is loaded again.

    :return: the columns of ``first`` that look like ours, and what the installation of ``first`` said
    """
    columns, said = None, frozenset()
    with database.exclusive():
        database.copy(database.template(workspace, False), name)
    for names in (first, second):
        with step(f"installing {names[0]} and {len(names) - 1} more"):
            log = database.run_odoo(workspace.write_config(name), name, ["-i", ",".join(names), "--without-demo"])
        if loud := find_loud(log, names == workspace.names, said):
            raise DevError("The installation must not warn, but its log says:\n" + "\n".join(loud), "correct the add-on")
        if columns is None:
            columns, said = lifecycle.find_columns(name), database.read_said(log)
    return columns, said


def find_loud(log, is_ours, said):
    """Return the loud lines of an installation that count: all of ours, but for what was ``said`` before; of others what is
    about ours.
    """
    return [line for line in database.loud_records(log, said=said) if is_ours or "credit_collection" in line]


def find_related(workspace):
    """Return the add-ons of Odoo that need ``account`` or ``sale``, themselves or by others, and can be installed here."""
    found = {addon.name: addon for folder in addons_directories(workspace.odoo) for addon in find_addons(folder)}
    missing = find_missing({package for addon in found.values() for package in packages(addon)})
    lacking = {addon.name for addon in found.values() if not missing.isdisjoint(packages(addon))}
    return sorted(reach(ROOTS, found) - reach(lacking, found))


def reach(names, found):
    """Return these add-ons and all that need one of them, themselves or by others."""
    reached, more = set(), set(names)
    while more:
        reached |= more
        more = {name for name, addon in found.items() if not reached.isdisjoint(addon.depends)} - reached
    return reached


def packages(addon):
    """Return the names of the Python packages that an add-on says it needs."""
    values = ast.literal_eval((addon.path / "__manifest__.py").read_text())
    return [re.split(r"[^\w.-]", name)[0] for name in values.get("external_dependencies", {}).get("python", [])]


def find_missing(names):
    """Return those Python packages or modules that are not there."""
    code = """
import importlib.metadata, importlib.util, sys
present = {each.metadata["Name"].lower() for each in importlib.metadata.distributions()}
for name in sys.argv[1:]:
    if name.lower() not in present and not importlib.util.find_spec(name.partition(".")[0]):
        print(name)
"""
    done = subprocess.run([PYTHON, "-c", code, *sorted(names)], capture_output=True, text=True, check=True, env=environment())
    return set(done.stdout.split())
