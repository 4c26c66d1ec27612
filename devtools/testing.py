"""``./dev test``: the tool's own tests, then the add-ons' tests in a fresh database."""
import re
import subprocess
from pathlib import Path

from . import database, lifecycle, reach, workers
from .addons import find_addons, our_addons
from .console import ROOT, say, step
from .setup import prepare
from .venv import environment

OWN_TESTS = ROOT / "devtools" / "tests"
# The worked examples of the developer guide, each an add-on.
EXAMPLES = ROOT / "docs" / "extending"
# pytest options whose value is the next argument, and so never a path to tests.
TAKES_VALUE = {"-k", "-m", "-p", "-o", "-c", "-W", "-r", "-n", "--tb", "--maxfail", "--durations", "--deselect",
               "--ignore", "--junitxml", "--odoo-extra", "--odoo-log-level", "--log-level", "--log-cli-level"}
# pytest options that talk to the user, print something else than results, or write one file.
NEEDS_ONE_PROCESS = re.compile(r"-s$|-h$|--(help|pdb|trace|capture|co|collect-?only|fixtures|setup-\w+|junit-?xml|version)\b")


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


def test(arguments, *, name, folders, reuse, further=(), jobs=None, changed=None):
    """Run the tests and return one exit code for all of them; without paths also those of the worked examples."""
    paths, others = split_paths(arguments)
    examples = [] if paths or changed or folders else [str(addon.path) for addon in find_addons(EXAMPLES)]
    return test_paths(paths, others, name=name, folders=folders, reuse=reuse, further=further, jobs=jobs, changed=changed,
                      examples=examples)


def test_paths(paths, others, *, name, folders, reuse, further=(), jobs=None, changed=None, examples=()):
    """Run the tests in ``paths``, all without any, and those of the add-ons ``examples``; return one exit code."""
    everything = not paths
    if changed:
        reached = reach.reached_since(changed, [addon.name for addon in our_addons()])
        if not reached.everything:
            paths += [str(ROOT / path) for path in reached.files] + ([str(OWN_TESTS)] if reached.own else [])
        say(f"the changes since {changed} reach {describe(reached)}")
        if not paths and not reached.everything:
            return 0
    own = [path for path in paths if is_own(path)] if paths else [str(OWN_TESTS)]
    of_addons = [path for path in paths if not is_own(path)]
    need_odoo = bool(of_addons) or not paths
    workspace = prepare(folders, programs=need_odoo, further=further)
    if not need_odoo:
        return test_own(own, others)
    if not workspace.addons:
        say("there is no add-on to test yet")
        return test_own(own, others)
    database.check_name(name)
    jobs = count_jobs(jobs, of_addons, others)
    if jobs == 1:
        codes = [test_own(own, others)] if own else []
        set_up(workspace, name, reuse, further)
        codes.append(test_addons(workspace, of_addons, others, name=name, check_lifecycle=everything and not reuse))
        if examples:
            workspace, examples_name = set_up_examples(name, reuse, further)
            codes.append(test_addons(workspace, examples, others, name=examples_name, check_lifecycle=False))
        return combine(codes, selective=bool(others))
    set_up(workspace, name, reuse, further)
    return workers.Run(workspace, name, jobs, reuse=reuse).run(
        own, targets(workspace, of_addons), others, check_lifecycle=everything and not reuse,
        apart=(lambda: set_up_examples(name, reuse, further), examples) if examples else None)


def describe(reached):
    """Return what a change reaches, in words."""
    if reached.everything:
        return "everything"
    parts = [f"the rooms {', '.join(reached.rooms)}"] * bool(reached.rooms)
    parts += [f"{len(reached.files)} places with tests"] * bool(reached.files) + ["the developer tool"] * reached.own
    return "; ".join(parts) or "no test"


def count_jobs(wanted, paths, others):
    """Return the number of processes: what was asked for, else as many as there are cores and the tests are worth."""
    if any(NEEDS_ONE_PROCESS.match(option) for option in others):
        return 1
    if wanted or not paths:
        return wanted or workers.cores()
    return min(workers.cores(), workers.worth(test_files(paths), workers.known_durations()))


def test_files(paths):
    """Return the test files (or what was asked for of one) below ``paths``, as pytest names them."""
    found = []
    for argument in paths:
        path, separator, part = argument.partition("::")
        path = Path(path).resolve()
        files = sorted(path.rglob("test_*.py")) if path.is_dir() else [path]
        found += [(str(file.relative_to(ROOT)) if file.is_relative_to(ROOT) else str(file)) + separator + part
                  for file in files]
    return found


def set_up(workspace, name, reuse, further):
    make = database.reuse if reuse else database.fresh
    make(workspace, name, demo=False)
    database.add(workspace, name, further)


def set_up_examples(name, reuse, further=()):
    """Return (workspace, name) of a database with the worked examples: they change what the other tests see."""
    own = f"{name}_examples"
    examples = {addon.name for addon in find_addons(EXAMPLES)}
    workspace = prepare([EXAMPLES], further=further)
    if reuse and database.exists(own):
        database.reuse(workspace, own, demo=False)
        return workspace, own
    database.copy(name, own)
    with step("installing the worked examples into a copy"):
        database.install(workspace, own, ["-i", ",".join(sorted(examples)), "--without-demo"])
    return workspace, own


def targets(workspace, paths):
    return paths or [str(addon.path) for addon in workspace.addons]


def test_own(paths, others):
    return run_pytest(["-p", "no:odoo", *paths, *others])


def test_addons(workspace, paths, others, *, name, check_lifecycle):
    """Run the tests in one process, in the database itself."""
    if check_lifecycle:
        lifecycle.check(workspace, name)
    config = workspace.write_config(name)
    return run_pytest(["-p", "odoo", f"--odoo-config={config}", f"--odoo-database={name}", "--odoo-http",
                       *targets(workspace, paths), *others], database_for_tests=name)


def run_pytest(arguments, database_for_tests=""):
    """Run pytest in one process; the test classes keep what they share in ``database_for_tests``."""
    return subprocess.run([*workers.PYTEST, *arguments], cwd=ROOT, env=environment(CREDIT_TEST_DATABASE=database_for_tests),
                          stdin=subprocess.DEVNULL).returncode


def combine(codes, *, selective):
    """Return one exit code: the first failure; 5, no test found, only when a selection matched in no part at all."""
    tolerated = (0, 5) if selective and 0 in codes else (0,)
    return next((code for code in codes if code not in tolerated), 0)
