"""Odoo databases: a template with the core add-ons, copies of it, and installations that must not warn."""
import hashlib
import os
import re
import shutil
import subprocess

from . import postgres, source
from .addons import core_dependencies, find_addons, fingerprint
from .console import CACHE, ROOT, DevError, exclusive, step, write_if_changed
from .venv import PYTHON, environment

DATA_DIR = CACHE / "data"
LOGS = CACHE / "log"
STATE = CACHE / "state"
RECORD_START = re.compile(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} \d+ ([A-Z]+) ")
LANGUAGE = "zh_CN"
# What a company of this language has of Odoo: its country, its time zone, and the add-on with its chart of accounts.
COMPANIES = {LANGUAGE: ("CN", "Asia/Shanghai", "l10n_cn")}
WARNINGS = ("WARNING", "ERROR", "CRITICAL")
ERRORS = ("ERROR", "CRITICAL")
VALID_NAME = re.compile(r"^[A-Za-z0-9_][A-Za-z0-9_.-]{0,50}$")


class Workspace:
    """Where things are for one command: Odoo, our add-ons, the generated configuration."""

    def __init__(self, odoo, addons, folders, others=()):
        self.odoo = odoo
        self.addons = addons
        used = {addon.path.parent for addon in addons}
        self.addons_path = [*source.addons_directories(odoo), *others, *(path for path in (ROOT, *folders) if path in used)]
        # Add-ons of others are installed with ours that build upon them, never before.
        self.foreign = {addon.name for folder in others for addon in find_addons(folder)}

    @property
    def names(self):
        return [addon.name for addon in self.addons]

    def write_config(self, database=None, port=None):
        """Write the configuration for one database (or the general one) and return its path."""
        server = postgres.connection()
        values = {
            "addons_path": ",".join(str(path) for path in self.addons_path),
            "admin_passwd": "admin",
            "data_dir": DATA_DIR,
            "db_host": server["host"] or False,
            "db_port": server["port"],
            "db_user": server["user"],
            "http_interface": "127.0.0.1",
            "list_db": False,
            "max_cron_threads": 0,
            "proxy_mode": False,
        }
        if database:
            values.update(db_name=database, dbfilter=f"^{re.escape(database)}$")
        if port:
            values["http_port"] = port
        path = CACHE / (f"odoo-{database}.conf" if database else "odoo.conf")
        write_if_changed(path, "[options]\n" + "".join(f"{key} = {value}\n" for key, value in values.items()))
        return path


def check_name(name):
    if not VALID_NAME.match(name):
        raise DevError(f"{name!r} cannot be the name of a database.", "use letters, digits, _ and -")


def exists(database):
    return bool(postgres.sql("SELECT 1 FROM pg_database WHERE datname = %s", database))


def check_exists(database):
    if not exists(database):
        raise DevError(f"There is no database {database}.", "./dev demo makes one, or name another with --database")


