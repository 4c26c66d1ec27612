"""The add-ons of the community about the same subjects: downloaded by ``peers.txt``, never part of ours."""
import hashlib
import shutil

from .addons import find_addons
from .console import CACHE, ROOT, run, step
from .venv import PYTHON

REQUIREMENTS = ROOT / "devtools" / "peers.txt"
FOLDER = CACHE / "peers"


def download():
    """Return the folder with the add-ons that ``peers.txt`` names."""
    wanted = hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()[:10]
    folder = FOLDER / wanted
    if not folder.is_dir():
        draft = folder.with_suffix(".part")
        shutil.rmtree(FOLDER, ignore_errors=True)
        with step("downloading the add-ons of the community (devtools/peers.txt)"):
            # Odoo itself and what it needs are there already.
            run([PYTHON, "-m", "pip", "--disable-pip-version-check", "-q", "install", "--no-deps", "--target", draft,
                 "-r", REQUIREMENTS],
                problem="The add-ons of the community cannot be downloaded", remedy="check the network and pip's index")
        draft.rename(folder)
    return folder / "odoo" / "addons"


def find_peers(folder):
    """Return the names of the add-ons in ``folder``."""
    return [addon.name for addon in find_addons(folder)]
