"""``./dev mutate``: change one thing in ``tools/`` at a time and say which change no test saw."""
import json
import subprocess
import sys

from . import database, without_effect
from .console import ROOT, DevError, say
from .mutations import find_modules, find_mutations, sample
from .setup import prepare
from .venv import PYTHON, environment


def mutate(options):
    """Print what saw each mutation of the sample, then the share; the working tree is only read."""
    modules = [path for path in find_modules(ROOT) if any(part in path for part in options.only or [""])]
    mutations = [mutation for path in modules for mutation in find_mutations((ROOT / path).read_text(encoding="utf-8"), path)]
    if not mutations:
        raise DevError("No module of tools/ matches.", "name a part of a path, such as tools/hold")
    chosen = sample(mutations, options.sample, options.seed)
    say(f"{len(chosen)} of {len(mutations)} mutations of {len(modules)} modules, drawn with --seed {options.seed}")
    workspace = prepare()
    name = None
    if not options.unit:
        name = options.database or "credit_test"
        database.check_name(name)
        database.reuse(workspace, name, demo=False)
    argued = find_argued(chosen)
    todo = [mutation for mutation in chosen if mutation not in argued]
    # Without a database its name is only that of a configuration of our own.
    found = [*argued.values(), *run(workspace.write_config(name or "mutate"), name, todo)]
    print(summary(found))
    return 0 if len(found) == len(chosen) else 1


def find_argued(mutations):
    """Return ``{mutation: what :func:`run` would tell}`` of those that are argued to be without effect: they are not tried."""
    argued = without_effect.read(ROOT)
    found = {}
    for mutation in mutations:
        reason = without_effect.find_reason(argued, (ROOT / mutation.path).read_text(encoding="utf-8"), mutation)
        if reason:
            print(f"{mutation}\n    without effect: {reason}", file=sys.stderr, flush=True)
            found[mutation] = {"mutation": str(mutation), "group": "argued", "test": None}
    return found


def run(config, name, mutations):
    """Yield ``{mutation, group, test}`` for each mutation."""
    command = [str(part) for part in (PYTHON, ROOT / "devtools" / "mutate_run.py", config, *([name] if name else []))]
    variables = environment(CREDIT_TEST_DATABASE=name or "")
    process = subprocess.Popen(command, cwd=ROOT, env=variables, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    process.stdin.write("".join(json.dumps(mutation._asdict()) + "\n" for mutation in mutations))
    process.stdin.close()
    for line in process.stdout:
        seen = json.loads(line)
        by = seen["test"].removeprefix("odoo.addons.") if seen["test"] else "NO TEST"
        print(f"{seen['mutation']}\n    {by}", file=sys.stderr, flush=True)
        yield seen
    if process.wait():
        raise DevError("The mutations could not be tried.", "see the messages above")


def summary(found):
    """Return the figures and the mutations that no test saw."""
    units = sum(seen["group"] == "unit" for seen in found)
    argued = sum(seen["group"] == "argued" for seen in found)
    missed = [seen["mutation"] for seen in found if not seen["test"] and seen["group"] != "argued"]
    scenarios = len(found) - units - argued - len(missed)
    return "\n".join([f"{len(found)} mutations: {units} seen by tests without a database, {scenarios} by scenarios, "
                      f"{argued} argued to be without effect, {len(missed)} by no test", *missed])
