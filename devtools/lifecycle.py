"""Upgrade and uninstall every add-on in a copy of a database: neither may warn, and nothing may stay behind."""
import subprocess

from . import database, postgres
from .console import ROOT, DevError, step
from .venv import PYTHON, environment

# Tables, and columns on the tables of others, that our add-ons create.
LEFTOVERS = """
    SELECT table_name || '.' || column_name FROM information_schema.columns
     WHERE table_schema = 'public' AND (starts_with(table_name, 'credit_') OR (starts_with(column_name, 'credit_')
           AND (table_name, column_name) <> ('res_partner', 'credit_limit') AND table_name <> 'account_partial_reconcile'))
"""


def check(workspace, origin):
    """Upgrade and uninstall in a copy of the database ``origin``; raise :class:`DevError` for what goes wrong."""
    name = f"{origin}_lifecycle"
    database.copy(origin, name)
    try:
        with step("upgrading the add-ons in a copy"):
            database.install(workspace, name, ["-u", ",".join(workspace.names)])
        with step("uninstalling the add-ons from the copy"):
            uninstall(workspace, name)
    finally:
        database.drop(name)


def uninstall(workspace, name, others=frozenset()):
    """Uninstall our add-ons from a database; what ``others`` have of the kind stays."""
    config = workspace.write_config(name)
    command = [PYTHON, "-m", "odoo", "module", "uninstall", "-c", config, "-d", name, *workspace.names]
    done = subprocess.run([str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          stdin=subprocess.DEVNULL, env=environment(), cwd=ROOT)
    loud = database.loud_records(done.stdout)
    left = find_columns(name) - others
    config.unlink()
    if done.returncode or loud or left:
        raise DevError(
            "Uninstalling must neither warn nor leave anything behind:\n"
            + "\n".join(loud or done.stdout.splitlines()[-20:])
            + "".join(f"\nleft behind: {column}" for column in sorted(left)),
            "correct the add-on")


def find_columns(name):
    """Return the columns that could be those of our add-ons."""
    return {row[0] for row in postgres.sql(LEFTOVERS, database=name)}
