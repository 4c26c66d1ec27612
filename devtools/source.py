"""The source of Odoo 19.0 community: ``ODOO_SOURCE``, else Debian's package ``odoo-19`` unpacked under ``.cache``."""
import os
import re
import shutil
from pathlib import Path

from .console import CACHE, DevError, check_disk_space, replace_directory, step
from .debian import PrivateApt

SERIES = "19.0"
PACKAGE = "odoo-19"
UNPACKED = CACHE / "odoo-19"
PYTHON_PATH = Path("usr/lib/python3/dist-packages")
# Debian strips this file as it is not built from source; the asset bundle of mail lists it.
STRIPPED = PYTHON_PATH / "odoo/addons/mail/static/lib/selfie_segmentation/selfie_segmentation.js"
# Copies without views and assets that would only be in the way of imports.
SUPERFLUOUS = ("addons", "doc", "setup")


def odoo_source():
    """Return the folder that holds the ``odoo`` package, after having fetched it if necessary."""
    given = os.environ.get("ODOO_SOURCE")
    if given:
        source = Path(given).expanduser().resolve()
        check_series(source, "point ODOO_SOURCE at a checkout of Odoo 19.0, or unset it")
        return source
    source = UNPACKED / PYTHON_PATH
    if not source.is_dir():
        check_disk_space()
        with step("downloading Odoo 19.0 (120 MB)"):
            _download()
    check_series(source, f"delete {UNPACKED} and run the command again, or set ODOO_SOURCE")
    return source


def check_series(source, remedy):
    release = source / "odoo" / "release.py"
    if not release.is_file():
        raise DevError(f"There is no Odoo in {source}.", remedy)
    found = re.search(r"version_info\s*=\s*\((\d+),\s*(\d+)", release.read_text())
    series = ".".join(found.groups()) if found else "unknown"
    if series != SERIES:
        raise DevError(f"The source in {source} is Odoo {series}, not {SERIES}.", remedy)


def addons_directories(source):
    """Return Odoo's own add-on directories; Debian keeps all of them inside the package."""
    return [path for path in (source / "odoo" / "addons", source / "addons") if path.is_dir()]


def _download():
    apt = PrivateApt()
    apt.update()
    draft = UNPACKED.with_name(UNPACKED.name + ".part")
    shutil.rmtree(draft, ignore_errors=True)
    apt.extract(PACKAGE, draft)
    for package in asset_packages(apt.show(PACKAGE, "depends")):
        apt.extract(package, draft)
    for name in SUPERFLUOUS:
        shutil.rmtree(draft / PYTHON_PATH / name, ignore_errors=True)
    (draft / STRIPPED).parent.mkdir(parents=True, exist_ok=True)
    (draft / STRIPPED).touch()
    _mend_links(draft)
    replace_directory(draft, UNPACKED)
    apt.clean()


def asset_packages(depends):
    """Return the packages with fonts and scripts that Odoo's files link to, out of a ``Depends`` field."""
    first_choices = (choice.split("|")[0].split("(")[0].strip() for choice in depends.split(","))
    return [name for name in first_choices if name.startswith(("fonts-", "libjs-"))]


def _mend_links(folder):
    """Point links whose target Debian has renamed at the font of that name; drop those that no stylesheet names."""
    for link in dangling_links(folder):
        link.unlink()
        fonts = sorted((folder / "usr/share/fonts").rglob(f"{link.stem}-Regular{link.suffix}"))
        if fonts:
            link.symlink_to(os.path.relpath(fonts[0], link.parent))


def dangling_links(folder):
    return [Path(parent, name) for parent, _directories, names in os.walk(folder) for name in names
            if os.path.islink(os.path.join(parent, name)) and not os.path.exists(os.path.join(parent, name))]
