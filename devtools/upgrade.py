"""``./dev upgrade``: data of earlier versions are brought to this one, without a warning and with the same figures.

The earlier version is taken from the history and fills a database by its own ``./dev demo``.
"""
import json
import shutil
import subprocess
import sys
import tarfile
from io import BytesIO

from . import database, postgres
from .console import CACHE, ROOT, DevError, run, say, step
from .database import Workspace
from .setup import prepare
from .venv import PYTHON, environment

# The release, and a later state of the main branch that somebody may have installed.
VERSIONS = {"19.0.1.0.0": "6fb4576", "19.0.1.4.0": "f466b3e"}
OLD, NEW = "credit_upgrade_old", "credit_upgrade_new"
PROGRAM = ROOT / "devtools" / "upgrade_run.py"
# What an upgrade may change: who wrote last, and when.
STAMPS = {"write_date", "write_uid"}
# Besides our own tables.
OTHERS = ("account_move", "account_move_line", "account_partial_reconcile", "mail_message", "mail_mail", "sale_order")
COLUMNS = """
    SELECT table_name, column_name FROM information_schema.columns JOIN pg_class ON relname = table_name AND relkind = 'r'
     WHERE table_schema = 'public' AND (starts_with(table_name, 'credit_') OR table_name = ANY(%s))
"""
# Only of tables that both have: what was in these columns of the customer has a table of its own now.
MOVED = {
    "override_rating_id": (
        "SELECT id, override_rating_id, override_until::text, override_reason FROM credit_profile "
        "WHERE override_rating_id IS NOT NULL ORDER BY 1",
        "SELECT profile_id, rating_id, date_until::text, reason FROM credit_manual_rating ORDER BY 1"),
    "annual_revenue": (
        "SELECT id, annual_revenue::float, equity::float, years_in_business FROM credit_profile "
        "WHERE annual_revenue <> 0 ORDER BY 1",
        "SELECT profile_id, annual_revenue::float, equity::float, years_in_business FROM credit_annual_accounts ORDER BY 1"),
}


TYPES = "SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_schema = 'public'"


def upgrade(names):
    """Upgrade the data of each version, or of these versions or commits; return an exit code."""
    code = 0
    for name in names or VERSIONS:
        try:
            say(f"{name}: {upgrade_from(VERSIONS.get(name, name))}")
        except DevError as error:
            code = 1
            print(f"upgrade: {name}: {error}", file=sys.stderr)
        finally:
            database.drop(OLD)
            database.drop(NEW)
            # Its link leads back to where it lies: Odoo follows links when it looks for terms, and would never end.
            shutil.rmtree(CACHE / "upgrade", ignore_errors=True)
    return code


def upgrade_from(commit):
    workspace = prepare()
    folder = take(commit)
    with step(f"filling a database by the version {commit}"):
        run([sys.executable, folder / "dev", "demo", "--no-serve", "--database", OLD], cwd=folder,
            problem="The earlier version cannot be shown", remedy="name one that has ./dev demo --no-serve")
    config = CACHE / f"odoo-{OLD}.conf"
    work(config, OLD, "customize")
    before = work(config, OLD, "figures")
    installed = {name for name, in postgres.sql("SELECT name FROM ir_module_module WHERE state = 'installed'", database=OLD)}
    addons = [addon for addon in workspace.addons if addon.name in installed]
    database.copy(OLD, NEW)
    with step(f"upgrading {len(addons)} add-ons"):
        database.install(Workspace(workspace.odoo, addons, []), NEW, ["-u", ",".join(addon.name for addon in addons)])
    config = workspace.write_config(NEW)
    wrong = compare(before, work(config, NEW, "figures"), "figure") + compare(*read_rows(), "table") + find_lost()
    again = work(config, NEW, "night")
    if again:
        wrong.append(f"the night after the upgrade demands once more: {again}")
    if wrong:
        raise DevError("\n".join(wrong), "write a migration")
    return f"{len(addons)} add-ons without a warning; {len(before)} figures, {len(read_rows()[0])} tables are the same"


def take(commit):
    """Return a folder with the files of an earlier commit; what it builds goes to the same place as ours."""
    folder = CACHE / "upgrade" / commit
    if not (folder / "dev").is_file():
        done = subprocess.run(["git", "archive", commit], cwd=ROOT, capture_output=True)
        if done.returncode:
            raise DevError(f"The history has no {commit}.", "fetch the whole history: git fetch --unshallow")
        shutil.rmtree(folder, ignore_errors=True)
        with tarfile.open(fileobj=BytesIO(done.stdout)) as files:
            files.extractall(folder, filter="data")
        (folder / ".cache").symlink_to(CACHE.resolve())
    return folder


def work(config, name, task):
    """Return what a task of ``upgrade_run.py`` finds with the add-ons of this configuration."""
    found = run([PYTHON, PROGRAM, config, name, task], problem=f"The task {task} failed", env=environment(), cwd=ROOT)
    return json.loads(found.splitlines()[-1])


def read_rows():
    """Return ``{table: count and hash of its rows}`` of both databases: of tables, columns and rows that the old one has."""
    columns = [set(map(tuple, postgres.sql(COLUMNS, list(OTHERS), database=name))) for name in (OLD, NEW)]
    both = {}
    for table, column in sorted(columns[0] & columns[1]):
        if column not in STAMPS and table != "credit_guard":  # which only counts up
            both.setdefault(table, []).append(f'"{column}"')
    newest = [f"SELECT '{table}', MAX(id) FROM \"{table}\"" for table, names in both.items() if '"id"' in names]
    last = dict(postgres.sql(" UNION ALL ".join(newest), database=OLD))
    types = [{tuple(key): kind for *key, kind in postgres.sql(TYPES, database=name)} for name in (OLD, NEW)]
    translated = {key for key, kind in types[1].items() if kind == "jsonb" and types[0].get(key, kind) != kind}

    def read(name):
        parts = []
        for table, names in both.items():
            # A text that can be translated now is what it was in English.
            listed = ", ".join(
                f"{column}->>'en_US' AS {column}" if name == NEW and (table, column.strip('"')) in translated else column
                for column in names)
            parts.append(
                f"SELECT '{table}', COUNT(*), MD5(STRING_AGG(kept::text, '|' ORDER BY kept::text)) FROM (SELECT {listed} "
                f'FROM "{table}" {f"WHERE id <= {last[table] or 0}" if table in last else ""}) AS kept')
        return {table: rows for table, *rows in postgres.sql(" UNION ALL ".join(parts), database=name)}

    return [read(OLD), read(NEW)]


def find_lost():
    columns = {column for table, column in postgres.sql(COLUMNS, [], database=OLD) if table == "credit_profile"}
    return [f"lost of {column}: {postgres.sql(before, database=OLD)} became {postgres.sql(after, database=NEW)}"
            for column, (before, after) in MOVED.items()
            if column in columns and postgres.sql(before, database=OLD) != postgres.sql(after, database=NEW)]


def compare(before, after, kind):
    return [f"{kind} {name}: {before[name]} became {after.get(name)}" for name in before if before[name] != after.get(name)]
