"""The virtual environment under ``.cache/venv``."""
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from .console import CACHE, ROOT, DevError, check_disk_space, run, step, write_if_changed

BYTECODE = CACHE / "bytecode"
VENV = CACHE / "venv"
PYTHON = VENV / "bin" / "python"
REQUIREMENTS = ROOT / "requirements-dev.txt"
MARKER = VENV / "installed"
PREFERENCE = ("3.12", "3.11", "3.13", "3.10")
REMEDY_PYTHON = "install Python 3.12 with its venv module (Debian: apt-get install python3 python3-venv)"


def ensure_venv(source=None):
    """Create the environment or bring it up to date, and let ``import odoo`` find ``source``."""
    wanted = hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()
    if not _works() or not (VENV / "pyvenv.cfg").is_file():
        _create()
    if not MARKER.is_file() or MARKER.read_text() != wanted:
        _install(wanted)
    if source is None:
        return
    link = next((VENV / "lib").glob("python3.*")) / "site-packages" / "odoo-source.pth"
    write_if_changed(link, f"{source}\n")


def find_python():
    """Return the preferred Python that really runs: a name in PATH may be an empty shim."""
    for version in PREFERENCE:
        candidates = [shutil.which(f"python{version}"), *Path.home().glob(f".pyenv/versions/{version}*/bin/python")]
        for candidate in candidates:
            if candidate and _version(candidate) == version and _has_venv(candidate):
                return str(candidate)
    if "{}.{}".format(*sys.version_info[:2]) in PREFERENCE and _has_venv(sys.executable):
        return sys.executable
    raise DevError("No Python 3.10 to 3.13 with the modules venv and ensurepip was found.", REMEDY_PYTHON)


def _version(python):
    code = "import sys; print('%d.%d' % sys.version_info[:2])"
    return subprocess.run([python, "-c", code], capture_output=True, text=True).stdout.strip()


def _has_venv(python):
    return subprocess.run([python, "-c", "import venv, ensurepip"], capture_output=True).returncode == 0


def _works():
    return PYTHON.exists() and subprocess.run([PYTHON, "-m", "pip", "--version"], capture_output=True).returncode == 0


def _create():
    check_disk_space()
    python = find_python()
    with step(f"creating the virtual environment with {python}"):
        shutil.rmtree(VENV, ignore_errors=True)
        run([python, "-m", "venv", VENV], problem="The virtual environment cannot be created", remedy=REMEDY_PYTHON)


def _install(wanted):
    with step("installing Python packages (requirements-dev.txt)"):
        pip = [PYTHON, "-m", "pip", "--disable-pip-version-check", "-q"]
        run([*pip, "install", "--prefer-binary", "-r", REQUIREMENTS],
            problem="The Python packages cannot be installed",
            remedy="check the network and pip's index, then run the command again")
    MARKER.write_text(wanted)


def environment(**extra):
    """Return the environment for programs of the virtual environment.

    They keep compiled modules, always and away from the sources: to compile Odoo takes every process seconds.
    """
    path = f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**inherited, "PATH": path, "VIRTUAL_ENV": str(VENV), "PYTHONUNBUFFERED": "1",
            "PYTHONPYCACHEPREFIX": str(BYTECODE), **extra}
