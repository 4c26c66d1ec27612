"""Programs of the system: Chromium for tours, wkhtmltopdf for PDFs, a font with Chinese characters."""
import os
import shutil
import subprocess

from .console import DevError, run, step

BROWSERS = ("google-chrome", "chromium", "chromium-browser", "google-chrome-stable")
FONT_PACKAGE = "fonts-wqy-microhei"


def missing_packages():
    """Return the Debian packages that are still needed."""
    missing = []
    if not any(shutil.which(name) for name in BROWSERS):
        missing.append("chromium")
    if not shutil.which("wkhtmltopdf"):
        missing.append("wkhtmltopdf")
    if not _has_chinese_font():
        missing += ["fontconfig", FONT_PACKAGE]
    return missing


def _has_chinese_font():
    if not shutil.which("fc-list"):
        return False
    return bool(subprocess.run(["fc-list", ":lang=zh-cn"], capture_output=True, text=True).stdout.strip())


def require(program, package):
    """:raise DevError: when a program is missing that only some commands need"""
    if not shutil.which(program):
        raise DevError(f"The program {program} is missing.", f"type: sudo apt-get install -y {package}")


def ensure_programs():
    """Install what is missing when allowed to; otherwise name the one line to type."""
    packages = missing_packages()
    if not packages:
        return
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    line = f"sudo apt-get update && sudo {' '.join(install)}"
    if not shutil.which("apt-get"):
        raise DevError(f"Missing programs: {', '.join(packages)}.", "install them with your system's package manager")
    if os.geteuid() != 0:
        raise DevError(f"Missing Debian packages: {', '.join(packages)}.", f"type: {line}")
    with step(f"installing {', '.join(packages)} from Debian"):
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        run(["apt-get", "update", "-qq"], env=quiet, problem="The list of Debian packages cannot be read",
            remedy=f"check the network, then type: {line}")
        run(install, env=quiet, problem="The Debian packages cannot be installed", remedy=f"type: {line}")
