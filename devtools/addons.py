"""The add-ons of the repository and of further folders."""
import ast
import hashlib
from pathlib import Path
from typing import NamedTuple

from .console import ROOT, DevError

IGNORED_SUFFIXES = (".pyc", ".pot", ".swp")


class Addon(NamedTuple):
    name: str
    path: Path
    depends: tuple


def find_addons(folder):
    """Return the installable add-ons directly inside ``folder``, by name."""
    found = []
    for manifest in sorted(Path(folder).glob("*/__manifest__.py")):
        try:
            values = ast.literal_eval(manifest.read_text())
        except (SyntaxError, ValueError) as error:
            raise DevError(f"{manifest} cannot be read: {error}", "a manifest is one literal dict") from error
        if values.get("installable", True):
            found.append(Addon(manifest.parent.name, manifest.parent, tuple(values.get("depends", ["base"]))))
    return found


def our_addons(folders=()):
    """Return the add-ons of the repository, then those of the further folders."""
    for folder in folders:
        if not find_addons(folder):
            raise DevError(f"There is no add-on in {folder}.", "give the folder that contains the add-ons' folders")
    return [addon for folder in (ROOT, *folders) for addon in find_addons(folder)]


def split_by_dependencies(addons, core_directories):
    """Return the add-ons that can be installed, and a dict of the others with the names they lack."""
    known = {addon.name for addon in addons}
    lacking = {}
    installable = list(addons)
    changed = True
    while changed:
        changed = False
        for addon in list(installable):
            missing = [name for name in addon.depends if name not in known and not _is_core(name, core_directories)]
            if missing:
                lacking[addon.name] = missing
                known.discard(addon.name)
                installable.remove(addon)
                changed = True
    return installable, lacking


def _is_core(name, core_directories):
    return any((Path(folder) / name / "__manifest__.py").is_file() for folder in core_directories)


def core_dependencies(addons):
    """Return the names of the add-ons that ours build upon, sorted."""
    names = {addon.name for addon in addons}
    return sorted({name for addon in addons for name in addon.depends} - names)


def fingerprint(addons):
    """Return a hash over the files of the add-ons."""
    digest = hashlib.sha256()
    for addon in sorted(addons):
        for path in sorted(addon.path.rglob("*")):
            if path.is_file() and path.suffix not in IGNORED_SUFFIXES and "__pycache__" not in path.parts:
                digest.update(f"{addon.name}/{path.relative_to(addon.path)}\0".encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()
