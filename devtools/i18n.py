"""``./dev i18n``: template and Chinese catalogue of each add-on of the repository."""
import os
import subprocess

from . import database
from .console import ROOT, run, say
from .venv import PYTHON, environment

NAME = "credit_i18n"


def export(workspace):
    """Export from a fresh database without demo data, then merge the catalogues."""
    ours = [addon for addon in workspace.addons if addon.path.parent == ROOT]
    database.fresh(workspace, NAME, demo=False)
    config = workspace.write_config(NAME)
    for addon in ours:
        (addon.path / "i18n").mkdir(exist_ok=True)
    run([PYTHON, "-m", "odoo", "i18n", "export", "-c", config, "-d", NAME, *(addon.name for addon in ours)],
        env=environment(), problem="The terms cannot be exported")
    database.drop(NAME)
    os.unlink(config)
    say("merging the catalogues")
    return subprocess.run([str(PYTHON), "-m", "devtools.catalogues", *(str(addon.path / "i18n") for addon in ours)],
                          cwd=ROOT).returncode
