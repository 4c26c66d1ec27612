"""``./dev lint``: ruff, pylint-odoo and our own checks."""
import subprocess

from . import addons, venv
from .console import ROOT, exclusive, say


def lint():
    """Run every check, even after one has failed; return 1 when any has."""
    with exclusive():
        venv.ensure_venv()
    paths = [str(addon.path.relative_to(ROOT)) for addon in addons.find_addons(ROOT)]
    checks = {
        "ruff": ["ruff", "check", "."],
        "devtools.checks (XML, CSV, translations, sizes)": ["devtools.checks"],
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
