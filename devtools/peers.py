"""The add-ons of the community, downloaded and never part of ours: about the same subjects, or that some of ours build upon."""
import hashlib
import os
import re
import shutil

from .addons import find_addons
from .console import CACHE, ROOT, run, step
from .venv import PYTHON

PEERS = ROOT / "devtools" / "peers.txt"
FOUNDATIONS = ROOT / "devtools" / "foundations.txt"


def download(requirements=PEERS):
    """Return the folder with the add-ons that a file of requirements names."""
    wanted = hashlib.sha256(requirements.read_bytes()).hexdigest()[:10]
    packages = CACHE / requirements.stem / wanted
    if not packages.is_dir():
        draft = packages.with_suffix(".part")
        shutil.rmtree(packages.parent, ignore_errors=True)
        with step(f"downloading add-ons of the community (devtools/{requirements.name})"):
            # Odoo itself and what it needs are there already.
            run([PYTHON, "-m", "pip", "--disable-pip-version-check", "-q", "install", "--no-deps", "--target", draft,
                 "-r", requirements],
                problem="The add-ons of the community cannot be downloaded", remedy="check the network and pip's index")
        draft.rename(packages)
    return packages / "odoo" / "addons"


def provide(names):
    """Download what ours build upon if some of it is in ``names``, and let the processes of Odoo find it.

    :return: the folders with the add-ons, to be added to Odoo's own
    """
    if find_named(FOUNDATIONS).isdisjoint(names):
        return []
    folder = download(FOUNDATIONS)
    packages = str(folder.parent.parent)
    others = [path for path in os.environ.get("PYTHONPATH", "").split(os.pathsep) if path and path != packages]
    os.environ["PYTHONPATH"] = os.pathsep.join([packages, *others])
    # No queue works beside tests; who wants one says so.
    os.environ.setdefault("ODOO_QUEUE_JOB_CHANNELS", "root:0")
    return [folder]


def find_named(requirements):
    """Return the names of the add-ons in a file of requirements, without a download."""
    return {name.replace("-", "_") for name in re.findall(r"^odoo-addon-([\w-]+)", requirements.read_text(), re.MULTILINE)}


def find_peers(folder):
    """Return the names of the add-ons in ``folder``."""
    return [addon.name for addon in find_addons(folder)]
