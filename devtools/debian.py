"""Single Debian packages from *sid*, by a private apt state: the sources of the system stay as they are."""
import os
import platform
import re
import shutil
from pathlib import Path

from .console import CACHE, DevError, run, say

DEFAULT_URI = "http://deb.debian.org/debian"
DEFAULT_KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"
DEBIAN_SUITES = ("stable", "testing", "unstable", "bullseye", "bookworm", "trixie", "forky", "duke", "sid")
NO_APT = "install apt (Debian, Ubuntu), or set ODOO_SOURCE to a checkout of Odoo 19.0"
NO_NETWORK = "check the network and the Debian mirror, then run the command again; or set ODOO_SOURCE"


def parse_deb822(text):
    """Return the stanzas of a ``.sources`` file as dicts with lower-case keys."""
    stanzas = []
    text = re.sub(r"(?m)^#.*\n?", "", text)
    for block in re.split(r"\n[ \t]*\n", text):
        stanza, key = {}, None
        for line in block.splitlines():
            if line[:1] in " \t" and key:
                stanza[key] += "\n" + line.strip()
            elif ":" in line:
                key, value = line.split(":", 1)
                key = key.strip().lower()
                stanza[key] = value.strip()
        if stanza:
            stanzas.append(stanza)
    return stanzas


def parse_one_line(text):
    """Return the ``deb`` lines of a ``sources.list`` in the shape of deb822 stanzas."""
    stanzas = []
    for line in text.splitlines():
        match = re.match(r"\s*deb\s+(?:\[([^]]*)\]\s+)?(\S+)\s+(\S+)\s*([^#]*)", line)
        if match:
            options, uri, suite, components = match.groups()
            stanza = dict(option.lower().split("=", 1) if "=" not in option else option.split("=", 1)
                          for option in (options or "").split() if "=" in option)
            stanza.update(types="deb", uris=uri, suites=suite, components=components.strip())
            stanzas.append({key.lower(): value for key, value in stanza.items()})
    return stanzas


def sid_line(stanzas):
    """Return the one-line source of *sid* on the mirror, and with the key, that the machine already uses for Debian."""
    for stanza in stanzas:
        suites = stanza.get("suites", "").split()
        if ("deb" in stanza.get("types", "").split() and "main" in stanza.get("components", "").split()
                and any(suite in DEBIAN_SUITES for suite in suites)
                and stanza.get("enabled", "yes").lower() not in ("no", "false")):
            return _line(stanza["uris"].split()[0], stanza)
    return _line(DEFAULT_URI, {})


def _line(uri, stanza):
    keyring = stanza.get("signed-by", "").split(",")[0].strip()
    if not keyring.startswith("/"):
        keyring = DEFAULT_KEYRING
    options = [f"signed-by={keyring}"]
    if stanza.get("trusted", "").lower() == "yes":
        options = ["trusted=yes"]
    return f"deb [{' '.join(options)}] {uri} sid main\n"


def machine_stanzas(etc=Path("/etc/apt")):
    stanzas = []
    for path in [etc / "sources.list", *sorted((etc / "sources.list.d").glob("*"))]:
        if path.is_file() and path.suffix in (".list", ".sources"):
            parse = parse_deb822 if path.suffix == ".sources" else parse_one_line
            stanzas += parse(path.read_text(errors="replace"))
    return stanzas


class PrivateApt:
    """apt with its own lists, cache and source list under ``.cache/apt``; needs no privilege."""

    def __init__(self):
        if not shutil.which("apt-get") or not shutil.which("dpkg-deb"):
            raise DevError(f"apt-get and dpkg-deb are not on this {platform.system()} machine.", NO_APT)
        self.home = CACHE / "apt"
        for name in ("lists/partial", "cache/archives/partial", "packages"):
            (self.home / name).mkdir(parents=True, exist_ok=True)
        (self.home / "sid.list").write_text(sid_line(machine_stanzas()))
        self.options = [f"-o{option}" for option in (
            f"Dir::State::Lists={self.home / 'lists'}", f"Dir::Cache={self.home / 'cache'}",
            f"Dir::Etc::SourceList={self.home / 'sid.list'}", "Dir::Etc::SourceParts=/dev/null",
            "APT::Get::List-Cleanup=0", "APT::Sandbox::User=root", "Acquire::Retries=3", "Acquire::Languages=none",
        )]

    def update(self):
        say("reading Debian's list of packages")
        run(["apt-get", "-qq", *self.options, "update"], problem="The list of Debian packages cannot be read",
            remedy=NO_NETWORK)

    def extract(self, package, target):
        """Download ``package`` and unpack it below ``target``."""
        packages = self.home / "packages"
        run(["apt-get", "-qq", *self.options, "download", package], cwd=packages,
            problem=f"The Debian package {package} cannot be downloaded", remedy=NO_NETWORK)
        for archive in packages.glob(f"{package}_*.deb"):
            run(["dpkg-deb", "-x", archive, target], problem=f"{archive.name} cannot be unpacked",
                remedy="free some disk space and run the command again")
            os.unlink(archive)

    def show(self, package, field):
        """Return one field of the newest version of ``package``."""
        text = run(["apt-cache", *self.options, "--no-all-versions", "show", package],
                   problem=f"The Debian package {package} is not known", remedy=NO_NETWORK)
        return next((stanza[field] for stanza in parse_deb822(text) if field in stanza), "")

    def clean(self):
        shutil.rmtree(self.home, ignore_errors=True)
