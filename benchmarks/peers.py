"""Other add-ons on the same data, each in a database of its own: fetched with pip only when ``--peers`` asks for them."""
from devtools import database, source
from devtools.console import CACHE, run, step
from devtools.database import Workspace
from devtools.venv import PYTHON

# Away from the virtual environment: no other command finds them.
HOME = CACHE / "peers"
ADDONS = HOME / "odoo" / "addons"
STATEMENT = "partner_statement"
PACKAGES = ("odoo-addon-partner-statement", "odoo-addon-report-xlsx", "odoo-addon-report-xlsx-helper")


def build(names, copy):
    """Have the database with the statements of OCA, a copy of the one without our add-on."""
    if not (ADDONS / STATEMENT).is_dir():
        with step(f"fetching {', '.join(PACKAGES)}"):
            # Without what they depend on: Odoo is there, which pip does not know.
            run([PYTHON, "-m", "pip", "-q", "install", "--no-deps", "--no-compile", "--target", HOME,
                 *(f"{package}==19.*" for package in PACKAGES)],
                problem="The add-ons of OCA cannot be fetched", remedy="check pip's index, or leave out --peers")
    if database.exists(names.peer):
        return
    copy(names.filled, names.peer)
    workspace = Workspace(source.odoo_source(), [], [])
    workspace.addons_path.append(ADDONS)
    with step(f"installing {STATEMENT} of OCA on {names.peer}"):
        database.install(workspace, names.peer, ["-i", STATEMENT, "--without-demo"])


def load_registry(name):
    """Return the registry of that database, None where there is none. It is loaded first: others are loaded beside it."""
    from odoo.tools import config

    from . import timing

    if not database.exists(name):
        return None
    config.parse_config(["--no-http"], setup_logging=False)
    folders = ",".join(map(str, [*config["addons_path"], ADDONS]))
    return timing.load_registry(name, [f"--addons-path={folders}"])
