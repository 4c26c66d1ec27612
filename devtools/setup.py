"""The set-up every command begins with; each step is skipped when it is done and can be interrupted and repeated."""
import contextlib
import random
import socket

from . import addons, peers, postgres, source, system, venv
from .console import DevError, exclusive, say
from .database import Workspace


def prepare(folders=(), *, programs=True, further=()):
    """Fetch and start everything Odoo needs; return the workspace with all add-ons that can be installed.

    :param further: names of add-ons that are asked for: of those that ``foundations.txt`` names, which are fetched
    """
    with exclusive():
        if programs:
            system.ensure_programs()
        odoo = source.odoo_source()
        venv.ensure_venv(odoo)
        postgres.ensure_server()
        others = peers.provide(further)
    folders = [folder.resolve() for folder in folders]
    installable, lacking = addons.split_by_dependencies(
        addons.our_addons(folders), [*source.addons_directories(odoo), *others])
    known = peers.find_named(peers.FOUNDATIONS)
    for name, missing in lacking.items():
        with_them = f"./dev test --with {' --with '.join(missing)}"
        remedy = with_them if known.issuperset(missing) else "give the folder of that add-on with --addons DIR"
        say(f"left out: {name} needs {', '.join(missing)}; {remedy}")
    workspace = Workspace(odoo, installable, folders, others)
    workspace.write_config()
    return workspace


def free_port():
    """Return a TCP port that is free at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def free_ports(number):
    """Return different free ports below those that the system gives to outgoing connections."""
    candidates = random.sample(range(20000, 32000), 2000)
    found = []
    with contextlib.ExitStack() as stack:
        for port in candidates:
            probe = stack.enter_context(socket.socket())
            with contextlib.suppress(OSError):
                probe.bind(("127.0.0.1", port))
                found.append(port)
            if len(found) == number:
                return found
    raise DevError("No free port was found between 20000 and 32000.", "end programs that listen on many ports")


def check_port(port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise DevError(f"Port {port} cannot be used: {error.strerror}.",
                           f"stop the program that uses it, or choose another: --port {port + 1}") from error
