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

# What must be the same without us: documents and entries with their amounts, what is matched with what, and orders. Figures of
# Odoo that a number of ours is part of are not among them.
LEDGER = {
    "account_move": "SELECT id, name, state, move_type, date, amount_total, amount_residual, payment_state FROM account_move",
    "account_move_line": """
        SELECT id, move_id, account_id, partner_id, balance, amount_currency, amount_residual, date_maturity, reconciled,
               matching_number FROM account_move_line""",
    "account_partial_reconcile": "SELECT id, debit_move_id, credit_move_id, amount FROM account_partial_reconcile",
    "account_payment": "SELECT id, state, amount, partner_id, move_id FROM account_payment",
    "sale_order": "SELECT id, name, state, amount_total FROM sale_order",
    "res_partner": "SELECT id, name, active FROM res_partner WHERE id IN (SELECT partner_id FROM account_move_line)",
}


def read_ledger(name):
    """Return ``{table: (number of rows, checksum of what Odoo keeps in them)}``."""
    return {
        table: tuple(postgres.sql(
            f"SELECT COUNT(*), MD5(STRING_AGG(part::text, '|' ORDER BY part.id)) FROM ({query}) part", database=name)[0])
        for table, query in LEDGER.items()}


def uninstall_with_data(workspace, name):
    """Uninstall our add-ons from a database in use; raise :class:`DevError` where the ledger is another one afterwards."""
    before = read_ledger(name)
    uninstall(workspace, name)
    after = read_ledger(name)
    if changed := [table for table in before if before[table] != after[table]]:
        raise DevError(
            "Uninstalling must leave the ledger as it is, but changed are:\n" + "\n".join(
                f"{table}: {before[table][0]} rows before, {after[table][0]} after" for table in changed),
            "look for ondelete=\"cascade\" on a model of Odoo, and for hooks that write")


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


def uninstall(workspace, name, others=frozenset(), said=frozenset()):
    """Uninstall our add-ons from a database; what ``others`` have of the kind stays, and what they ``said`` does not count."""
    config = workspace.write_config(name)
    command = [PYTHON, "-m", "odoo", "module", "uninstall", "-c", config, "-d", name, *workspace.names]
    done = subprocess.run([str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          stdin=subprocess.DEVNULL, env=environment(), cwd=ROOT)
    loud = database.loud_records(done.stdout, said=said)
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