def drop(database):
    postgres.sql(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')
    shutil.rmtree(DATA_DIR / "filestore" / database, ignore_errors=True)
    (STATE / f"{database}.hash").unlink(missing_ok=True)


def copy(origin, database):
    """Create ``database`` as a copy of ``origin``; files are shared as hard links, Odoo never rewrites one."""
    drop(database)
    postgres.sql(f'CREATE DATABASE "{database}" TEMPLATE "{origin}" STRATEGY FILE_COPY')
    files = DATA_DIR / "filestore" / origin
    if files.is_dir():
        shutil.copytree(files, DATA_DIR / "filestore" / database, copy_function=os.link)


def follow(origin, database):
    """Make ``database`` a copy of ``origin``, unless it is one already and ``origin`` has not changed since.

    ``origin`` is described by its number, which changes when it is made anew, and by what is installed in it.
    """
    number = postgres.sql("SELECT oid FROM pg_database WHERE datname = %s", origin)[0][0]
    modules = postgres.sql("SELECT name FROM ir_module_module WHERE state = 'installed' ORDER BY name", database=origin)
    files = STATE / f"{origin}.hash"
    described = repr((number, [name for name, in modules], files.read_text() if files.is_file() else ""))
    state = STATE / f"{database}.hash"
    wanted = hashlib.sha256(described.encode()).hexdigest()
    if not (state.is_file() and state.read_text() == wanted and exists(database)):
        copy(origin, database)
        write_if_changed(state, wanted)


def template(workspace, demo, lang=None):
    """Return the database with the core add-ons ours need, building it on first use; that of the demo speaks Chinese, too.

    :param str lang: of the company, when its chart of accounts shall be that of the country
    """
    modules = [name for name in core_dependencies(workspace.addons) if name not in workspace.foreign]
    release = (workspace.odoo / "odoo" / "release.py").read_text()
    flags = ["--with-demo"] if demo else ["--without-demo"]
    if demo or lang:
        flags.append(f"--load-language=en_US,{lang or LANGUAGE}")
    if lang:
        modules.append(COMPANIES[lang][-1])
    key = hashlib.sha256(repr((release, str(workspace.odoo), modules, flags)).encode()).hexdigest()[:10]
    name = f"template_{key}"
    if exists(name):
        return name
    draft = f"{name}_draft"
    drop(draft)
    postgres.sql(f"CREATE DATABASE \"{draft}\" TEMPLATE template0 ENCODING 'UTF8'")
    with step(f"installing Odoo's {', '.join(modules)}{' with demo data' if demo else ''} into a template database"):
        config = workspace.write_config(draft)
        if lang:
            run_odoo(config, draft, ["-i", "base", *flags])
            _settle(draft, lang)
        run_odoo(config, draft, ["-i", ",".join(modules), *flags])
        config.unlink()
    _rename(draft, name)
    return name


def _settle(database, lang):
    """Say where the company is before Odoo chooses its chart of accounts by that, and how everybody speaks."""
    country, zone, _module = COMPANIES[lang]
    postgres.sql("UPDATE res_partner SET lang = %s, tz = %s, country_id = (SELECT id FROM res_country WHERE code = %s)",
                 lang, zone, country, database=database)


def _rename(draft, name):
    files = DATA_DIR / "filestore" / draft
    target = DATA_DIR / "filestore" / name
    if files.is_dir():
        shutil.rmtree(target, ignore_errors=True)
        os.rename(files, target)
    postgres.sql(f'ALTER DATABASE "{draft}" RENAME TO "{name}"')


def fresh(workspace, database, *, demo, lang=None):
    """Create ``database`` anew with all our add-ons installed; fail when the installation warns."""
    with exclusive():
        origin = template(workspace, demo, lang)
        copy(origin, database)
    if not workspace.addons:
        return
    flag = "--with-demo" if demo else "--without-demo"
    with step(f"installing {', '.join(workspace.names)} into the database {database}"):
        install(workspace, database, ["-i", ",".join(workspace.names), flag])


def reuse(workspace, database, *, demo):
    """Keep ``database``; install what is new in it and upgrade when files changed."""
    if not exists(database):
        return fresh(workspace, database, demo=demo)
    state = STATE / f"{database}.hash"
    if state.is_file() and state.read_text() == fingerprint(workspace.addons):
        return None
    rows = postgres.sql("SELECT name FROM ir_module_module WHERE state = 'installed'", database=database)
    present = {row[0] for row in rows}
    old = [name for name in workspace.names if name in present]
    new = [name for name in workspace.names if name not in present]
    arguments = (["-u", ",".join(old)] if old else []) + (["-i", ",".join(new)] if new else [])
    with step(f"bringing the database {database} up to date"):
        return install(workspace, database, arguments)


def add(workspace, database, modules):
    """Install further add-ons of Odoo itself, whose warnings are none of ours; those that are there stay."""
    rows = postgres.sql("SELECT name FROM ir_module_module WHERE state = 'installed'", database=database)
    missing = sorted(set(modules) - {row[0] for row in rows})
    if missing:
        with step(f"installing {', '.join(missing)} into the database {database}"):
            run_odoo(workspace.write_config(database), database, ["-i", ",".join(missing), "--without-demo"])


def install(workspace, database, arguments):
    """Run Odoo once to install or upgrade; remember the state of the files."""
    state = STATE / f"{database}.hash"
    state.unlink(missing_ok=True)
    before = fingerprint(workspace.addons)
    log = run_odoo(workspace.write_config(database), database, arguments)
    loud = loud_records(log)
    if loud:
        raise DevError("The installation must not warn, but its log says:\n" + "\n".join(loud),
                       "correct the add-on; the whole log is in .cache/log")
    rows = postgres.sql("SELECT name, state FROM ir_module_module WHERE name = ANY(%s) AND state <> 'installed'",
                        workspace.names, database=database)
    if rows:
        raise DevError("Not installed: " + ", ".join(f"{name} ({state})" for name, state in rows),
                       "look for the reason in .cache/log")
    write_if_changed(state, before)


def loud_records(log, levels=WARNINGS, said=frozenset()):
    """Return the lines of the records of these levels in a log, tracebacks included.

    :param said: what records say that do not count, see :func:`read_said`
    """
    found, inside = [], False
    for line in log.splitlines():
        start = RECORD_START.match(line)
        if start:
            inside = start.group(1) in levels and _get_text(line) not in said
        if inside:
            found.append(line)
    return found


def read_said(log):
    """Return what the loud records of a log say, without their times, processes and databases."""
    return frozenset(_get_text(line) for line in loud_records(log) if RECORD_START.match(line))


def _get_text(line):
    """Return a record without its day, time, process, level and database."""
    return line.split(" ", 5)[-1]


def run_odoo(config, database, arguments):
    """Run ``odoo --stop-after-init`` and return its log; raise when it fails or logs an error."""
    LOGS.mkdir(parents=True, exist_ok=True)
    path = LOGS / f"{database}.log"
    command = [PYTHON, "-m", "odoo", "server", "-c", config, "-d", database, "--stop-after-init", "--no-http",
               "--log-level=info", *arguments]
    with open(path, "w") as log:
        done = subprocess.run([str(part) for part in command], stdout=log, stderr=log, stdin=subprocess.DEVNULL,
                              env=environment(), cwd=ROOT)
    text = path.read_text(errors="replace")
    errors = loud_records(text, ERRORS)
    if done.returncode or errors:
        tail = errors[-60:] or text.splitlines()[-30:]
        raise DevError(f"Odoo ended with {done.returncode} for database {database}:\n" + "\n".join(tail),
                       f"the whole log is in {path.relative_to(ROOT)}")
    return text
