"""``./dev lint``: ruff, pylint-odoo and our own checks; or figures about the code."""
import json
import subprocess

from . import addons, measures, venv
from .console import ROOT, exclusive, say
from .house import core, upward


def lint():
    """Run every check, even after one has failed; return 1 when any has."""
    with exclusive():
        venv.ensure_venv()
    paths = [str(addon.path.relative_to(ROOT)) for addon in addons.find_addons(ROOT)]
    checks = {
        "ruff": ["ruff", "check", "."],
        "devtools.checks (XML, CSV, translations, sizes, rooms)": ["devtools.checks"],
    }
    if paths:
        checks["pylint-odoo"] = ["pylint", "--rcfile=.pylintrc", *paths]
    failed = []
    for name, (module, *arguments) in checks.items():
        say(f"checking with {name}")
        done = subprocess.run([str(venv.PYTHON), "-m", module, *arguments], cwd=ROOT, env=venv.environment())
        if done.returncode:
            failed.append(name)
    say(f"to correct: {'; '.join(failed)}" if failed else "nothing to correct")
    return 1 if failed else 0


def show_measures(*, verbose, as_json):
    found, others = measures.measures(ROOT)
    if as_json:
        print(json.dumps(measures.as_json(found, others), indent=2))
    else:
        print("\n".join(measures.table(found, others, verbose)))


def show_floors(*, as_json):
    """Print the references to rooms of higher floors, those of the lowest rooms first."""
    found = upward(core(ROOT).references())
    if as_json:
        print(json.dumps([{**reference._asdict(), "path": str(reference.path)} for reference in found], indent=2))
        return
    for reference in found:
        print(measures.describe(reference))
    say(f"{len(found)} references upward between rooms")
