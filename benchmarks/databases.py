"""The databases of one size: ``filled`` is a running company without the add-on, ``credit`` the same after its
installation, ``run`` a copy that the nightly run may change; ``peer`` is ``filled`` with the add-on of others that
``--peers`` compares with."""
import os
import time
from multiprocessing import get_context
from typing import NamedTuple

from devtools import database, postgres
from devtools.console import DevError, step
from devtools.database import Workspace

from .customers import add_agreements
from .fill import fill
from .templates import make_templates

ADDON = "credit_collection"
SIZES = {"s": (1000, 10000), "m": (10000, 100000), "l": (100000, 1000000)}


class Databases(NamedTuple):
    size: str
    filled: str
    credit: str
    run: str
    peer: str


def get_prefix():
    """Return how the names of the databases begin: of their own where another working copy measures too."""
    return os.environ.get("CREDIT_DB", "bench")


def name_databases(size):
    return Databases(size, *(f"{get_prefix()}_{size}_{kind}" for kind in ("filled", "credit", "run", "peer")))


def build(workspace, size, *, reuse=False):
    """Build the databases, or take those of the last run; return them and the seconds the installation took."""
    names = name_databases(size)
    workspace = Workspace(workspace.odoo, [addon for addon in workspace.addons if addon.name == ADDON], [])
    seconds = None
    if not (reuse and database.exists(names.filled)):
        _build_filled(workspace, names)
    if not (reuse and database.exists(names.credit)):
        database.copy(names.filled, names.credit)
        with step(f"installing {ADDON} on {names.credit}"):
            start = time.perf_counter()
            database.install(workspace, names.credit, ["-i", ADDON, "--without-demo"])
            seconds = time.perf_counter() - start
        # A filled company begins in test mode, in which the night has nothing to send.
        postgres.sql("UPDATE res_company SET credit_test_mode = FALSE", database=names.credit)
        with step("adding disputes, promises and a shared limit"):
            in_own_process(add_agreements, names.credit)
        tidy(names.credit)
    return names, seconds


def _build_filled(workspace, names):
    database.copy(database.template(workspace, demo=False), names.filled)
    customers, invoices = SIZES[names.size]
    with step(f"filling {names.filled}: {customers:,} customers, {invoices:,} invoices"):
        in_own_process(fill_by_name, names.filled, customers, invoices)
        tidy(names.filled)


def fill_by_name(name, customers, invoices):
    """Fill the database ``name``, in this process."""
    fill(name, make_templates(name), customers, invoices)


def copy(origin, name):
    """Copy a database; nobody may be connected to ``origin``."""
    database.copy(origin, name)
    tidy(name)


def tidy(name):
    """Collect statistics, and write to disk what was filled in: neither is part of what is measured."""
    postgres.sql("VACUUM ANALYZE", database=name)
    if not postgres.is_external():  # on the private server we may
        postgres.sql("CHECKPOINT", database=name)


def drop(names):
    for name in names[1:]:
        database.drop(name)


def in_own_process(function, *arguments):
    """Call a function in a process of its own, so that connections are closed and memory is measured from the start."""
    with get_context("spawn").Pool(1) as pool:
        return pool.apply(function, arguments)


def check_size(size):
    if size not in SIZES:
        raise DevError(f"There is no size {size!r}.", f"use one of {', '.join(SIZES)}")
